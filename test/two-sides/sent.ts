import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { commentIn, custom, type Said, saidByXsoar, severityWord } from './fields.ts';
import type { Write } from './history.ts';
import { hasLink, SEVERITY_FIELD, type Settings, textFields } from './settings.ts';
import type { Sides } from './sides.ts';

const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
/** The severity of an indicator that has none, and an instance that sets none. */
const BY_SCORE: Readonly<Record<string, string>> = { BAD: 'HIGH', SUSPICIOUS: 'MEDIUM' };

/** What XDR should hold of an indicator. */
export interface Sent extends Said {
  value: string;
  type: string;
}

/**
 * What XDR should hold of an indicator, as the specification of the mapping says; a text says why it is rejected. Where
 * `xdrstatus` is missing, the status is empty: who set it last decides.
 * @param serverUrl XSOAR's address, for the link
 */
export function sent(indicator: StoredIndicator, settings: Settings, serverUrl: string): Sent | string {
  const said = saidByXsoar(indicator, settings);
  if (settings.excludePrivate && indicator.value.startsWith('10.')) {
    return 'It is a private address.';
  }
  const severity = severityOf(indicator, said, settings);
  if (!SEVERITIES.includes(severity)) {
    return `The severity ${severity} is none that XDR knows.`;
  }
  return {
    ...said,
    value: indicator.value.replace(/\/32$/, ''),
    type: typeOf(indicator.indicator_type),
    severity,
    comment: commentOf(indicator, settings, serverUrl),
  };
}

/** The link to the indicator's page, as XSOAR 8 writes it. */
export function linkOf(indicator: StoredIndicator, serverUrl: string): string {
  return `${serverUrl}/indicator/${indicator.id}`;
}

function typeOf(indicatorType: string): string {
  const type = indicatorType.toUpperCase();
  if (type.startsWith('FILE')) {
    return 'HASH';
  }
  return { DOMAIN: 'DOMAIN_NAME', URL: 'PATH', CIDR: 'IP' }[type] ?? type;
}

function severityOf(indicator: StoredIndicator, said: Said, settings: Settings): string {
  const parameter = settings.severity.toUpperCase();
  if (settings.override && parameter !== '') {
    return parameter;
  }
  const own = severityWord(custom(indicator, SEVERITY_FIELD));
  return own || parameter || (BY_SCORE[said.reputation] ?? 'INFO');
}

function commentOf(indicator: StoredIndicator, settings: Settings, serverUrl: string): string {
  const texts = textFields(settings).map((field) => commentIn(indicator, field));
  const link = hasLink(settings) ? [linkOf(indicator, serverUrl)] : [];
  return [...texts, ...link].filter((text) => text !== '').join(', ');
}

/** Whether what is sent for an indicator says this: then nobody can tell a person's text from it. */
export function sendsText(
  indicator: StoredIndicator,
  { field, text }: Pick<Write, 'field' | 'text'>,
  { settings, xsoar }: Pick<Sides, 'settings' | 'xsoar'>,
): boolean {
  // A private address has a mapping, whether or not it is sent.
  const echo = sent(indicator, { ...settings, excludePrivate: false }, xsoar.serverUrl);
  return typeof echo !== 'string' && (echo[field] || (field === 'status' ? 'ENABLED' : '')) === text;
}
