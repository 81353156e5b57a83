import { isIPv4 } from 'node:net';
import type { Reputation, Severity, Vendor } from '../../src/indicators/ioc.ts';
import { type Draft, IOC_TYPES, type IocType, REPUTATIONS } from './stored-ioc.ts';

/** One of the `validation_errors`; `indicator` is empty where the item has none. */
export interface Refusal {
  readonly indicator: string;
  readonly error: string;
}

/** Whether a checked item was refused. */
export function isRefusal(checked: Draft | Refusal): checked is Refusal {
  return 'error' in checked;
}

// Lookups hand out these very texts, so that a million IOCs share them instead of keeping what was parsed.
const types = new Map<unknown, IocType>(IOC_TYPES.map((type) => [type, type]));
const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const satisfies readonly Severity[];
const severities = new Map<unknown, Severity>(SEVERITIES.map((severity) => [severity, severity]));
const reputations = new Map<unknown, Reputation>(REPUTATIONS.map((reputation) => [reputation, reputation]));

/** Turns a pushed item into an IOC, or says why a tenant refuses it. Hand-written: it runs for every IOC. */
export function checkIoc(item: unknown, now: number): Draft | Refusal {
  if (!isObject(item)) {
    return { indicator: '', error: 'The item is not an object.' };
  }
  const value = item.indicator;
  if (typeof value !== 'string' || value.trim() === '') {
    return { indicator: '', error: 'The item has no indicator.' };
  }
  const type = types.get(item.type);
  if (type === undefined) {
    return { indicator: value, error: `type must be one of ${IOC_TYPES.join(', ')}.` };
  }
  const severity = severities.get(item.severity);
  if (severity === undefined) {
    return { indicator: value, error: `severity must be one of ${SEVERITIES.join(', ')}.` };
  }
  const error =
    valueProblem(type, value) ?? expirationProblem(item.expiration_date, now) ?? detailProblem(item);
  return error === undefined ? draft(value, type, severity, item) : { indicator: value, error };
}

/** Why a value cannot be of this type, or undefined. */
function valueProblem(type: IocType, value: string): string | undefined {
  if (type === 'HASH' && !/^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{64})$/.test(value)) {
    return 'A hash must be MD5 or SHA-256.';
  }
  return type === 'IP' && !isIPv4(value) ? 'An IP address must be IPv4.' : undefined;
}

function expirationProblem(expiration: unknown, now: number): string | undefined {
  if (isAbsent(expiration) || expiration === -1) {
    return undefined;
  }
  if (!Number.isSafeInteger(expiration)) {
    return 'expiration_date must be milliseconds since the epoch, or -1.';
  }
  return (expiration as number) < now ? 'expiration_date is in the past.' : undefined;
}

function detailProblem(item: Readonly<Record<string, unknown>>): string | undefined {
  return DETAILS.find(([name, isRight]) => !isAbsent(item[name]) && !isRight(item[name]))?.[2];
}

/** What an item may have besides, when it is right, and what is said where it is not. */
const DETAILS: readonly [name: string, isRight: (value: unknown) => boolean, problem: string][] = [
  ['reputation', (value) => reputations.has(value), `reputation must be one of ${REPUTATIONS.join(', ')}.`],
  ['status', (value) => value === 'ENABLED' || value === 'DISABLED', 'status must be ENABLED or DISABLED.'],
  ['comment', (value) => typeof value === 'string' || isTexts(value), 'comment must be a list of texts.'],
  ['reliability', isReliability, 'reliability must be a letter from A to F.'],
  [
    'vendors',
    (value) => Array.isArray(value) && value.every(isVendor),
    'vendors must be a list of vendor_name, reputation and reliability.',
  ],
  ['class', (value) => typeof value === 'string', 'class must be a text.'],
];

function draft(
  value: string,
  type: IocType,
  severity: Severity,
  item: Readonly<Record<string, unknown>>,
): Draft {
  const comment = item.comment ?? '';
  return {
    value,
    type,
    severity,
    reputation: reputations.get(item.reputation) ?? 'UNKNOWN',
    expiration: (item.expiration_date as number | null | undefined) ?? -1,
    status: item.status === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    comment: typeof comment === 'string' ? comment : (comment as string[]).join(', '),
    reliability: (item.reliability as string | null | undefined) ?? null,
    vendors: (item.vendors as Vendor[] | null | undefined) ?? null,
    class: (item.class as string | null | undefined) ?? null,
    source: 'XDR',
    modified: 0,
    id: 0,
  };
}

function isAbsent(field: unknown): field is undefined | null {
  return field === undefined || field === null;
}

/** Any JSON object that is not a list. */
export function isObject(thing: unknown): thing is Readonly<Record<string, unknown>> {
  return typeof thing === 'object' && thing !== null && !Array.isArray(thing);
}

/** A list that holds nothing but texts. */
export function isTexts(thing: unknown): thing is string[] {
  return Array.isArray(thing) && thing.every((text) => typeof text === 'string');
}

function isReliability(thing: unknown): boolean {
  return typeof thing === 'string' && /^[A-F]$/.test(thing);
}

function isVendor(thing: unknown): boolean {
  return (
    isObject(thing) &&
    typeof thing.vendor_name === 'string' &&
    reputations.has(thing.reputation) &&
    isReliability(thing.reliability)
  );
}
