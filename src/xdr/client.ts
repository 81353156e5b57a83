import * as z from 'zod';
import type { Ioc } from '../indicators/ioc.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { pushBody } from './push-body.ts';
import type { Accepted, Transport } from './transport.ts';

/** The most IOCs that one push may carry. */
export const MAX_IOCS_PER_PUSH = 40_000;

/** An IOC that XDR did not take, and what it said of it. Hostile text. */
export interface Refusal {
  value: string;
  reason: string;
}

/** What XDR does for the integration, one method an endpoint. Every method rejects with an `XdrError`. */
export interface XdrClient {
  /**
   * Inserts or updates IOCs by value, at most 40,000; what XDR refuses comes back, the rest is stored.
   * @param options `hasty`: a server error is an answer that is looked for, and not tried again
   */
  insertIocs(iocs: PackedIocs | readonly Ioc[], options?: { hasty?: boolean }): Promise<Refusal[]>;
  /** Makes the IOCs in a file (one as JSON a line) the tenant's set of XSOAR indicators. */
  syncFile(path: string): Promise<void>;
  enable(values: readonly string[]): Promise<void>;
  disable(values: readonly string[]): Promise<void>;
  /** What people changed in XDR since a time (ms since the epoch, XDR's time): rules, oldest first. */
  getChanges(since: number): Promise<readonly unknown[]>;
}

const JSON_TIMEOUT_MS = 120_000;
const UPLOAD_TIMEOUT_MS = 3_600_000;

/** Only a reply that says so is a success; `false`, `null` and `success: false` are failures even with HTTP 200. */
const acceptedReply = z.union([
  z.literal(true),
  z.object({ success: z.literal(true).optional() }),
  z.array(z.unknown()),
  z.string().min(1),
  z.number(),
]);
const insertReply = z.object({
  success: z.literal(true),
  validation_errors: z.array(z.unknown()).nullish(),
});
const changesReply = z.array(z.unknown());
const validationError = z.object({ indicator: z.unknown().optional(), error: z.unknown().optional() });

/** The client over a transport that signs, sends and retries. */
export function createXdrClient(transport: Transport): XdrClient {
  const post = async <T>(
    endpoint: string,
    json: string | readonly Buffer[],
    shape: z.ZodType<T>,
    options: { hasty?: boolean } = {},
  ): Promise<Accepted<T>> =>
    await transport.post({ endpoint, body: { json }, timeoutMs: JSON_TIMEOUT_MS, ...options }, shape);

  return {
    insertIocs: async (iocs, options) => {
      const { reply, clean } = await post('tim_insert_jsons/', pushBody(iocs), insertReply, options);
      return (reply.validation_errors ?? []).map((item) => toRefusal(item, clean));
    },
    syncFile: async (path) => {
      const body = { path, fileName: 'iocs.json', contentType: 'application/json' };
      await transport.post({ endpoint: 'sync_tim_iocs', body, timeoutMs: UPLOAD_TIMEOUT_MS }, acceptedReply);
    },
    enable: async (values) => {
      await post('enable_iocs', requestOf(values), acceptedReply);
    },
    disable: async (values) => {
      await post('disable_iocs', requestOf(values), acceptedReply);
    },
    getChanges: async (since) =>
      (await post('get_changes', requestOf({ last_update_ts: since }), changesReply)).reply,
  };
}

function requestOf(data: unknown): string {
  return JSON.stringify({ request_data: data });
}

/** @param clean takes out what a reason repeats of the request's secrets */
function toRefusal(item: unknown, clean: (text: string) => string): Refusal {
  const parsed = validationError.safeParse(item);
  if (!parsed.success) {
    return { value: '(not named by XDR)', reason: clean(textOf(item)) };
  }
  const { indicator, error } = parsed.data;
  return {
    value: indicator === undefined || indicator === null ? '(not named by XDR)' : textOf(indicator),
    reason: error === undefined || error === null ? 'XDR gave no reason.' : clean(textOf(error)),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
