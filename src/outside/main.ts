import { tmpdir } from 'node:os';
import { systemEdge } from '../edge.ts';
import { messageOf } from '../errors.ts';
import { machineOf } from './lock.ts';
import { runOutside } from './outside.ts';

/** What a shell calls the end by a second Ctrl-C. */
const INSISTED = 130;

/** The process's edge, for a run outside of XSOAR: `node xdr-iocs.mjs`. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      // Whoever insists does not wait: what XDR has taken and the state does not say yet is pushed again.
      process.exit(INSISTED);
    }
    process.stderr.write('Ending after the batch that is under way; once more ends it at once.\n');
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, onSignal);
  }
  // Whoever read the output is gone; the work goes on all the same.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const code = await runOutside(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    environment: process.env,
    edge: systemEdge(process.env),
    stop: stop.signal,
    machine: machineOf(process),
    temporary: tmpdir(),
  });
  // A timer that nobody waits for any more must not keep the process.
  process.stdout.write('', () => process.exit(code));
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(1);
});
