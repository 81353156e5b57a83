import type { Ioc } from '../indicators/ioc.ts';
import { PackedIocs } from '../indicators/packed-iocs.ts';
import { Rejection } from '../indicators/rejection.ts';
import { eachIndicator } from '../xsoar/each-indicator.ts';
import type { Page } from '../xsoar/page.ts';
import type { PushCursor } from './state.ts';

/** What one push carries, and the cursor that its acknowledgement earns. */
export interface Batch {
  iocs: PackedIocs;
  rejections: Rejection[];
  /** Stands behind the last indicator read, rejected ones included; undefined where XSOAR gave no later one. */
  cursor: PushCursor | undefined;
}

/** What becomes of an indicator: an IOC, a reason why not, or nothing where it is not its turn. */
export type Mapping = (indicator: unknown) => Ioc | Rejection | undefined;

/**
 * Gathers pages into batches of at most `limit` indicators. A batch ends where a page ends,
 * so that its cursor is one that XSOAR gave.
 * @param mustPushNow asked after each page: true ends the batch, so that what was read is pushed in the run's time
 */
export async function* readBatches(
  pages: AsyncIterable<Page>,
  map: Mapping,
  limit: number,
  mustPushNow: () => boolean = () => false,
): AsyncGenerator<Batch, void, undefined> {
  let batch: Batch | undefined;
  let read = 0;
  for await (const page of pages) {
    if (batch !== undefined && (read + page.indicators.length > limit || mustPushNow())) {
      yield batch;
      batch = undefined;
      read = 0;
    }
    batch ??= { iocs: new PackedIocs(), rejections: [], cursor: page.cursor };
    await mapInto(batch, page, map);
    read += page.indicators.length;
  }
  if (batch !== undefined) {
    yield batch;
  }
}

async function mapInto(batch: Batch, page: Page, map: Mapping): Promise<void> {
  await eachIndicator(page, (indicator) => {
    const mapped = map(indicator);
    if (mapped instanceof Rejection) {
      batch.rejections.push(mapped);
    } else if (mapped !== undefined) {
      batch.iocs.add(mapped);
    }
  });
  batch.cursor = page.cursor ?? batch.cursor;
}
