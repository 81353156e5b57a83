import type { StoredIoc } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { SEVERITY_FIELD, type Settings, textFields } from './settings.ts';

/** What both sides say of a value, and people change. */
export const FIELDS = ['severity', 'comment', 'status', 'expiration', 'reputation'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * One side's fields in words that mean the same on both: `HIGH`, `DISABLED`, `BAD`, a time in whole seconds or `never`, a
 * comment's text. An empty text: this side does not say.
 */
export type Said = Readonly<Record<Field, string>>;

const REPUTATIONS = ['UNKNOWN', 'GOOD', 'SUSPICIOUS', 'BAD'];

/** What XDR says. */
export function saidByXdr(ioc: StoredIoc): Said {
  return {
    severity: severityWord(ioc.severity),
    comment: ioc.comment,
    status: ioc.status,
    expiration: secondsOf(ioc.expiration),
    reputation: ioc.reputation,
  };
}

/** What XSOAR says by itself, before any mapping. Its comment is the text of the first comment field. */
export function saidByXsoar(indicator: StoredIndicator, settings: Settings): Said {
  const [first = 'comments'] = textFields(settings);
  return {
    severity: severityWord(custom(indicator, SEVERITY_FIELD)),
    comment: commentIn(indicator, first),
    status: statusWord(custom(indicator, 'xdrstatus')),
    expiration: expirationOf(indicator),
    reputation: reputationOf(indicator),
  };
}

/** The text of one comment field. */
export function commentIn(indicator: StoredIndicator, field: string): string {
  if (field === 'comments') {
    return newestComment(indicator)?.content ?? '';
  }
  const value = custom(indicator, field);
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string').join(', ');
}

/** The newest comment, whoever wrote it. */
export function newestComment(
  indicator: StoredIndicator,
): { content: string; user: string; created: string } | undefined {
  const comments = Array.isArray(indicator.comments) ? indicator.comments : [];
  return comments.findLast(({ type }) => type === 'IndicatorCommentRegular');
}

export function custom(indicator: StoredIndicator, field: string): unknown {
  return (indicator.CustomFields as Record<string, unknown> | undefined)?.[field];
}

/** A severity in XDR's words; empty where there is none. */
export function severityWord(text: unknown): string {
  const word = typeof text === 'string' ? text.trim().toUpperCase() : '';
  return word === 'INFORMATIONAL' ? 'INFO' : word === 'UNKNOWN' ? '' : word;
}

/** `xdrstatus` in XDR's words, the vendor's misspelling too; empty where it is missing. */
export function statusWord(text: unknown): string {
  const word = typeof text === 'string' ? text.trim().toUpperCase() : '';
  return word === 'DISABELD' ? 'DISABLED' : word;
}

function expirationOf(indicator: StoredIndicator): string {
  const text = indicator.expiration;
  return typeof text !== 'string' || text.startsWith('0001') ? 'never' : secondsOf(Date.parse(text));
}

export function reputationOf(indicator: StoredIndicator): string {
  return REPUTATIONS[Number(indicator.score)] ?? 'UNKNOWN';
}

/** A time in ms as `YYYY-MM-DDTHH:MM:SSZ`; -1 is `never`. */
export function secondsOf(time: number): string {
  return time === -1 ? 'never' : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The parts of a comment between its commas. */
export function partsOf(comment: string): string[] {
  return comment
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
