import type { Ioc } from '../indicators/ioc.ts';
import { PackedIocs } from '../indicators/packed-iocs.ts';
import type { Rejection } from '../indicators/rejection.ts';
import { valueKey } from '../indicators/values.ts';
import { eachIndicator } from '../xsoar/each-indicator.ts';
import type { Page } from '../xsoar/page.ts';
import type { Refused } from './memory/refusals.ts';
import type { Owed, PushCursor } from './memory/state.ts';
import { secondIsSent } from './two-sides.ts';

/** What one push carries, and the cursor that its acknowledgement earns. */
export class Batch {
  readonly rejections: Rejection[] = [];
  /** Indicators that were not sent because another one of the same value was. */
  readonly sameAsAnother: Refused[] = [];
  /** What waits for a pull. */
  readonly heldBack: Owed[] = [];
  /** Stands behind the last indicator read; undefined where XSOAR gave none: then the page is read again. */
  cursor: PushCursor | undefined;
  readonly #iocs = new PackedIocs();
  /** Where the IOC of a value stands, by a hash of the value's key: 40,000 texts would take megabytes. */
  readonly #places = new Map<number, number>();
  readonly #superseded = new Set<number>();

  /** How many IOCs it holds. */
  get length(): number {
    return this.#iocs.length - this.#superseded.size;
  }

  /** Adds an IOC; of two that XDR takes for one, one is sent. Indicators come in the order of their `modified`. */
  add(ioc: Ioc, key: string): void {
    const hash = smallHash(key);
    const place = this.#places.get(hash);
    if (place === undefined || this.#isSent(ioc, key, place)) {
      this.#places.set(hash, this.#iocs.length);
      this.#iocs.add(ioc);
    }
  }

  /** The IOCs to send: all, or those that `keeps` lets through. */
  toSend(keeps?: (ioc: Ioc, key: string) => boolean): PackedIocs | readonly Ioc[] {
    if (keeps === undefined && this.#superseded.size === 0) {
      return this.#iocs;
    }
    const sent: Ioc[] = [];
    let place = 0;
    for (const ioc of this.#iocs) {
      const isSent = !this.#superseded.has(place);
      if (isSent && (keeps === undefined || keeps(ioc, valueKey(ioc.indicator, ioc.type)))) {
        sent.push(ioc);
      }
      place += 1;
    }
    return sent;
  }

  /** Whether an IOC is sent although one of the same hash stands at a place. */
  #isSent(ioc: Ioc, key: string, place: number): boolean {
    const other = this.#iocs.at(place);
    if (other === undefined || valueKey(other.indicator, other.type) !== key) {
      return true;
    }
    const replaces = secondIsSent(other.type, ioc.type);
    const [sent, left] = replaces ? [ioc, other] : [other, ioc];
    if (replaces) {
      this.#superseded.add(place);
    }
    this.sameAsAnother.push({
      value: left.indicator,
      reason: `XDR takes it for the same IOC as another indicator of this value (sent as ${sent.type}); delete one of the two in XSOAR.`,
    });
    return replaces;
  }
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
    if (batch !== undefined && (read + page.indicators.length > limit || mustPushNow())) {
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

/** A number of 30 bits for a text (FNV-1a): quick to make, and no object to keep. */
function smallHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
