import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Clock } from '../../src/clock.ts';
import { ApiError } from './answer.ts';
import { filtersSchema, select } from './filters.ts';
import type { IocStore } from './ioc-store.ts';
import type { Author, Draft, Status } from './stored-ioc.ts';
import { readSyncFile } from './sync-file.ts';
import { checkIoc, isObject, isRefusal, isTexts, type Refusal } from './validation.ts';
import { toListed, toRule } from './wire.ts';

/** How many IOCs one push may carry. */
const BATCH_LIMIT = 40_000;
/** How many IOCs one page of `get` may hold. */
const PAGE_LIMIT = 100;

/**
 * An endpoint: takes its request, answers the body of the answer, throws an `ApiError` or `UsageError`. An upload is read
 * whole before; only the function that `stage` resolves with makes it count.
 */
export type Endpoint =
  | { run: (body: unknown, by: Author) => unknown }
  | { stage: (request: IncomingMessage, by: Author) => Promise<() => unknown> };

/** What an endpoint needs beside the IOCs. */
export interface EndpointOptions {
  clock: Clock;
  /** Bytes of one line of the sync file. */
  lineLimit: number;
  /** Whether there are `get` and `delete`, which older tenants do not offer. */
  publicApi: boolean;
}

/** The tenant's endpoints by name. */
export function createEndpoints(store: IocStore, options: EndpointOptions): ReadonlyMap<string, Endpoint> {
  const { clock, lineLimit, publicApi } = options;
  const reply = (run: (body: unknown, by: Author) => unknown): Endpoint => ({
    run: (body, by) => ({ reply: run(body, by) }),
  });
  const endpoints = new Map<string, Endpoint>([
    ['tim_insert_jsons', reply((body, by) => insert(store, clock.now(), body, by))],
    ['enable_iocs', reply((body, by) => setStatus(store, 'ENABLED', body, by))],
    ['disable_iocs', reply((body, by) => setStatus(store, 'DISABLED', body, by))],
    ['get_changes', reply((body) => changes(store, body))],
  ]);
  endpoints.set('sync_tim_iocs', {
    stage: async (request, by) => {
      const drafts = await readSyncFile(request, clock, lineLimit);
      return () => {
        store.replaceXsoarSet(drafts, by);
        return { reply: true };
      };
    },
  });
  if (publicApi) {
    endpoints.set('get', { run: (body) => list(store, body) });
    endpoints.set('delete', { run: (body) => remove(store, body) });
  }
  return endpoints;
}

function insert(store: IocStore, now: number, body: unknown, by: Author): unknown {
  const items = requestData(body);
  if (!Array.isArray(items)) {
    throw new ApiError(400, 'request_data must be a list of IOCs.');
  }
  if (items.length > BATCH_LIMIT) {
    throw new ApiError(400, `request_data holds more than ${BATCH_LIMIT.toLocaleString('en-US')} IOCs.`);
  }
  const drafts: Draft[] = [];
  const refusals: Refusal[] = [];
  for (const item of items) {
    const checked = checkIoc(item, now);
    if (isRefusal(checked)) {
      refusals.push(checked);
    } else {
      drafts.push(checked);
    }
  }
  for (const value of store.put(drafts, by)) {
    refusals.push({ indicator: value, error: 'already exists' });
  }
  const told = isObject(body) && body.validate === true;
  return { success: true, validation_errors: told ? refusals : [] };
}

function setStatus(store: IocStore, status: Status, body: unknown, by: Author): true {
  const values = requestData(body);
  if (!isTexts(values)) {
    throw new ApiError(400, 'request_data must be a list of indicators.');
  }
  store.setStatus(values, status, by);
  return true;
}

const changesSchema = z.object({ last_update_ts: z.number().min(0) });

function changes(store: IocStore, body: unknown): unknown[] {
  const { last_update_ts: since } = parse(changesSchema, body);
  return store.changesSince(since).map((change) => toRule(store, change));
}

const listSchema = z.object({
  filters: filtersSchema.default([]),
  search_from: z.int().min(0).default(0),
  search_to: z.int().min(0).optional(),
  extended_view: z.boolean().default(false),
});

function list(store: IocStore, body: unknown): unknown {
  const asked = parse(listSchema, body);
  const from = asked.search_from;
  const to = asked.search_to ?? from + PAGE_LIMIT;
  if (to < from || to - from > PAGE_LIMIT) {
    throw new ApiError(400, `search_to must be at most ${PAGE_LIMIT} after search_from.`);
  }
  const objects: unknown[] = [];
  let position = 0;
  for (const ioc of select(store, asked.filters)) {
    if (position >= to) {
      break;
    }
    if (position >= from) {
      objects.push(toListed(store, ioc, asked.extended_view));
    }
    position += 1;
  }
  return { objects_count: objects.length, objects_type: 'indicator', objects };
}

// A delete without a filter would mean everything: never by accident.
const removeSchema = z.object({ filters: filtersSchema.min(1) });

/** Nobody has described what `get_changes` tells of a deletion by the API: here nothing, as of any call of XSOAR's. */
function remove(store: IocStore, body: unknown): unknown {
  const { filters } = parse(removeSchema, body);
  const found = [...select(store, filters)];
  for (const ioc of found) {
    store.remove(ioc);
  }
  const ids = found.map(({ id }) => id);
  return { objects_count: ids.length, objects_type: 'indicator', objects: ids };
}

function requestData(body: unknown): unknown {
  if (!isObject(body) || body.request_data === undefined) {
    throw new ApiError(400, 'The body has no request_data.');
  }
  return body.request_data;
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(requestData(body));
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = ['request_data', ...(issue?.path ?? [])].map(String).join('.');
    throw new ApiError(400, `${path}: ${issue?.message ?? 'invalid'}.`);
  }
  return result.data;
}
