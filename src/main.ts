import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { dispatch } from './dispatch.ts';
import { systemEdge } from './edge.ts';
import { messageOf } from './errors.ts';
import { parseInvocation } from './xsoar/invocation.ts';
import { Pipe } from './xsoar/pipe.ts';
import { createPipeHost } from './xsoar/pipe-host.ts';

const STDOUT = 1;
/** Exit codes: 0 the command succeeded, 1 it failed and an entry says why, others say that no entry was given. */
const BROKEN = 2;
const GONE = 3;

/**
 * The process's edge: one invocation comes in over standard input, Host calls go out over standard output,
 * and the exit code says whether the command succeeded.
 */
async function main(): Promise<void> {
  const output = takeOverStdout();
  // Whoever started the run is gone: nothing that it does from here on could be answered for.
  const pipe = new Pipe(process.stdin, output, () => process.exit(GONE));
  const invocation = parseInvocation(await pipe.read());
  const succeeded = await dispatch(invocation, createPipeHost(pipe), systemEdge(process.env));
  process.exit(succeeded ? 0 : 1);
}

/** Standard output is the protocol's: whatever else would be printed there goes to standard error. */
function takeOverStdout(): Writable {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return createWriteStream('', { fd: STDOUT, autoClose: false });
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(BROKEN);
});
