import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { partsOf } from './fields.ts';
import { type Held, heldByValue, isHeld } from './held.ts';
import type { Write } from './history.ts';
import { sendsText } from './sent.ts';
import { OWN_TAG } from './settings.ts';
import type { Breach, Sides } from './sides.ts';
import { LONGEST_PASS_MS } from './steps.ts';
import { wasUnseen } from './unseen.ts';
import { wordsFor } from './words.ts';

/** What people wrote that neither side holds, that nobody replaced by hand, and that was told nowhere. */
export function vanished(sides: Sides): Breach[] {
  const held = heldByValue(sides);
  return (
    lastWrites(sides)
      // A reputation that is unknown is no opinion: XSOAR's score 0.
      .filter(({ field, text }) => field !== 'reputation' || text !== 'UNKNOWN')
      .filter((write) => {
        const here = held.get(write.key) ?? { key: write.key, indicators: [], matching: [], iocs: [] };
        return (
          !isHeld(here, write.field, write.text, sides) &&
          !wasReplaced(sides, write) &&
          !wasUnseen(sides, write) &&
          !isOldValue(sides, write) &&
          !isTwins(sides, here, write) &&
          !isEchoOfIndex(sides, write) &&
          !wasTold(sides, write)
        );
      })
      .map(({ key, side, field, text }) => ({
        key,
        kind: `a person's ${field} has vanished, and was told nowhere`,
        text: `${text || 'nothing'}, written in ${side}`,
      }))
  );
}

/** What people, or XDR itself, wrote last into each field of each value, on each side. */
function lastWrites({ history }: Sides): Write[] {
  const last = new Map<string, Write>();
  for (const write of history.writes) {
    if (write.by === 'person' || write.by === 'XDR') {
      last.set(`${write.side} ${write.field} ${write.key}`, write);
    }
  }
  return [...last.values()];
}

/** Somebody else but the integration wrote over it, and saw what it was. */
function wasReplaced({ history }: Sides, write: Write): boolean {
  return history.writes.some(
    (later) =>
      later.event > write.event &&
      later.key === write.key &&
      later.field === write.field &&
      later.by !== 'integration' &&
      later.by !== 'wish' &&
      (later.was === write.text ||
        later.by === 'command' ||
        (write.field === 'comment' && later.was.includes(write.text))),
  );
}

/** "Old values in XDR would look like people's opinions" (rule 7): a person who sets again what old settings sent is not seen. */
function isOldValue({ history, settingsEverChanged }: Sides, write: Write): boolean {
  const before = history.writes.filter(
    ({ side, key, field, event }) =>
      side === 'XDR' && key === write.key && field === write.field && event < write.event,
  );
  const wasSent = ({ by, event }: Write): boolean =>
    by === 'wish' ||
    by === 'integration' ||
    // The first of people's changes replaced what was sent.
    !before.some((one) => one.event < event && one.text === write.text);
  return settingsEverChanged && before.some((one) => one.was === write.text && wasSent(one));
}

/** Two indicators of a value share one IOC (rule 3), and are told so: what one of them sends is no person's to see. */
function isTwins(sides: Sides, { indicators }: Held, write: Write): boolean {
  const isSent = (indicator: StoredIndicator): boolean => sendsText(indicator, write, sides);
  return indicators.length > 1 && (sides.settingsEverChanged || indicators.some(isSent));
}

/** It says in XDR what the index still shows of XSOAR, while somebody changes that there: it looks like an echo. */
function isEchoOfIndex({ history, platform }: Sides, { side, key, field, text, at }: Write): boolean {
  return (
    side === 'XDR' &&
    history.writes.some(
      (one) =>
        one.side === 'XSOAR' &&
        one.key === key &&
        one.field === field &&
        one.was === text &&
        Math.abs(one.at - at) <= platform.indexLagMs,
    )
  );
}

function wasTold({ history, left }: Sides, write: Write): boolean {
  // A rule of an indicator that has left "writes nothing and is only told" (rule 2): that there was one.
  const words = left.has(write.key) ? [] : wordsFor(write.field, write.text);
  return history.hasToldOf(write.key, words, write.event);
}

/** What a pull wrote over in XSOAR, where old and new were not told together: "each field that a pull replaces (old → new)". */
export function replacedUntold(sides: Sides): Breach[] {
  return sides.history.writes
    .filter((write) => isReplacement(write) && !isReplacementTold(sides, write))
    .map(({ key, field, was, text }) => ({
      key,
      kind: `that a pull replaced a ${field} was not told`,
      text: `${was} → ${text}`,
    }));
}

function isReplacement({ by, side, field, was, text }: Write): boolean {
  const before = partsOf(was);
  // The instance's own tag comes along with a field, and is none.
  const isTag =
    field === 'comment' && partsOf(text).every((part) => part === OWN_TAG || before.includes(part));
  return by === 'integration' && side === 'XSOAR' && was !== '' && was !== text && !isTag;
}

/** "`comments` gets one fixed text that says so" (rule 1): the integration wrote it, and nobody else ever did. */
function isFixedText({ history }: Sides, key: string, text: string): boolean {
  const of = history.writes.filter((write) => write.key === key && write.field === 'comment');
  return (
    of.some(({ by, text: written }) => by === 'integration' && written === text) &&
    !of.some(({ by, text: written }) => by !== 'integration' && written.includes(text))
  );
}

function isReplacementTold(sides: Sides, write: Write): boolean {
  const { history, platform } = sides;
  const { key, field, was, text, event, at } = write;
  // Of a twin that was deleted, it is forgotten what was written when.
  const isForgotten = sides.deletedInXsoar.has(key);
  const isUnseen = history.writes.some(
    (one) =>
      one.key === key &&
      one.side === 'XSOAR' &&
      one.event < event &&
      // Time may pass between the look-up and the write.
      one.at + platform.indexLagMs + (platform.indexLagMs > 0 ? LONGEST_PASS_MS : 0) > at,
  );
  // What the index does not show yet, a pull cannot tell.
  // The fixed text that stands for a comment that was taken out is none.
  const isOurs = field === 'comment' && isFixedText(sides, key, was);
  const words =
    isUnseen || isForgotten ? [] : [...(isOurs ? [] : wordsFor(field, was)), ...wordsFor(field, text)];
  return history.hasToldOf(key, words, 0);
}
