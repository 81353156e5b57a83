import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopRequest, Platform } from '../test/container/loop.ts';
import { numberOf } from './indicator.ts';
import type { Pages } from './pages.ts';

const NOTHING_FOUND = Buffer.from('{"iocs":[],"searchAfter":null,"total":0}');

export interface BenchXsoar {
  platform: Platform;
  /** How many searches were answered, and how many bytes of indicators they gave. */
  counts: { searches: number; bytes: number };
  /** The integration context, as it was stored last. */
  context: Record<string, unknown>;
}

/**
 * An XSOAR server that gives prepared pages.
 * @param latencyMs how long every page takes
 */
export function createXsoar(pages: Pages, context: Record<string, unknown>, latencyMs: number): BenchXsoar {
  const counts = { searches: 0, bytes: 0 };
  const xsoar: BenchXsoar = { platform, counts, context };
  let version = 1;

  async function search({ query, searchAfter, size }: LoopRequest): Promise<Buffer[]> {
    if (latencyMs > 0) {
      await sleep(latencyMs);
    }
    const values = /\bvalue:\((.*)\)/.exec(String(query))?.[1];
    const answer =
      values === undefined
        ? pagesOf(String(query), searchAfter, Number(size))
        : [pages.having(numbersIn(values))];
    counts.searches += 1;
    counts.bytes += answer.reduce((sum, piece) => sum + piece.length, 0);
    return answer;
  }

  /** All were modified long ago: what is asked for as just modified is not there. */
  function pagesOf(query: string, searchAfter: unknown, size: number): Buffer[] {
    const isJustModified = query.startsWith('modified:>=') && !query.includes('modified:<');
    return isJustModified ? [NOTHING_FOUND] : pages.from(searchAfter, size);
  }

  async function platform(request: LoopRequest): Promise<unknown> {
    switch (request.type) {
      case 'searchIndicators':
        return await search(request);
      case 'getIntegrationContext':
        return { context: xsoar.context, version };
      case 'setIntegrationContext':
        xsoar.context = request.value as Record<string, unknown>;
        version += 1;
        return {};
      case 'version':
        return { version: '8.4.0' };
      case 'urls':
        return { server: 'https://xsoar.example' };
      default:
        return {};
    }
  }
  return xsoar;
}

/** The numbers of the indicators that a search asks for, each once: it names every spelling of a value. */
function numbersIn(values: string): number[] {
  const named = [...values.matchAll(/"([^"/]+)(?:\/32)?"/g)];
  return [...new Set(named.map(([, value]) => numberOf(value ?? '')))];
}
