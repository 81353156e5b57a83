import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Clock } from '../../src/clock.ts';
import { ApiError } from './api-error.ts';
import { type Filters, filtersSchema, select } from './filters.ts';
import type { IocStore } from './ioc-store.ts';
import type { Author, Draft, Status } from './stored-ioc.ts';
import { readSyncFile } from './sync-file.ts';
import { checkIoc, isObject, isTexts, Refusal } from './validation.ts';
import { toListed, toRule } from './wire.ts';

/** How many IOCs one push may carry. */
const BATCH_LIMIT = 40_000;
/** How many IOCs one page of `get` may hold. */
const PAGE_LIMIT = 100;

/** An endpoint: takes its request, answers what stands under `reply`, throws an `ApiError` or `UsageError`. */
export type Endpoint =
  | {
      kind: 'json';
      /** The answer is the whole body, without `reply`. */
      bare: boolean;
      run: (body: unknown, by: Author) => unknown;
    }
  | {
      kind: 'upload';
      /** Reads the whole upload; only the function it resolves with makes it count. */
      stage: (request: IncomingMessage, by: Author) => Promise<() => unknown>;
    };

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
  const json = (run: (body: unknown, by: Author) => unknown): Endpoint => ({
    kind: 'json',
    bare: false,
    run,
  });
  return new Map<string, Endpoint>([
    ['tim_insert_jsons', json((body, by) => insert(store, clock.now(), body, by))],
    ['enable_iocs', json((body, by) => setStatus(store, 'ENABLED', body, by))],
    ['disable_iocs', json((body, by) => setStatus(store, 'DISABLED', body, by))],
    ['get_changes', json((body) => changes(store, body))],
    [
      'sync_tim_iocs',
      {
        kind: 'upload',
        stage: async (request, by) => {
          const drafts = await readSyncFile(request, clock, lineLimit);
          return () => {
            store.replaceXsoarSet(drafts, by);
            return true;
          };
        },
      },
    ],
    ...(publicApi ? publicEndpoints(store) : []),
  ]);
}

function publicEndpoints(store: IocStore): [string, Endpoint][] {
  return [
    ['get', { kind: 'json', bare: true, run: (body) => list(store, body) }],
    ['delete', { kind: 'json', bare: true, run: (body) => remove(store, body) }],
  ];
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
    if (checked instanceof Refusal) {
      refusals.push(checked);
    } else {
      drafts.push(checked);
    }
  }
  for (const value of store.put(drafts, by)) {
    refusals.push(new Refusal(value, 'already exists'));
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
  const { last_update_ts: since } = parse(changesSchema, requestData(body));
  return store.changesSince(since).map((change) => toRule(store, change));
}

const listSchema = z.object({
  filters: filtersSchema.default([]),
  search_from: z.int().min(0).default(0),
  search_to: z.int().min(0).optional(),
  extended_view: z.boolean().default(false),
});

function list(store: IocStore, body: unknown): unknown {
  const asked = parse(listSchema, requestData(body));
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
  const filters: Filters = parse(removeSchema, requestData(body)).filters;
  const ids: number[] = [];
  for (const ioc of [...select(store, filters)]) {
    store.remove(ioc);
    ids.push(ioc.id);
  }
  return { objects_count: ids.length, objects_type: 'indicator', objects: ids };
}

function requestData(body: unknown): unknown {
  if (!isObject(body) || body.request_data === undefined) {
    throw new ApiError(400, 'The body has no request_data.');
  }
  return body.request_data;
}

function parse<Schema extends z.ZodType>(schema: Schema, data: unknown): z.infer<Schema> {
  const result = schema.safeParse(data);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = ['request_data', ...(issue?.path ?? [])].map(String).join('.');
    throw new ApiError(400, `${path}: ${issue?.message ?? 'invalid'}.`);
  }
  return result.data;
}
