import { createWriteStream } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Writable } from 'node:stream';
import { dispatch } from './dispatch.ts';
import { systemEdge } from './edge.ts';
import { messageOf } from './errors.ts';
import { parseInvocation } from './xsoar/invocation.ts';
import { Pipe } from './xsoar/pipe.ts';
import { createPipeHost } from './xsoar/pipe-host.ts';

/** As much as the launcher's pipe holds at most. */
const CHUNK_SIZE = 1024 * 1024;

/**
 * Exit codes: 0 the command succeeded, `TOLD` it failed and an entry says why; all others say that no entry was given.
 * None is one of Node's own (1 to 13, and from 128 on): a crash must not look like something that was told.
 */
const TOLD = 70;
const BROKEN = 71;
const GONE = 72;

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
  process.exit(succeeded ? 0 : TOLD);
}

/**
 * Where the Host calls go: the file descriptor that the launcher names. Not standard output, where anything that is
 * printed, by Node or a library too, would get between them.
 */
function callsTo(descriptor: string | undefined): Writable {
  const fd = Number(descriptor);
  if (!Number.isInteger(fd) || fd < 3) {
    throw new Error('The integration is started by its launcher, inside XSOAR. To try it, run `npm start`.');
  }
  return createWriteStream('', { fd, autoClose: false });
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(BROKEN);
});
