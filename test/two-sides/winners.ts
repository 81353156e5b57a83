import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { custom, FIELDS, type Field, newestComment, partsOf, saidByXsoar } from './fields.ts';
import { type Held, heldByValue, isLink } from './held.ts';
import type { Write } from './history.ts';
import { sendsText } from './sent.ts';
import { isComment, textFields } from './settings.ts';
import { type Breach, closeMs, type Sides } from './sides.ts';
import { wasUnseen } from './unseen.ts';

/** Where XSOAR does not hold the opinion that the rules let win. */
export function wrongWinners(sides: Sides): Breach[] {
  return [...heldByValue(sides).values()].flatMap((held) => {
    const [indicator, second] = held.indicators;
    // Of a twin that was deleted, nothing is known any more.
    const isForgotten = sides.deletedInXsoar.has(held.key) || sides.madeAnew.has(held.key);
    const isClear = second === undefined && held.iocs.length < 2 && !isForgotten;
    if (indicator === undefined || !isClear) {
      return [];
    }
    const said = saidByXsoar(indicator, sides.settings);
    return FIELDS.flatMap((field) => {
      const winner = winnerOf(sides, held, field);
      return winner === undefined || says(indicator, said[field], winner, sides)
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

function says(indicator: StoredIndicator, text: string, winner: Write, sides: Sides): boolean {
  if (winner.side === 'XDR' && sendsText(indicator, winner, sides)) {
    // What XSOAR sends says the same: then XSOAR need not hold it.
    return true;
  }
  if (winner.field !== 'comment' || winner.side === 'XSOAR') {
    return text === winner.text;
  }
  const parts = partsOf(winner.text).filter((part) => !isLink(part));
  const [first = 'comments', second] = textFields(sides.settings);
  if (parts.length > 0) {
    // Of a comment that was joined, the other fields' texts are cut out before it is written.
    return second !== undefined || parts.every((part) => text.includes(part));
  }
  return first === 'comments'
    ? newestComment(indicator)?.user.startsWith('Cortex XDR') !== false
    : text === '' || Array.isArray(custom(indicator, first));
}

/** The write that must stand in XSOAR at the end; undefined where the rules leave it open. */
function winnerOf(sides: Sides, held: Held, field: Field): Write | undefined {
  const { history } = sides;
  const hand = history.last(held.key, field, ['XSOAR'], ['person']);
  const inXdr = history.last(held.key, field, ['XDR'], ['person', 'XDR']);
  // Our own call makes the rule new; without marks, its time speaks for all fields.
  const ofCall = sides.platform.marks ? [field] : FIELDS;
  const command =
    (field === 'status' && sides.commanded.has(held.key)) ||
    ofCall.some((each) => history.last(held.key, each, ['XDR', 'XSOAR'], ['command']) !== undefined);
  const feed = history.last(held.key, field, ['XSOAR'], ['feed']);
  const wish = history.last(held.key, field, ['XDR'], ['wish']);
  if (inXdr !== undefined && wish !== undefined && wish.event > inXdr.event) {
    // "A push by name is somebody's wish: it is done, and told when a rule was waiting" (rule 2).
    return undefined;
  }
  if (command || isOpen(sides, field, inXdr)) {
    return undefined;
  }
  if (hand !== undefined) {
    const isNewest = feed === undefined || feed.event < hand.event;
    return isNewest && !wasUnseen(sides, hand) && handStands(sides, held, hand, inXdr) ? hand : undefined;
  }
  const isOpenToFeed = inXdr !== undefined && feed !== undefined && wasSeen(sides, inXdr, feed);
  return inXdr !== undefined && !isOpenToFeed && xdrStands(sides, held, inXdr) ? inXdr : undefined;
}

/** A field whose winner depends on what the model does not follow. */
function isOpen(
  { settings, platform, settingsEverChanged }: Sides,
  field: Field,
  inXdr: Write | undefined,
): boolean {
  switch (field) {
    case 'status':
      return settingsEverChanged || !platform.keepsStatus;
    case 'reputation':
      // No opinion is none, and of several equally reliable sources the worst score wins.
      return settingsEverChanged || inXdr?.text === 'UNKNOWN' || platform.feedReliability.startsWith('A');
    case 'severity':
      // Without a name for its field it is made of the score, where two fields of XDR meet.
      return settingsEverChanged || settings.override || settings.severity === '';
    case 'comment':
      return settingsEverChanged || textFields(settings).includes('tags');
    case 'expiration':
      return settingsEverChanged;
  }
}

/** A run that was not ended by a fault has seen it before a feed wrote another: it took it, or it was an echo then. */
function wasSeen({ runs }: Sides, inXdr: Write, feed: Write): boolean {
  return [...runs].some((event) => event >= inXdr.event && event < feed.event);
}

/** A person's edit in XSOAR stands against XDR's where XSOAR marks it; a comment, and an older server, go by time. */
function handStands(sides: Sides, held: Held, hand: Write, inXdr: Write | undefined): boolean {
  if (sides.platform.marks && !isComment(sides.settings, hand.field)) {
    return true;
  }
  if (sides.deletedInXdr.has(held.key)) {
    // What people wrote in XDR is forgotten with the IOC; a pull may have taken it before.
    return false;
  }
  if (sides.platform.marks && inXdr === undefined) {
    // A comment has no mark: of two changes of the same moment either may win, and the loser is told.
    return Math.abs(hand.at - (sides.ruleTimes.get(held.key) ?? 0)) > closeMs(sides);
  }
  // Without marks "the later of `modified` and `RULE_MODIFY_TIME` wins", for all fields.
  return hand.at > (sides.ruleTimes.get(held.key) ?? 0) + closeMs(sides);
}

/** The instance takes it, and nothing else speaks against it: an older server lets any later change in XSOAR win. */
function xdrStands(sides: Sides, held: Held, inXdr: Write): boolean {
  const matched = !sides.left.has(held.key) || leftByReputation(sides, held, inXdr);
  if (isComment(sides.settings, inXdr.field)) {
    // Of a comment and a rule of the same moment, either may stand, and the other is told.
    const written = sides.history.last(held.key, 'comment', ['XSOAR'], ['feed', 'person']);
    if (written !== undefined && Math.abs(written.at - inXdr.at) <= closeMs(sides)) {
      return false;
    }
  }
  const later = inXdr.at > (sides.touched.get(held.key) ?? 0) + closeMs(sides);
  return sides.settings.fetches && matched && (sides.platform.marks || later);
}

/** It may have left because the reputation was taken; one that is expired has left because of that. */
function leftByReputation(sides: Sides, { key, indicators }: Held, { field, event }: Write): boolean {
  const isExpired = sides.queries.get('expirationStatus:expired');
  return field === 'reputation' && (sides.left.get(key) ?? 0) > event && !indicators.some(isExpired);
}
