import { type Clock, systemClock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import { shown, type Typed } from '../typed.ts';
import { type NewIoc, parseNewIoc, parsePatch } from './console.ts';
import { createEndpoints } from './endpoints.ts';
import { IocStore } from './ioc-store.ts';
import { type HookMoment, type RequestHook, TenantServer } from './server.ts';
import { SignatureVerifier } from './signature.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import type { Draft, StoredIoc } from './stored-ioc.ts';

export type { NewIoc } from './console.ts';
export type { HookMoment, RequestHook, SeenRequest } from './server.ts';
export type { StoredIoc } from './stored-ioc.ts';

const MEBIBYTE = 1024 * 1024;
const DEFAULT_BODY_LIMIT = 64 * MEBIBYTE;

export interface TenantOptions {
  keyId: string;
  key: string;
  keyLevel: 'Advanced' | 'Standard';
  /** Default: the machine's. */
  clock?: Clock;
  /** Bytes of a JSON body, default 64 MiB; a larger one is answered with 413. An upload may be of any size. */
  bodyLimit?: number;
  /** How many IOCs the tenant can hold, default 4,000,000 as in a real one. */
  iocLimit?: number;
  /** False: an older tenant, which answers 404 to `get` and `delete`. */
  publicApi?: boolean;
}

/** An XDR tenant on the loopback: its API over HTTP, and its console as methods. */
export type Tenant = Awaited<ReturnType<typeof startTenant>>;

/** Starts a tenant with one API key and no IOCs. */
export async function startTenant(options: TenantOptions) {
  const { clock = systemClock, bodyLimit = DEFAULT_BODY_LIMIT, iocLimit = 4_000_000 } = options;
  const { publicApi = true } = options;
  const store = new IocStore(clock, iocLimit);
  const verifier = new SignatureVerifier(options, clock);
  const server = new TenantServer({
    endpoints: createEndpoints(store, { clock, lineLimit: DEFAULT_BODY_LIMIT, publicApi }),
    refusal: (headers) => verifier.refusal(headers),
    clock,
    bodyLimit,
  });
  return {
    /** `http://127.0.0.1:<port>`. */
    url: await server.listen(),
    /** How many IOCs it holds. */
    get size() {
      return store.size;
    },
    /** Values of IP addresses, domains and hashes are the same in any case. */
    get: (value: string) => store.get(value),
    all: () => store.all(),
    /**
     * A person's change in the console, told by `get_changes`: `severity`, `reputation`, `status`, `comment`, `expiration`
     * (ISO or `never`). Throws a `UsageError` for an unknown value or field, or a bad value.
     */
    edit: (value: string, patch: Typed) => store.change(knownIn(store, value), parsePatch(patch)),
    /** A person adds an IOC in the console, told by `get_changes`. Throws a `UsageError` for what XDR would refuse. */
    create: (ioc: NewIoc) => create(store, parseNewIoc(ioc, clock.now())),
    /** A person deletes an IOC in the console; `get_changes` tells it with `MARKED_DELETED`. Throws for an unknown value. */
    remove: (value: string) => store.removeByPerson(knownIn(store, value)),
    /** An IOC is hit so often. With 5,000 in a day XDR disables it, which `get_changes` tells. Throws for an unknown value. */
    hit: (value: string, hits: number) => store.hit(knownIn(store, value), hits),
    /** Sets or removes the hook that sees every request, by default after its body has arrived. */
    onRequest: (hook: RequestHook | undefined, moment: HookMoment = 'body') => server.setHook(hook, moment),
    /** How many requests arrived: at one endpoint (by its name without a slash, or `unknown`), or in all. */
    requests: (endpoint?: string) => server.requests(endpoint),
    /** All that it holds, as plain JSON. */
    snapshot: () => takeSnapshot(store),
    /** Takes the place of all that it holds. Throws a `StateError`, and changes nothing, for what is no snapshot. */
    restore: (snapshot: unknown) => restoreSnapshot(store, snapshot),
    /** Ends at once, open connections too. */
    close: () => server.close(),
  };
}

function knownIn(store: IocStore, value: string): StoredIoc {
  const known = store.get(value);
  if (known === undefined) {
    throw new UsageError(`XDR has no IOC ${shown(value)}.`, { advice: 'Push it first.' });
  }
  return known;
}

function create(store: IocStore, draft: Draft): StoredIoc {
  if (store.get(draft.value, draft.type) !== undefined) {
    throw new UsageError(`XDR has the IOC ${shown(draft.value)} already.`, { advice: 'Edit it instead.' });
  }
  store.put([draft], 'person');
  return draft;
}
