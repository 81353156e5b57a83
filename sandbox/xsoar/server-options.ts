import { OWN_BRAND } from '../../src/indicators/echo.ts';
import { isRecord } from '../../src/indicators/json.ts';
import type { IdOrder } from './modified-order.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** In what a server may differ from the usual one. */
export interface StoreOptions {
  /** How long after a change a search still shows what was before it, in ms. Default: 0. */
  indexLagMs?: number;
  /** How ids are sorted. Default: as texts. */
  idOrder?: IdOrder;
  /** False: a server without the field `xdrstatus`; what is written to it is dropped. */
  keepsStatus?: boolean;
  /** False: an older server, which neither keeps nor tells what people edited by hand. */
  marks?: boolean;
  /** The brand of the integration under test: any other source of an indicator is a feed. */
  brand?: string;
}

/** The usual server. */
export const USUAL: Required<StoreOptions> = {
  indexLagMs: 0,
  idOrder: 'text',
  keepsStatus: true,
  marks: true,
  brand: OWN_BRAND,
};

/** An indicator as a server keeps it: one may tell nothing of people's edits, or have no field `xdrstatus`. */
export function keptBy(
  { marks, keepsStatus }: Required<StoreOptions>,
  stored: StoredIndicator,
): StoredIndicator {
  let kept = stored;
  if (!marks && ('manuallyEditedFields' in kept || 'manualScore' in kept)) {
    const { manuallyEditedFields: _fields, manualScore: _score, ...rest } = kept;
    kept = rest as StoredIndicator;
  }
  if (!keepsStatus && isRecord(kept.CustomFields) && 'xdrstatus' in kept.CustomFields) {
    const { xdrstatus: _status, ...CustomFields } = kept.CustomFields;
    kept = { ...kept, CustomFields };
  }
  return kept;
}
