import type { StoredIoc } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { FIELDS, type Field, newestComment, type Said, saidByXdr } from './fields.ts';
import { type Held, heldByValue } from './held.ts';
import { keyOf } from './same-value.ts';
import { linkOf, type Sent, sent } from './sent.ts';
import { hasLink } from './settings.ts';
import { type Breach, closeMs, type Sides } from './sides.ts';

/** In what XDR does not hold what XSOAR's indicators say, without a rule that allows it. */
export function notInStep(sides: Sides): Breach[] {
  const { fetches, autoSync } = sides.settings;
  if (fetches && !autoSync) {
    return [];
  }
  return [...heldByValue(sides).values()].flatMap((held) => {
    const found = differencesOf(sides, held);
    return found === undefined ? [] : [{ ...found, key: held.key }];
  });
}

type Difference = Omit<Breach, 'key'>;

/** An indicator, and what XDR should and does hold of it. */
interface Pair {
  readonly key: string;
  readonly indicator: StoredIndicator;
  readonly expected: Sent;
  readonly ioc: StoredIoc;
}

function differencesOf(sides: Sides, held: Held): Difference | undefined {
  if (sides.deletedInXsoar.has(held.key)) {
    // "Deleted in XSOAR: cannot be found so" (rule 5): XDR may still hold what a twin said.
    return undefined;
  }
  const compared = held.matching.map((indicator) => compare(sides, held, indicator));
  const problems = compared.map((one) => (isPair(one) ? differencesIn(sides, one)[0] : one));
  if (problems.includes(undefined)) {
    return undefined;
  }
  const hasTwins = held.indicators.length > 1 && compared.some(isPair);
  return hasTwins ? twinDifference(sides, held) : problems[0];
}

function isPair(one: Pair | Difference | undefined): one is Pair {
  return one !== undefined && 'ioc' in one;
}

/**
 * Several indicators of one value are one IOC, and "one is sent" (rule 3): a field may be what any of them says. An
 * instance that does not fetch retires nothing (rule 5): it does not see that one of them has left.
 */
function twinDifference(sides: Sides, held: Held): Difference | undefined {
  if (!sides.settings.fetches && held.matching.length < held.indicators.length) {
    return undefined;
  }
  const pairs = held.indicators.flatMap((indicator) => {
    const one = compare(sides, held, indicator);
    return isPair(one) ? [one] : [];
  });
  const field = FIELDS.find(
    (name) => pairs.length > 0 && pairs.every((pair) => differenceIn(sides, pair, name)),
  );
  return field === undefined || pairs[0] === undefined ? undefined : differenceIn(sides, pairs[0], field);
}

function compare(
  sides: Sides,
  { key, iocs }: Held,
  indicator: StoredIndicator,
): Pair | Difference | undefined {
  const { value } = indicator;
  const expected = sent(indicator, sides.settings, sides.xsoar.serverUrl);
  if (typeof expected === 'string') {
    const isTold = sides.history.hasToldOf(key, [], 0);
    return isTold ? undefined : { kind: 'what is rejected was told nowhere', text: expected };
  }
  if (mayBeOld(sides, key, indicator) || Date.parse(indicator.modified) < sides.syncTime) {
    return undefined;
  }
  const ioc = iocs.find(({ type }) => type === expected.type);
  return ioc === undefined
    ? { kind: 'XDR does not hold an indicator', text: value }
    : { key, indicator, expected, ioc };
}

/**
 * "A deletion in XDR later than the indicator's change holds the push back" (rule 2), and is told. Without a change that
 * it would push, an instance that does not fetch never asks. So XDR may lack it, or hold what a full sync made anew.
 */
function mayBeOld(sides: Sides, key: string, indicator: StoredIndicator): boolean {
  const deleted = sides.deletedInXdr.get(key);
  const touched = Math.min(sides.touched.get(key) ?? 0, Date.parse(indicator.modified));
  const isTold = !sides.settings.fetches || sides.history.hasToldOf(key, [['delet']], 0);
  return deleted !== undefined && deleted + closeMs(sides) > touched && isTold;
}

function differencesIn(sides: Sides, pair: Pair): Difference[] {
  return FIELDS.flatMap((field) => differenceIn(sides, pair, field) ?? []);
}

function differenceIn(sides: Sides, pair: Pair, field: Field): Difference | undefined {
  const { key, indicator, expected, ioc } = pair;
  const said = saidByXdr(ioc);
  if (isOnlyPeoples(sides, key, field)) {
    return undefined;
  }
  if (field === 'status') {
    return statusDifference(sides, ioc, expected.status);
  }
  const allowed = field === 'comment' ? commentsOf(indicator, expected, sides) : [expected[field]];
  return allowed.includes(said[field]) ? undefined : unlike(field, expected, said);
}

/**
 * An instance that does not fetch "holds nothing back" and takes nothing (rule 2): what people changed in XDR since XSOAR's
 * last change stays there, until the next change in XSOAR is pushed over it.
 */
function isOnlyPeoples(sides: Sides, key: string, field: Field): boolean {
  const { settings, history, touched } = sides;
  const inXdr = history.last(key, field, ['XDR'], ['person', 'XDR', 'command', 'integration']);
  const isLater = inXdr !== undefined && inXdr.at + closeMs(sides) >= (touched.get(key) ?? 0);
  return !settings.fetches && isLater && inXdr.by !== 'integration';
}

function unlike(field: Field, expected: Said, said: Said): Difference {
  return {
    kind: `the two sides differ in ${field}`,
    text: `XSOAR's is ${expected[field] || 'missing'}, XDR has ${said[field] || 'none'}`,
  };
}

/** What the comment may be in XDR. */
function commentsOf(indicator: StoredIndicator, expected: Sent, sides: Sides): string[] {
  const { settings, xsoar } = sides;
  const link = hasLink(settings) ? linkOf(indicator, xsoar.serverUrl) : '';
  const isOurs = newestComment(indicator)?.user.startsWith('Cortex XDR') === true;
  // A comment that was taken out in XDR is a fixed text in XSOAR; and the link may have been chosen alone.
  return isOurs || settings.commentFields.join() === 'indicator_link'
    ? [expected.comment, link]
    : [expected.comment];
}

function statusDifference(sides: Sides, ioc: StoredIoc, expected: string): Difference | undefined {
  const { value, status } = ioc;
  if (expected !== '') {
    const text = `XSOAR's is ${expected}, XDR has ${status}`;
    return status === expected ? undefined : { kind: 'the two sides differ in status', text };
  }
  if (status === 'ENABLED') {
    return undefined;
  }
  if (sides.disabledBy.get(value) === 'integration') {
    return { kind: 'what the integration disabled stays disabled', text: value };
  }
  return sides.history.hasToldOf(keyOf(value, ioc.type), [['xdr-iocs-enable']], 0)
    ? undefined
    : { kind: 'that an IOC stays disabled was not told', text: value };
}
