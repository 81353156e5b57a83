import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { systemEdge } from '../src/edge.ts';
import { messageOf } from '../src/errors.ts';
import { machineOf } from '../src/outside/lock.ts';
import type { OutsideIo } from '../src/outside/outside.ts';
import type { Io } from './terminal/io.ts';
import { parseManifest } from './terminal/manifest.ts';
import { isOutsideTask } from './terminal/options.ts';
import { makeSandboxWorld } from './terminal/sandbox-world.ts';
import { ExitCode } from './terminal/session.ts';
import { start } from './terminal/start.ts';

/** Columns where no terminal says how wide it is. */
const DEFAULT_WIDTH = 100;
const MANIFEST = new URL('../integration.yml', import.meta.url);

/** The process's edge: `npm start`. */
async function main(): Promise<void> {
  const manifest = parseManifest(await readFile(MANIFEST, 'utf8'));
  const io = processIo();
  const words = process.argv.slice(2);
  const machine = machineOf(process);
  // What only a real side needs is loaded only then: the prompt should be there at once.
  if (isOutsideTask(words)) {
    const { runOutside } = await import('../src/outside/outside.ts');
    const code = await runOutside(words, { ...outsideIo(io), machine });
    // A timer that nobody waits for any more must not keep the process.
    process.stdout.write('', () => process.exit(code));
    return;
  }
  const code = await start(words, io, {
    manifest,
    makeWorld: async (options) => {
      if (options.xsoar === undefined) return await makeSandboxWorld(options, io);
      const { makeRealWorld } = await import('./terminal/real-world.ts');
      return await makeRealWorld({ ...options, xsoar: options.xsoar }, { ...io, machine });
    },
  });
  // What was interrupted may still be at work; nobody waits for it.
  if (code === ExitCode.interrupted) process.exit(code);
  process.exitCode = code;
}

function outsideIo({ environment, interrupted, temporary }: Io): Omit<OutsideIo, 'machine'> {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    environment,
    edge: systemEdge(environment),
    stop: interrupted,
    temporary,
  };
}

function processIo(): Io {
  const interruption = new AbortController();
  // Once: whoever insists, with a second Ctrl-C, ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  // `npm start … | head` closes the output early: there is nobody left to show anything to.
  process.stdout.on('error', () => interruption.abort());
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    environment: process.env,
    inputIsTerminal: process.stdin.isTTY ?? false,
    outputIsTerminal: process.stdout.isTTY ?? false,
    width: () => Math.max(40, process.stdout.columns || DEFAULT_WIDTH),
    interrupted: interruption.signal,
    temporary: tmpdir(),
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(ExitCode.failed);
});
