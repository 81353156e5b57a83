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

function differencesOf(sides: Sides, held: Held): Difference | undefined {
  const differences = held.matching.map((indicator) => differenceOf(sides, held, indicator));
  // Several indicators of one value are one IOC: "one is sent" (rule 3). Where retiring is off, it may be one that has left.
  const hasLeft = held.matching.length < held.indicators.length;
  const isOpen = hasLeft && sides.settings.retireAction === 'Leave the IOC';
  return isOpen || differences.includes(undefined) ? undefined : differences[0];
}

function differenceOf(sides: Sides, held: Held, indicator: StoredIndicator): Difference | undefined {
  const { value } = indicator;
  const { key } = held;
  const expected = sent(indicator, sides.settings, sides.xsoar.serverUrl);
  if (typeof expected === 'string') {
    return sides.history.hasToldOf(key, [], 0)
      ? undefined
      : { kind: 'what is rejected was told nowhere', text: expected };
  }
  const ioc = held.iocs.find(({ type }) => type === expected.type);
  if (ioc === undefined) {
    return mayBeMissing(sides, key, indicator)
      ? undefined
      : { kind: 'XDR does not hold an indicator', text: value };
  }
  return fieldDifference(sides, held, indicator, expected, ioc);
}

/**
 * "A deletion in XDR later than the indicator's change holds the push back" (rule 2), and is told. Without a change that
 * it would push, an instance that does not fetch never asks.
 */
function mayBeMissing(sides: Sides, key: string, indicator: StoredIndicator): boolean {
  const deleted = sides.deletedInXdr.get(key);
  const touched = Math.min(sides.touched.get(key) ?? 0, Date.parse(indicator.modified));
  const isTold = !sides.settings.fetches || sides.history.hasToldOf(key, [['delet']], 0);
  return deleted !== undefined && deleted + closeMs(sides) > touched && isTold;
}

function fieldDifference(
  sides: Sides,
  held: Held,
  indicator: StoredIndicator,
  expected: Sent,
  ioc: StoredIoc,
): Difference | undefined {
  const said = saidByXdr(ioc);
  const comments = commentsOf(indicator, expected, sides);
  const field = FIELDS.filter((name) => !isOnlyPeoples(sides, held.key, name)).find((name) =>
    name === 'comment'
      ? !comments.includes(said.comment)
      : name !== 'status' && said[name] !== expected[name],
  );
  if (field !== undefined) {
    return unlike(field, expected, said);
  }
  return isOnlyPeoples(sides, held.key, 'status') ? undefined : statusDifference(sides, ioc, expected.status);
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
