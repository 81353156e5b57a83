import { incomingExpiration } from '../../indicators/expiration.ts';
import type { Ioc } from '../../indicators/ioc.ts';
import { Rejection } from '../../indicators/rejection.ts';
import { type Rule, ruleSeverity } from '../../indicators/rule.ts';
import type { IocObject } from '../../xdr/public-iocs.ts';
import { legible, shorten } from '../../xsoar/markdown.ts';
import type { Contest } from './explanation.ts';
import { rawRuleOf } from './shown.ts';
import type { HeldIndicator, Subject } from './subject.ts';

// What an analyst reads of a value, a sentence at a time. Foreign texts are cut short and made visible here; they are
// escaped where an entry is made.

const LONGEST_QUOTE = 150;
/** How many indicators, rules or IOCs of one value are described. */
const MOST_DESCRIBED = 5;

export function quote(text: string): string {
  return text === '' ? 'nothing' : `'${legible(shorten(text, LONGEST_QUOTE))}'`;
}

/** What XSOAR holds. */
export function xsoarSteps({ held }: Subject): string[] {
  if (held.length === 0) {
    return ['XSOAR holds no indicator with this value.'];
  }
  const many = held.length > 1 ? [`XSOAR holds ${held.length} indicators that are this value.`] : [];
  return [...many, ...held.slice(0, MOST_DESCRIBED).flatMap(heldSteps)];
}

function heldSteps({ x, failing, matchesRetireQuery, mapped }: HeldIndicator): string[] {
  const is = `XSOAR holds ${quote(String(x.value))} as ${quote(String(x.indicator_type))}, modified ${quote(String(x.modified))}.`;
  if (failing.length === 0) {
    const sends =
      mapped instanceof Rejection
        ? `It cannot be sent: ${legible(mapped.reason)}`
        : `What is sent for it: ${sentText(mapped)}.`;
    return [is, "It is active and matches the 'Sync Query'.", sends];
  }
  const inactive = failing.includes(ACTIVE) ? ['It is not active: XSOAR has expired it.'] : [];
  const parts = failing.filter((part) => part !== ACTIVE).map(quote);
  const fails =
    parts.length === 0
      ? []
      : [
          `It does not match the 'Sync Query', on ${parts.length > 1 ? 'these parts' : 'this part'}: ${parts.join(', ')}.`,
        ];
  const retired = matchesRetireQuery ? 'It matches' : 'It does not match';
  return [is, ...inactive, ...fails, `${retired} the 'Retire Query'.`];
}

const ACTIVE = 'expirationStatus:active';

function sentText(ioc: Ioc): string {
  const { type, severity, reputation, expiration_date: expires, comment, status } = ioc;
  const parts = [
    `type ${legible(type)}`,
    `severity ${severity}`,
    `reputation ${reputation}`,
    `expiration ${incomingExpiration(expires) ?? expires}`,
    `comment ${quote((comment ?? []).join(', '))}`,
    ...(status === undefined ? [] : [`status ${status}`]),
  ];
  return parts.join(', ');
}

/** What XDR holds, and what waits there. */
export function xdrSteps({ shown, rules, isOwed, refused }: Subject): string[] {
  return [
    ...shownSteps(shown),
    ...(rules ?? []).slice(0, MOST_DESCRIBED).map(ruleStep),
    ...(rules?.length === 0 ? ['No change of a person in XDR waits for it.'] : []),
    ...(refused === undefined
      ? []
      : [
          `XDR did not get it the last time (since ${quote(refused.since)}, ${refused.times} times): ${legible(refused.reason)}`,
        ]),
    ...(isOwed
      ? ['A run is to push it although nobody modifies it: it was held back, or XDR is owed an answer.']
      : []),
  ];
}

function shownSteps(shown: Subject['shown']): string[] {
  switch (shown.kind) {
    case 'not offered':
      return ['What XDR holds is unknown: this tenant, or this API key, does not offer to show its IOCs.'];
    case 'failed':
      return [`What XDR holds is unknown: ${legible(shown.reason)}`];
    case 'shown':
      return shown.iocs.length === 0
        ? ['XDR does not hold it.']
        : shown.iocs.slice(0, MOST_DESCRIBED).map((ioc) => `XDR holds it: ${iocText(ioc)}.`);
  }
}

function iocText(ioc: IocObject): string {
  const { type, status, reputation, expiration, comment, source } = ioc;
  const severity = ruleSeverity(rawRuleOf(ioc));
  const said = { type, status, severity, reputation, comment, source };
  const expires = incomingExpiration(expiration);
  const texts = Object.entries(said).flatMap(([name, text]) =>
    text === undefined ? [] : [`${name} ${quote(text)}`],
  );
  return [...texts, ...(expires === undefined ? [] : [`expiration ${expires}`])].join(', ');
}

function ruleStep({ modified, deleted, status, severity, reputation, comment, fromXsoar }: Rule): string {
  const when = modified < 0 ? '' : ` on ${new Date(modified).toISOString()}`;
  if (deleted) {
    return `It was deleted in XDR${when}.`;
  }
  const said = { status, severity, reputation, comment };
  const texts = Object.entries(said).flatMap(([name, text]) =>
    typeof text === 'string' ? [`${name} ${quote(text)}`] : [],
  );
  const by = fromXsoar ? 'It was changed in XDR' : 'It was made or changed by a person in XDR';
  return `${by}${when}, and no pull has worked that out: ${texts.join(', ')}.`;
}

/** Where both sides differ. */
export function contestSteps(contests: readonly Contest[]): string[] {
  return contests.map(({ field, xsoar, xdr, wins, why }) => {
    const who = wins === 'nobody yet' ? 'Nobody wins yet' : `${wins} wins`;
    return `The ${field} differs: ${quote(xsoar)} in XSOAR, ${quote(xdr)} in XDR. ${who}: ${why}.`;
  });
}
