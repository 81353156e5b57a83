import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Ioc } from '../indicators/ioc.ts';
import type { XdrClient } from '../xdr/client.ts';
import type { Host } from '../xsoar/host.ts';
import type { Engine } from './engine.ts';
import { Refusals, type Refused } from './memory/refusals.ts';

/** How the lines of a dry run begin in the log. */
const IN_THE_LOG = 'Dry run, nothing is changed: ';

/** What a dry run would have sent: counted by type, the first ones, and the rest one by one. */
export class Preview {
  readonly sent: Refusals;

  /** @param onMore gets what is too much for an entry, one by one */
  constructor(onMore: (sent: Refused) => void) {
    this.sent = new Refusals(onMore);
  }

  add({ indicator, type }: Ioc): void {
    this.sent.add({ value: indicator, type, reason: '' });
  }
}

/**
 * The same engine, for a dry run: it reads both sides and does all the work, but its calls that change something stop
 * here, and its state is kept in memory alone.
 * @param preview is told what would have been sent
 */
export function pretending<E extends Engine>(engine: E, preview: Preview): E {
  engine.store.pretend();
  engine.log.prefix = IN_THE_LOG;
  return { ...engine, xdr: quietXdr(engine.xdr, preview), host: quietHost(engine.host) };
}

function quietXdr(xdr: XdrClient, preview: Preview): XdrClient {
  return {
    ...xdr,
    insertIocs: async (iocs) => {
      for (const ioc of iocs) {
        preview.add(ioc);
      }
      return [];
    },
    syncFile: async (path) => {
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        // The file was made of nothing else.
        preview.add(JSON.parse(line) as Ioc);
      }
    },
    enable: async () => undefined,
    disable: async () => undefined,
    deleteIocs: async (values) => values.length,
  };
}

function quietHost(host: Host): Host {
  return {
    searchIndicators: (request) => host.searchIndicators(request),
    createIndicators: async () => undefined,
    readContext: () => host.readContext(),
    writeContext: async () => undefined,
    results: (results) => host.results(results),
    log: (level, text) => host.log(level, text),
    version: () => host.version(),
    serverUrl: () => host.serverUrl(),
  };
}
