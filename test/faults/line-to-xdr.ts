import { connect, createServer, type Socket } from 'node:net';

/** A line to XDR that can be unplugged: connections are cut, and new ones refused, until it is plugged in again. */
export interface LineToXdr {
  readonly url: string;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  close(): Promise<void>;
}

/** Lays a line to a server on loopback; its address stays the same while it is unplugged. */
export async function layLine(target: string): Promise<LineToXdr> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    const far = keep(connect(Number(new URL(target).port), '127.0.0.1'));
    keep(near).pipe(far).pipe(near);
    // Either end that is cut cuts the other.
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  const listen = async (port: number): Promise<void> =>
    await new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  const unplug = async (): Promise<void> => {
    const closed = server.listening
      ? new Promise<void>((resolve) => server.close(() => resolve()))
      : undefined;
    for (const socket of sockets) {
      cut(socket);
    }
    await closed;
  };
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    unplug,
    plugIn: async () => {
      if (!server.listening) {
        await listen(port);
      }
    },
    close: unplug,
  };
}

/** Node 20 and 24 never close a socket that is reset while it is ending, and then the process does not end either. */
function cut(socket: Socket): void {
  if (socket.writableEnded) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}
