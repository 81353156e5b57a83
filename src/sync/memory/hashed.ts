import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Values of which the state remembers hashes alone: one behind the other, of 8 characters each. */
export type Hashes = string;

const LENGTH = 8;

/** A value's key as 48 bits of text: enough to know it again, and little to keep. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LENGTH);
}

export function unpacked(hashes: Hashes): Set<string> {
  return new Set(hashes.match(/.{8}/g));
}

/** The newest hashes, at most so many. */
export function newest(hashes: Hashes, most: number): Hashes {
  return hashes.slice(-most * LENGTH);
}

/** Hashes by a time in XDR, in ms: thousands may share one. */
export type TimedHashes = readonly (readonly [time: number, hashes: Hashes])[];

export const timedHashesShape = z.array(z.tuple([z.number(), z.string()]));

/** How many timed hashes are kept: more than a run works out in its time. */
export const MOST_TIMED = 200_000;

/** The time of each hash; of several the latest. */
export function timesByHash(timed: TimedHashes): Map<string, number> {
  const times = new Map<string, number>();
  for (const [time, hashes] of timed) {
    for (const hash of unpacked(hashes)) {
      times.set(hash, Math.max(time, times.get(hash) ?? 0));
    }
  }
  return times;
}

/** Packs them again, the newest ones, each with its time. */
export function timedHashes(times: ReadonlyMap<string, number>): TimedHashes {
  const byTime = new Map<number, string[]>();
  const kept = [...times].sort(([, one], [, other]) => one - other).slice(-MOST_TIMED);
  for (const [hash, time] of kept) {
    const hashes = byTime.get(time) ?? [];
    hashes.push(hash);
    byTime.set(time, hashes);
  }
  return [...byTime].map(([time, hashes]) => [time, hashes.join('')] as const);
}
