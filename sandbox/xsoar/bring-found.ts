import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import type { Found, Verdict } from '../files/found.ts';
import { type IndicatorStore, MOST_CREATED } from './indicator-store.ts';
import { given } from './loose.ts';
import { timeOf } from './times.ts';

/** The feed that brings what files hold. */
const FEED = {
  brand: 'Plain Text Feed',
  instance: 'Plain Text Feed_instance_1',
  reliability: 'C - Fairly reliable',
};
const SCORES: Readonly<Record<Verdict, number>> = { Unknown: 0, Benign: 1, Suspicious: 2, Malicious: 3 };

/** Lets a feed bring what files hold. @returns how many were new, and how many XSOAR had before */
export function bringFound(store: IndicatorStore, found: Iterable<Found>): { added: number; known: number } {
  const before = store.size;
  let count = 0;
  let batch: NewIndicator[] = [];
  for (const one of found) {
    batch.push(toNewIndicator(one));
    count += 1;
    if (batch.length === MOST_CREATED) {
      store.createIndicators(batch, FEED);
      batch = [];
    }
  }
  store.createIndicators(batch, FEED);
  const added = store.size - before;
  return { added, known: count - added };
}

/** What is in no file is in no field. A list that gives no verdict is one of bad things. */
function toNewIndicator({ value, type, ...said }: Found): NewIndicator {
  const timeIn = (time: number | undefined): string | undefined => (time === undefined ? time : timeOf(time));
  const fields = given({
    expirationdate: timeIn(said.expiration),
    firstseenbysource: timeIn(said.firstSeen),
    lastseenbysource: timeIn(said.lastSeen),
    sourceoriginalseverity: said.severity,
    confidence: said.confidence,
    tags: said.tags,
    comments: said.comment,
  });
  return { value, type, score: SCORES[said.verdict ?? 'Malicious'], fields, rawJSON: { value, type } };
}
