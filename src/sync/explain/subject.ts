import type { Ioc } from '../../indicators/ioc.ts';
import { Rejection } from '../../indicators/rejection.ts';
import type { Rule } from '../../indicators/rule.ts';
import type { IocObject } from '../../xdr/public-iocs.ts';
import type { KnownRefusal } from '../memory/state.ts';

/** An indicator of a value, and what stands between it and XDR. */
export interface HeldIndicator {
  x: Record<string, unknown>;
  /** The parts of the Sync Query that it does not match; empty where it matches. */
  failing: readonly string[];
  matchesRetireQuery: boolean;
  /** What it is sent as, or why it is not. */
  mapped: Ioc | Rejection;
}

/** What XDR shows of a value when it is asked for it. */
export type Shown =
  | { kind: 'shown'; iocs: readonly IocObject[] }
  /** This tenant, or this key, cannot be asked. */
  | { kind: 'not offered' }
  | { kind: 'failed'; reason: string };

/** All that both sides and the state say of a value. Texts are hostile. */
export interface Subject {
  value: string;
  held: readonly HeldIndicator[];
  /** The keys of the IOCs that the value stands for. */
  keys: ReadonlySet<string>;
  /** How the value is written on either side. */
  spelt: ReadonlySet<string>;
  /** The rules that wait in XDR; undefined where XDR did not answer. */
  rules: readonly Rule[] | undefined;
  shown: Shown;
  /** What XDR said when it refused it the last time. */
  refused: KnownRefusal | undefined;
  /** A later run is to push it, whether or not it is modified. */
  isOwed: boolean;
  /** This integration disabled it when its indicator left. */
  isRetired: boolean;
}

/** The indicator that counts: one that is sent before one that only matches, and that before any other. */
export function principalOf({ held }: Pick<Subject, 'held'>): HeldIndicator | undefined {
  const matching = held.filter(({ failing }) => failing.length === 0);
  return matching.findLast(({ mapped }) => !(mapped instanceof Rejection)) ?? matching.at(-1) ?? held.at(-1);
}
