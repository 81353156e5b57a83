import type { StoredIoc } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { commentIn, type Field, partsOf, saidByXdr, saidByXsoar } from './fields.ts';
import { keyOf } from './same-value.ts';
import { matchingQuery, type Sides } from './sides.ts';

/** What both sides hold of one value, in all its spellings and types. */
export interface Held {
  readonly key: string;
  readonly indicators: readonly StoredIndicator[];
  /** Those that match `expirationStatus:active AND (<Sync Query>)`. */
  readonly matching: readonly StoredIndicator[];
  readonly iocs: readonly StoredIoc[];
}

/** What both sides hold, by value. */
export function heldByValue(sides: Sides): Map<string, Held> {
  const indicators = grouped(sides.xsoar.indicators.all(), (one) => keyOf(one.value, one.indicator_type));
  const iocs = grouped(sides.tenant.all(), (ioc) => keyOf(ioc.value, ioc.type));
  const matches = matchingQuery(sides);
  const keys = new Set([...indicators.keys(), ...iocs.keys()]);
  return new Map(
    [...keys].map((key) => {
      const all = indicators.get(key) ?? [];
      const held = { key, indicators: all, matching: all.filter(matches) };
      return [key, { ...held, iocs: iocs.get(key) ?? [] }];
    }),
  );
}

/** Whether either side still says what somebody wrote. */
export function isHeld(held: Held, field: Field, text: string, sides: Sides): boolean {
  if (field === 'comment') {
    return isCommentHeld(held, text);
  }
  return (
    held.indicators.some((indicator) => saidByXsoar(indicator, sides.settings)[field] === text) ||
    held.iocs.some((ioc) => saidByXdr(ioc)[field] === text)
  );
}

/** Each part of it that is no link stands somewhere: in any comment or text field, or in XDR. */
function isCommentHeld({ indicators, iocs }: Held, text: string): boolean {
  const texts = [...iocs.map(({ comment }) => comment), ...indicators.flatMap(textsOf)];
  return text === ''
    ? texts.some((held) => partsOf(held).every(isLink))
    : partsOf(text).every((part) => isLink(part) || texts.some((held) => held.includes(part)));
}

function textsOf(indicator: StoredIndicator): string[] {
  const comments = (indicator.comments ?? []) as { content: string }[];
  const fields = Object.keys((indicator.CustomFields ?? {}) as object);
  return [
    ...comments.map(({ content }) => content),
    ...fields.map((field) => commentIn(indicator, field)),
    commentIn(indicator, 'comments'),
  ];
}

/** Whether a part of a comment is the link to an indicator's page. */
export function isLink(part: string): boolean {
  return part.includes('/indicator/');
}

function grouped<T>(all: Iterable<T>, keyOfOne: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOfOne(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
