import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { discardBody, readBody } from '../../../sandbox/tenant/body.ts';
import { readSyncFile } from '../../../sandbox/tenant/sync-file.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let server: Server;

beforeEach(() => {
  server = createServer();
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

describe('a body whose client goes away', () => {
  it.each<[string, (request: IncomingMessage) => Promise<unknown>]>([
    ['readBody', (request) => readBody(request, 1000)],
    ['discardBody', discardBody],
    ['readSyncFile', (request) => readSyncFile(request, new FakeClock(), 1000)],
  ])('ends %s', async (_name, read) => {
    const outcome = new Promise<unknown>((resolve) => {
      server.once('request', (incoming) => {
        read(incoming).then(() => resolve('it was read'), resolve);
        client.destroy();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const client = httpRequest({
      port: (server.address() as AddressInfo).port,
      method: 'POST',
      headers: { 'content-length': '100', 'content-type': 'multipart/form-data; boundary=cut' },
    });
    client.on('error', () => undefined);
    client.write('--cut');
    expect(String(await outcome)).toMatch(/aborted|premature/i);
  });
});
