import type { Ioc } from '../indicators/ioc.ts';
import { PackedIocs } from '../indicators/packed-iocs.ts';
import type { Rejection } from '../indicators/rejection.ts';
import { valueKey } from '../indicators/values.ts';
import { eachIndicator } from '../xsoar/each-indicator.ts';
import { likelyLength, type Page } from '../xsoar/page.ts';
import { type Refused, rejectedOf } from './memory/refusals.ts';
import type { Owed, PushCursor } from './memory/state.ts';
import { SameKeys } from './same-keys.ts';
import { secondIsSent } from './two-sides.ts';

/** What one push carries, and the cursor that its acknowledgement earns. */
export class Batch {
  readonly rejections: Refused[] = [];
  /** Indicators that are not sent because another one of the same value is; known once `toSend` was called. */
  readonly sameAsAnother: Refused[] = [];
  /** What waits for a pull. */
  readonly heldBack: Owed[] = [];
  /** Stands behind the last indicator read; undefined where XSOAR gave none: then the page is read again. */
  cursor: PushCursor | undefined;
  readonly #iocs = new PackedIocs();
  readonly #same = new SameKeys();

  /** Adds an IOC. Indicators come in the order of their `modified`. */
  add(ioc: Ioc, key: string): void {
    this.#iocs.add(ioc);
    this.#same.add(key);
  }

  /** Notes an indicator that is not sent. */
  reject(rejection: Rejection, x: unknown): void {
    this.rejections.push(rejectedOf(rejection, x));
  }

  /** The IOCs to send: all, or those that `keeps` lets through; of two that XDR takes for one, one. */
  toSend(keeps?: (ioc: Ioc, key: string) => boolean): PackedIocs | readonly Ioc[] {
    const superseded = this.#findSuperseded();
    if (keeps === undefined && superseded.size === 0) {
      return this.#iocs;
    }
    const sent: Ioc[] = [];
    let place = 0;
    for (const ioc of this.#iocs) {
      if (!superseded.has(place) && (keeps?.(ioc, keyOf(ioc)) ?? true)) {
        sent.push(ioc);
      }
      place += 1;
    }
    return sent;
  }

  /** The places of IOCs that are not sent because another one of the same value is. */
  #findSuperseded(): ReadonlySet<number> {
    const superseded = new Set<number>();
    this.sameAsAnother.length = 0;
    for (const places of this.#same.groups()) {
      const sent = new Map<string, { ioc: Ioc; place: number }>();
      for (const place of places) {
        const ioc = this.#iocs.at(place);
        const other = ioc === undefined ? undefined : sent.get(keyOf(ioc));
        if (ioc === undefined) {
          continue;
        }
        if (other === undefined || secondIsSent(other.ioc.type, ioc.type)) {
          sent.set(keyOf(ioc), { ioc, place });
        }
        if (other !== undefined) {
          const [kept, left] = sent.get(keyOf(ioc)) === other ? [other.ioc, ioc] : [ioc, other.ioc];
          superseded.add(left === ioc ? place : other.place);
          const { indicator: value, type } = left;
          this.sameAsAnother.push({ value, type, reason: sameAs(kept), kind: 'same-value' });
        }
      }
    }
    return superseded;
  }
}

function keyOf({ indicator, type }: Ioc): string {
  return valueKey(indicator, type);
}

function sameAs({ type }: Ioc): string {
  return `XDR takes it for the same IOC as another indicator of this value (sent as ${type}); delete one of the two in XSOAR.`;
}

/** Puts an indicator where it belongs in a batch. */
export type Sort = (indicator: unknown, batch: Batch) => void;

/**
 * Gathers pages into batches of at most `limit` indicators. A batch ends where a page ends, so that its cursor is one
 * that XSOAR gave.
 * @param mustPushNow asked after each page: true ends the batch, so that what was read is pushed in the run's time
 */
export async function* readBatches(
  pages: AsyncIterable<Page>,
  sort: Sort,
  limit: number,
  mustPushNow: () => boolean,
): AsyncGenerator<Batch, void, undefined> {
  let batch: Batch | undefined;
  let read = 0;
  for await (const page of pages) {
    if (batch !== undefined && (read + likelyLength(page.indicators) > limit || mustPushNow())) {
      yield batch;
      batch = undefined;
      read = 0;
    }
    batch ??= new Batch();
    const current = batch;
    await eachIndicator(page, (indicator) => sort(indicator, current));
    current.cursor = page.cursor ?? current.cursor;
    read += page.indicators.length;
  }
  if (batch !== undefined) {
    yield batch;
  }
}
