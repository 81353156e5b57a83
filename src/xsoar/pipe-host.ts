import * as z from 'zod';
import { HostError } from '../errors.ts';
import type { Host } from './host.ts';
import type { Pipe } from './pipe.ts';

const urlsShape = z.object({ server: z.string() });
const versionShape = z.object({ version: z.string() });

/** Sorted so that a cursor stands still while indicators are modified: what changes moves behind it. */
const SORT = [
  { field: 'modified', asc: true },
  { field: 'id', asc: true },
];

/** XSOAR at the other end of the launcher's pipe. */
export function createPipeHost(pipe: Pipe): Host {
  return {
    searchIndicators: async ({ query, size, searchAfter, fields }) =>
      await pipe.call('searchIndicators', {
        query,
        size,
        sort: SORT,
        populateFields: fields.join(','),
        ...(searchAfter === undefined ? {} : { searchAfter }),
      }),
    createIndicators: async (indicators) => {
      await pipe.call('createIndicators', { indicators });
    },
    readContext: async () => await pipe.call('getIntegrationContextVersioned', { refresh: true }),
    // sync=True: a killed run must not lose what the other side has acknowledged.
    writeContext: async (value, version) => {
      await pipe.call('setIntegrationContextVersioned', { value, version, sync: true });
    },
    results: async (results) => {
      await pipe.call('results', { results });
    },
    log: async (level, text) => {
      await pipe.call(level, { text });
    },
    version: async () => expectShape(versionShape, await pipe.call('demistoVersion', {}), 'version').version,
    serverUrl: async () => expectShape(urlsShape, await pipe.call('demistoUrls', {}), 'address').server,
  };
}

function expectShape<T>(shape: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = shape.safeParse(answer);
  if (!parsed.success) {
    throw new HostError(`XSOAR did not say what its ${what} is.`);
  }
  return parsed.data;
}
