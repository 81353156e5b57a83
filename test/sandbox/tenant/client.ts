import { createHash, randomBytes } from 'node:crypto';
import { startTenant, type Tenant, type TenantOptions } from '../../../sandbox/tenant/tenant.ts';
import type { Clock } from '../../../src/clock.ts';

export const KEY_ID = '7';
export const KEY = 'a-key-of-the-tests';
/** A whole second, like the timestamps of signatures. */
export const START = 1_700_000_000_000;

/** A clock that stands still until it is told. */
export class HandClock implements Clock {
  time = START;

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The whole body, and what stands under `reply` in it. */
  body: unknown;
  reply: unknown;
}

/** Starts a tenant with the tests' key. */
export function start(options: Partial<TenantOptions> = {}): Promise<Tenant> {
  return startTenant({ keyId: KEY_ID, key: KEY, keyLevel: 'Standard', clock: new HandClock(), ...options });
}

/** Sends a body to an endpoint, with a Standard key's headers unless others are given. */
export async function post(
  tenant: Tenant,
  endpoint: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${tenant.url}/public_api/v1/indicators/${endpoint}`, {
    method: 'POST',
    body,
    headers: { authorization: KEY, 'x-xdr-auth-id': KEY_ID, ...headers },
  });
  const answered = (await response.json()) as { reply?: unknown };
  return { status: response.status, headers: response.headers, body: answered, reply: answered.reply };
}

/** As `post`, for a JSON body, as XSOAR. */
export function call(tenant: Tenant, endpoint: string, requestData: unknown, more = {}): Promise<Answer> {
  return post(tenant, endpoint, JSON.stringify({ request_data: requestData, ...more }), {
    'x-iocs-source': 'xsoar',
  });
}

/** Pushes IOCs as XSOAR does. */
export function push(tenant: Tenant, iocs: readonly unknown[]): Promise<Answer> {
  return call(tenant, 'tim_insert_jsons/', iocs, { validate: true });
}

/** What people changed since. */
export async function changes(tenant: Tenant, since = 0): Promise<Record<string, unknown>[]> {
  const { reply } = await call(tenant, 'get_changes', { last_update_ts: since });
  return reply as Record<string, unknown>[];
}

/** An IOC that a tenant takes. */
export function ioc(indicator: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    indicator,
    type: 'DOMAIN_NAME',
    severity: 'HIGH',
    reputation: 'BAD',
    expiration_date: -1,
    ...more,
  };
}

/** The headers with which an Advanced key signs, each part replaceable. */
export function signed(
  timestamp: number | string,
  { key = KEY, nonce = randomBytes(32).toString('hex'), id = KEY_ID } = {},
): Record<string, string> {
  return {
    authorization: createHash('sha256').update(`${key}${nonce}${timestamp}`).digest('hex'),
    'x-xdr-auth-id': id,
    'x-xdr-nonce': nonce,
    'x-xdr-timestamp': String(timestamp),
  };
}

/** A form with the sync file. */
export function syncForm(
  text: string,
  { field = 'file', name = 'iocs.json', type = 'application/json' } = {},
) {
  const form = new FormData();
  form.append(field, new Blob([text], { type }), name);
  return form;
}

/** Uploads a sync file as XSOAR does. */
export function sync(tenant: Tenant, text: string): Promise<Answer> {
  return post(tenant, 'sync_tim_iocs', syncForm(text), { 'x-iocs-source': 'xsoar' });
}

/** Lines of a sync file. */
export function lines(...iocs: readonly unknown[]): string {
  return iocs.map((item) => JSON.stringify(item)).join('\n');
}
