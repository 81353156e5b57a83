import { HostError } from '../../src/errors.ts';
import type { Host, SearchRequest } from '../../src/xsoar/host.ts';

/** What such an answer, or such a creation, fails with. */
export const POISON_ERROR = 'XSOAR failed: it stumbled over something';

/** A host whose searches and creations the test lets fail, and which counts them. */
export interface PoisonedHost extends Host {
  searches: SearchRequest[];
  creations: string[][];
}

/** What XSOAR stumbles over, by value. */
export interface Poison {
  /** Cannot be read as a whole; its key can. */
  whole?: ReadonlySet<string>;
  /** Not even its key can be read. */
  key?: ReadonlySet<string>;
  /** Cannot be created. */
  created?: ReadonlySet<string>;
  /** The most that a search answers. */
  largestPage?: number;
}

/** Lets a search fail whose answer holds a poisoned indicator, and a creation to which one is given. */
export function poisonedHost(host: Host, poison: Poison): PoisonedHost {
  const searches: SearchRequest[] = [];
  const creations: string[][] = [];
  return {
    ...host,
    searches,
    creations,
    searchIndicators: async (request) => {
      searches.push(request);
      const size = Math.min(request.size, poison.largestPage ?? request.size);
      const answer = (await host.searchIndicators({ ...request, size })) as { iocs: { value: string }[] };
      const stumbles = ({ value }: { value: string }): boolean =>
        poison.key?.has(value) === true ||
        (poison.whole?.has(value) === true && request.fields.includes('comments'));
      if (answer.iocs.some(stumbles)) {
        throw new HostError(POISON_ERROR);
      }
      return answer;
    },
    createIndicators: async (indicators) => {
      creations.push(indicators.map(({ value }) => value));
      if (indicators.some(({ value }) => poison.created?.has(value))) {
        throw new HostError(POISON_ERROR);
      }
      await host.createIndicators(indicators);
    },
  };
}
