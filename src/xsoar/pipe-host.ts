import * as z from 'zod';
import { HostError } from '../errors.ts';
import { fieldsWithin } from '../indicators/fields.ts';
import { type Host, TRY_AGAIN } from './host.ts';
import type { Pipe } from './pipe.ts';
import { isAtLeast } from './server-version.ts';

const urlsShape = z.object({ server: z.string() });
const versionShape = z.object({ version: z.string() });

/** The first server that is known to give `populateFields` and nothing else: what an older one leaves out, nobody has said. */
const FIRST_WITH_FIELDS = [8, 0] as const;

/** Sorted so that a cursor stands still while indicators are modified: what changes moves behind it. */
const SORT = [
  { field: 'modified', asc: true },
  { field: 'id', asc: true },
];

/** XSOAR at the other end of the launcher's pipe. */
export function createPipeHost(pipe: Pipe): Host {
  const call = async (name: string, ...args: unknown[]): Promise<unknown> =>
    await pipe.call({ call: name, args });
  const callNamed = async (name: string, kwargs: Readonly<Record<string, unknown>>): Promise<unknown> =>
    await pipe.call({ call: name, kwargs });
  let asked: Promise<string> | undefined;
  const version = async (): Promise<string> => {
    asked ??= call('demistoVersion').then((answer) => expectShape(versionShape, answer, 'version').version);
    return await asked;
  };
  const populates = async (): Promise<boolean> =>
    await version().then(
      (text) => isAtLeast(text, FIRST_WITH_FIELDS),
      () => false,
    );

  return {
    searchIndicators: async ({ query, size, searchAfter, fields }) => {
      const from = searchAfter === undefined ? {} : { searchAfter };
      const only = (await populates()) ? { populateFields: fields.join(',') } : {};
      return await pipe.call({
        call: 'searchIndicators',
        kwargs: { query, size, sort: SORT, ...only, ...from },
        fields: fieldsWithin(fields),
      });
    },
    createIndicators: async (indicators) => {
      await call('createIndicators', indicators);
    },
    readContext: async () => await callNamed('getIntegrationContextVersioned', { refresh: true }),
    // sync=True: a killed run must not lose what the other side has acknowledged.
    writeContext: async (value, version) => {
      await callNamed('setIntegrationContextVersioned', { value, version, sync: true });
    },
    results: async (results) => {
      await call('results', results);
    },
    log: async (level, text) => {
      await call(level, text);
    },
    version,
    serverUrl: async () => expectShape(urlsShape, await call('demistoUrls'), 'address').server,
  };
}

function expectShape<T>(shape: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = shape.safeParse(answer);
  if (!parsed.success) {
    throw new HostError(`XSOAR did not say what its ${what} is.`, { advice: TRY_AGAIN });
  }
  return parsed.data;
}
