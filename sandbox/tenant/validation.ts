import { isIPv4 } from 'node:net';
import type { Reputation, Severity, Vendor } from '../../src/indicators/ioc.ts';
import { type Draft, IOC_TYPES, type IocType, REPUTATIONS } from './stored-ioc.ts';

/** One of the `validation_errors`; `indicator` is empty where the item has none. */
export class Refusal {
  readonly indicator: string;
  readonly error: string;

  constructor(indicator: string, error: string) {
    this.indicator = indicator;
    this.error = error;
  }
}

// Lookups hand out these very texts, so that a million IOCs share them instead of keeping what was parsed.
const types = new Map<unknown, IocType>(IOC_TYPES.map((type) => [type, type]));
const severities = new Map<unknown, Severity>(
  (['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const).map((severity) => [severity, severity]),
);
const reputations = new Map<unknown, Reputation>(REPUTATIONS.map((reputation) => [reputation, reputation]));

/** Turns a pushed item into an IOC, or says why a tenant refuses it. Hand-written: it runs for every IOC. */
export function checkIoc(item: unknown, now: number): Draft | Refusal {
  if (!isObject(item)) {
    return new Refusal('', 'The item is not an object.');
  }
  const value = item.indicator;
  if (typeof value !== 'string' || value.trim() === '') {
    return new Refusal('', 'The item has no indicator.');
  }
  const type = types.get(item.type);
  if (type === undefined) {
    return new Refusal(value, `type must be one of ${IOC_TYPES.join(', ')}.`);
  }
  const severity = severities.get(item.severity);
  if (severity === undefined) {
    return new Refusal(value, 'severity must be one of INFO, LOW, MEDIUM, HIGH, CRITICAL.');
  }
  const error =
    valueProblem(type, value) ?? expirationProblem(item.expiration_date, now) ?? detailProblem(item);
  return error === undefined ? draft(value, type, severity, item) : new Refusal(value, error);
}

/** Why a value cannot be of this type, or undefined. */
export function valueProblem(type: IocType, value: string): string | undefined {
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
  const { reputation, status, comment, reliability, vendors } = item;
  if (!isAbsent(reputation) && !reputations.has(reputation)) {
    return `reputation must be one of ${REPUTATIONS.join(', ')}.`;
  }
  if (!isAbsent(status) && status !== 'ENABLED' && status !== 'DISABLED') {
    return 'status must be ENABLED or DISABLED.';
  }
  if (!isAbsent(comment) && typeof comment !== 'string' && !isTexts(comment)) {
    return 'comment must be a list of texts.';
  }
  if (!isAbsent(reliability) && !isReliability(reliability)) {
    return 'reliability must be a letter from A to F.';
  }
  if (!isAbsent(vendors) && !(Array.isArray(vendors) && vendors.every(isVendor))) {
    return 'vendors must be a list of vendor_name, reputation and reliability.';
  }
  return isAbsent(item.class) || typeof item.class === 'string' ? undefined : 'class must be a text.';
}

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
