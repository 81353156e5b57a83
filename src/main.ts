import { createWriteStream } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Writable } from 'node:stream';
import { dispatch } from './dispatch.ts';
import { systemEdge } from './edge.ts';
import { failureText, messageOf, UsageError } from './errors.ts';
import { parseInvocation } from './xsoar/invocation.ts';
import { Pipe } from './xsoar/pipe.ts';
import { createPipeHost } from './xsoar/pipe-host.ts';

/** As much as the launcher's pipe holds at most. */
const CHUNK_SIZE = 1024 * 1024;

/**
 * Exit codes: with `DONE` and `TOLD` the entries were given; all others say that they were not, and the launcher tells of
 * it. None is one of Node's own (0 to 13, and from 128 on): Node ends with 0 where nothing is left to wait for, too, and
 * neither that nor a crash must look like something that was told.
 */
const DONE = 68;
const TOLD = 70;
const BROKEN = 71;
const GONE = 72;
const CRASHED = 73;

/**
 * The process's edge: one invocation comes in over standard input, Host calls go out over a pipe of their own,
 * and the exit code says whether the command succeeded.
 */
async function main(): Promise<void> {
  // Whoever started the run is gone: nothing that it does from here on could be answered for.
  const chunk = Buffer.allocUnsafeSlow(CHUNK_SIZE);
  // One buffer for all that comes: a new one for every piece of a page would be garbage by the megabyte.
  const onread: OnReadOpts = {
    buffer: chunk,
    callback: (count) => {
      pipe.receive(chunk.subarray(0, count));
      return true;
    },
  };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd: 0,
    readable: true,
    writable: false,
    onread,
  };
  const input = new Socket(options);
  const pipe = new Pipe(input, callsTo(process.argv[2]), () => process.exit(GONE));
  const invocation = parseInvocation(await pipe.read());
  const succeeded = await dispatch(invocation, createPipeHost(pipe), systemEdge(process.env));
  process.exit(succeeded ? DONE : TOLD);
}

/**
 * Where the Host calls go: the file descriptor that the launcher names. Not standard output, where anything that is
 * printed, by Node or a library too, would get between them.
 */
function callsTo(descriptor: string | undefined): Writable {
  const fd = Number(descriptor);
  if (!Number.isInteger(fd) || fd < 3) {
    throw new UsageError('The integration is started by its launcher, inside XSOAR.', {
      advice: 'To try it without XSOAR, run `npm start`.',
    });
  }
  return createWriteStream('', { fd, autoClose: false });
}

/** Last words, and the end. */
function endWith(code: number, words: string): never {
  process.stderr.write(`${words}\n`);
  process.exit(code);
}

// Rejections that nobody handles come here, too. Of an error only the stack: what else hangs on it may hold a request.
process.on('uncaughtException', (thrown: unknown) => {
  endWith(CRASHED, (thrown instanceof Error && thrown.stack) || messageOf(thrown));
});
main().catch((thrown: unknown) => endWith(BROKEN, failureText(thrown)));
