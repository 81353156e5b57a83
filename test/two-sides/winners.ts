import { FIELDS, type Field, partsOf, saidByXsoar } from './fields.ts';
import { type Held, heldByValue, isLink } from './held.ts';
import type { Write } from './history.ts';
import { textFields } from './settings.ts';
import type { Breach, Sides } from './sides.ts';

/** Two times closer than this count as one: the sides compare whole seconds. */
const CLOSE_MS = 1_000;

/** Where XSOAR does not hold the opinion that the rules let win. */
export function wrongWinners(sides: Sides): Breach[] {
  return [...heldByValue(sides).values()].flatMap((held) => {
    const [indicator, second] = held.indicators;
    if (indicator === undefined || second !== undefined || held.iocs.length > 1) {
      return [];
    }
    const said = saidByXsoar(indicator, sides.settings);
    return FIELDS.flatMap((field) => {
      const winner = winnerOf(sides, held, field);
      return winner === undefined || says(said[field], winner, sides)
        ? []
        : [
            {
              key: held.key,
              kind: `${winner.side === 'XDR' ? "a person's change in XDR" : "a person's edit in XSOAR"} of ${field} lost`,
              text: `${winner.text || 'nothing'} should stand, XSOAR says ${said[field] || 'nothing'}`,
            },
          ];
    });
  });
}

function says(text: string, winner: Write, sides: Sides): boolean {
  if (winner.field !== 'comment' || winner.side === 'XSOAR') {
    return text === winner.text;
  }
  // Of a comment that was joined, the link and the other fields' texts are cut out before it is written.
  const joined = textFields(sides.settings).length > 1;
  const parts = partsOf(winner.text).filter((part) => !isLink(part));
  return parts.length === 0 || joined || parts.every((part) => text.includes(part));
}

/** The write that must stand in XSOAR at the end; undefined where the rules leave it open. */
function winnerOf(sides: Sides, held: Held, field: Field): Write | undefined {
  const { history } = sides;
  const hand = history.last(held.key, field, ['XSOAR'], ['person']);
  const inXdr = history.last(held.key, field, ['XDR'], ['person', 'XDR']);
  const command = history.last(held.key, field, ['XDR', 'XSOAR'], ['command']);
  const feed = history.last(held.key, field, ['XSOAR'], ['feed']);
  if (command !== undefined || isOpen(sides, held, field)) {
    return undefined;
  }
  if (hand !== undefined && (feed === undefined || feed.event < hand.event)) {
    return handStands(sides, held, hand, inXdr) ? hand : undefined;
  }
  return inXdr !== undefined && hand === undefined && xdrStands(sides, held, inXdr) ? inXdr : undefined;
}

/** A field whose winner depends on what the model does not follow. */
function isOpen(sides: Sides, held: Held, field: Field): boolean {
  const { settings, platform } = sides;
  return (
    sides.settingsEverChanged ||
    (field === 'status' && !platform.keepsStatus) ||
    // A score of several sources is XSOAR's to work out.
    (field === 'reputation' && held.indicators.length > 0) ||
    (field === 'severity' && settings.override && settings.severity !== '') ||
    (field === 'comment' && textFields(settings).includes('tags'))
  );
}

/** A person's edit in XSOAR stands against XDR's where XSOAR marks it; a comment, and an older server, go by time. */
function handStands(sides: Sides, held: Held, hand: Write, inXdr: Write | undefined): boolean {
  const isComment = hand.field === 'comment' && textFields(sides.settings)[0] === 'comments';
  if (inXdr === undefined || (sides.platform.marks && !isComment)) {
    return true;
  }
  return hand.at > lastInXdr(sides, held) + CLOSE_MS;
}

function xdrStands(sides: Sides, held: Held, inXdr: Write): boolean {
  const { fetches, autoSync } = sides.settings;
  const matches = held.matching.length > 0 && !sides.everLeft.has(held.key);
  const later = inXdr.at > (sides.touched.get(held.key) ?? 0) + CLOSE_MS;
  return fetches && (autoSync || later) && matches && (sides.platform.marks || later);
}

function lastInXdr({ history }: Sides, { key }: Held): number {
  return history.writes.findLast((write) => write.side === 'XDR' && write.key === key)?.at ?? 0;
}
