import type { Poster } from '../xdr/http.ts';
import type { Host } from '../xsoar/host.ts';
import type { ContextStore } from './context-store.ts';
import type { Ledger } from './ledger.ts';
import { heardOf, readingOnlyXdr } from './read-only-xdr.ts';

/** Whether a side is only read, or also written. */
export type Access = 'read' | 'write';

/** A Host that changes nothing: what is written to XSOAR is counted, and the state is kept in `context`. */
export function onPaper(host: Host, context: ContextStore, ledger: Ledger): Host {
  return {
    ...host,
    createIndicators: async (indicators) => ledger.noteCreated(indicators),
    readContext: async () => await context.read(),
    writeContext: async (value, version) => await context.write(value, version),
  };
}

/** What stands between a run and XDR: it counts what is written, and where XDR is only read, lets none of it pass. */
export function guardFor(access: Access, ledger: Ledger): (line: Poster) => Poster {
  const note = async (endpoint: string, request: Parameters<Ledger['note']>[1]): Promise<void> =>
    await ledger.note(endpoint, request);
  return (line) => (access === 'write' ? heardOf(line, note) : readingOnlyXdr(line, note));
}
