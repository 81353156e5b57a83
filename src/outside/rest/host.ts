import { HostError, messageOf } from '../../errors.ts';
import type { NewIndicator } from '../../indicators/new-indicator.ts';
import type { WarRoomResult } from '../../xsoar/entries.ts';
import { type Host, HostGone, type LogLevel, type SearchRequest } from '../../xsoar/host.ts';
import type { ContextStore } from '../context-store.ts';
import { isCreated, isJson, isPage, readSearchAnswer, readVersion } from './answers.ts';
import type { RestClient } from './client.ts';
import { RestError, type RestFailure } from './failures.ts';

/** The most indicators that XSOAR gives over its REST API in one answer. */
const REST_PAGE_SIZE = 1_000;

const TIMEOUT_MS = 120_000;
/** How long a search for fewer is tried: those are asked for to find what XSOAR stumbles over. */
const SHORT_PATIENCE_MS = 2_000;

/** Sorted so that a cursor stands still while indicators are modified: what changes moves behind it. */
const SORT = [
  { field: 'modified', asc: true },
  { field: 'id', asc: true },
];

/** As whom the integration writes: what the server fills in by itself where it runs inside XSOAR. */
interface FeedSource {
  brand: string;
  instance: string;
  /** The parameters of the instance, of which XSOAR itself reads some. */
  params: Readonly<Record<string, unknown>>;
}

/** Where what a run tells goes. */
export interface Listeners {
  onResults: (results: readonly WarRoomResult[]) => void;
  onLog: (level: LogLevel, text: string) => void;
}

interface RestHostOptions extends Listeners {
  client: RestClient;
  /** The server's address, without a trailing slash. */
  url: string;
  context: ContextStore;
  source: FeedSource;
}

/** XSOAR over its REST API. What that cannot give, the integration context, is kept in `context`. */
export function createRestHost({ client, url, context, source, onResults, onLog }: RestHostOptions): Host {
  let version: Promise<string> | undefined;
  const askVersion = async (): Promise<string> =>
    readVersion(
      (await client.call({ method: 'GET', path: '/about', timeoutMs: TIMEOUT_MS, isAccepted: isJson })).body,
    );
  return {
    searchIndicators: async (request) => await asHost('search', async () => await search(client, request)),
    createIndicators: async (indicators) => {
      const json = feedBody(indicators, source);
      await asHost('create', async () =>
        client.call({
          method: 'POST',
          path: '/indicators/feed/json',
          json,
          timeoutMs: TIMEOUT_MS,
          isAccepted: isCreated,
        }),
      );
    },
    readContext: async () => await context.read(),
    writeContext: async (value, known) => await context.write(value, known),
    results: async (results) => onResults(results),
    log: async (level, text) => onLog(level, text),
    version: async () => {
      version ??= asHost('about', askVersion);
      version.catch(() => {
        version = undefined;
      });
      return await version;
    },
    serverUrl: async () => pagesUrl(url),
  };
}

async function search(client: RestClient, { query, size, searchAfter }: SearchRequest): Promise<unknown> {
  const asked = Math.min(size, REST_PAGE_SIZE);
  const from = searchAfter === undefined ? {} : { searchAfter };
  // Flat: what stands in a `filter` is not read, and everything comes back.
  const json = JSON.stringify({ query, size: asked, page: 0, sort: SORT, ...from });
  const patience = size < REST_PAGE_SIZE ? { patienceMs: SHORT_PATIENCE_MS } : {};
  const { body } = await client.call({
    method: 'POST',
    path: '/indicators/search',
    json,
    timeoutMs: TIMEOUT_MS,
    isAccepted: isPage,
    ...patience,
  });
  return readSearchAnswer(body, asked);
}

function feedBody(indicators: readonly NewIndicator[], { brand, instance, params }: FeedSource): string {
  const { feedReliability, feedExpirationPolicy, feedExpirationInterval, feedBypassExclusionList } = params;
  const common = {
    sourceBrand: brand,
    sourceInstance: instance,
    reliability: feedReliability,
    ...(feedExpirationPolicy ? { expirationPolicy: feedExpirationPolicy } : {}),
    ...(feedExpirationInterval ? { expirationInterval: Number(feedExpirationInterval) } : {}),
  };
  return JSON.stringify({
    indicators: indicators.map((indicator) => ({ ...indicator, ...common })),
    bypassExclusionList: String(feedBypassExclusionList) === 'true',
  });
}

/** After these, asking again or for less is of no use. */
const GONE: ReadonlySet<RestFailure> = new Set([
  'unauthorized',
  'forbidden',
  'not-found',
  'rate-limited',
  'unreachable',
  'certificate',
  'read-only',
]);

async function asHost<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof RestError && GONE.has(thrown.kind)) {
      throw new HostGone(thrown.message, { advice: thrown.advice, cause: thrown });
    }
    if (thrown instanceof HostError) {
      throw thrown;
    }
    throw new HostError(`XSOAR failed at '${what}': ${messageOf(thrown)}`, {
      advice: 'Nothing was lost: the next run goes on from the last stored state.',
      cause: thrown,
    });
  }
}

/** Where people open XSOAR: the address of the API of XSOAR 8 begins with `api-`. */
function pagesUrl(url: string): string {
  return url.replace(/^(https?:\/\/)api-/, '$1');
}
