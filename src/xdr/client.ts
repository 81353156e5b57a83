import * as z from 'zod';
import type { Ioc } from '../indicators/ioc.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { type Changes, changesOf } from './changes.ts';
import { LargeList } from './large-list.ts';
import { type Ask, deleteIocs, type Extent, type Filter, getIocs, type IocObject } from './public-iocs.ts';
import { pushBody } from './push-body.ts';
import { type Refusal, toRefusal } from './refusal.ts';
import type { Accepted, Request, Transport } from './transport.ts';

/** The most IOCs that one push may carry. */
export const MAX_IOCS_PER_PUSH = 40_000;

/** What XDR does for the integration, one method an endpoint. Every method rejects with an `XdrError`. */
export interface XdrClient {
  /**
   * Inserts or updates IOCs by value, at most 40,000; what XDR refuses comes back, the rest is stored. Where it
   * refuses the push as a whole, the error's `refusals` are the bad ones that it named.
   * @param options `hasty`: a server error is an answer that is looked for, and not tried again
   */
  insertIocs(iocs: PackedIocs | readonly Ioc[], options?: { hasty?: boolean }): Promise<Refusal[]>;
  /** Makes the IOCs in a file (one as JSON a line) the tenant's set of XSOAR indicators. */
  syncFile(path: string): Promise<void>;
  enable(values: readonly string[]): Promise<void>;
  disable(values: readonly string[]): Promise<void>;
  /** What people changed in XDR since a time (ms since the epoch, XDR's time). Has to be closed. */
  getChanges(since: number): Promise<Changes>;
  /** The IOCs that match all filters; newer tenants only, else an error of the kind 'not-offered'. */
  getIocs(filters: readonly Filter[], extent?: Extent): AsyncGenerator<IocObject, void, undefined>;
  /** Deletes IOCs by value, and says how many there were; newer tenants only, as `getIocs`. */
  deleteIocs(values: readonly string[]): Promise<number>;
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
const changesReply = z.union([z.instanceof(LargeList), z.array(z.unknown())]);

/** The client over a transport that signs, sends and retries. */
export function createXdrClient(transport: Transport): XdrClient {
  const post = async <T>(
    endpoint: string,
    json: string | readonly Buffer[],
    shape: z.ZodType<T>,
    options: Partial<Request> = {},
  ): Promise<Accepted<T>> =>
    await transport.post({ endpoint, body: { json }, timeoutMs: JSON_TIMEOUT_MS, ...options }, shape);
  const ask: Ask = async (endpoint, data, shape, offer) =>
    (await post(endpoint, requestOf(data), shape, { isBare: true, offer })).reply;

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
    getChanges: async (since) => {
      const json = requestOf({ last_update_ts: since });
      return changesOf(
        (await post('get_changes', json, changesReply, { isBare: true, isLarge: true })).reply,
      );
    },
    getIocs: (filters, extent) => getIocs(ask, filters, extent),
    deleteIocs: async (values) => await deleteIocs(ask, values),
  };
}

function requestOf(data: unknown): string {
  return JSON.stringify({ request_data: data });
}
