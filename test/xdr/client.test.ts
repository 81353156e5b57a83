import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  failing,
  json,
  type ScriptedServer,
  startScriptedServer,
  success,
} from '../support/scripted-server.ts';
import { createTestClient, failureOf, KEY, KEY_ID } from '../support/xdr.ts';

let server: ScriptedServer;
afterEach(async () => {
  await server.close();
});

describe('insertIocs', () => {
  it('hands back what XDR refused, with its reason', async () => {
    server = await startScriptedServer(
      json(200, {
        reply: {
          success: true,
          validation_errors: [
            { indicator: 'a', error: 'bad hash' },
            { indicator: null, error: null },
            { indicator: 5, error: { code: 1 } },
            'odd',
            null,
          ],
        },
      }),
    );
    expect(await createTestClient(server).xdr.insertIocs([])).toEqual([
      { value: 'a', reason: 'bad hash' },
      { value: '(not named by XDR)', reason: 'XDR gave no reason; look at its value and its type in XSOAR.' },
      { value: '5', reason: '{"code":1}' },
      { value: '(not named by XDR)', reason: 'odd' },
      { value: '(not named by XDR)', reason: 'null' },
    ]);
  });

  it.each([{ success: true }, { success: true, validation_errors: null }])(
    'takes %p for all accepted',
    async (reply) => {
      server = await startScriptedServer(json(200, { reply }));
      expect(await createTestClient(server).xdr.insertIocs([])).toEqual([]);
    },
  );
});

describe('a push that XDR refuses as a whole', () => {
  it.each([{ success: false }, {}, { success: 'yes' }])(
    '%p hands on the bad ones that it names',
    async (reply) => {
      const validation_errors = [
        { indicator: 'a', error: 'bad' },
        { indicator: 5 },
        { error: 'whose?' },
        null,
      ];
      server = await startScriptedServer(json(200, { reply: { ...reply, validation_errors } }));
      const error = await failureOf(createTestClient(server).xdr.insertIocs([]));
      expect(error.kind).toBe('refused');
      expect(error.refusals).toEqual([
        { value: 'a', reason: 'bad' },
        { value: '5', reason: 'XDR gave no reason; look at its value and its type in XSOAR.' },
      ]);
    },
  );

  it.each([{ success: false }, { success: false, validation_errors: 'all' }, false])(
    '%p names none',
    async (reply) => {
      server = await startScriptedServer(json(200, { reply }));
      expect((await failureOf(createTestClient(server).xdr.insertIocs([]))).refusals).toEqual([]);
    },
  );

  it('hands on no secrets, and leaves a value whole that has the number of the key in it', async () => {
    server = await startScriptedServer(
      json(200, {
        reply: {
          success: false,
          validation_errors: [
            { indicator: `${KEY}.com`, error: `key ${KEY}, id ${KEY_ID}` },
            { indicator: `${KEY_ID}.example.com`, error: 'bad' },
          ],
        },
      }),
    );
    expect((await failureOf(createTestClient(server).xdr.insertIocs([]))).refusals).toEqual([
      { value: '[secret].com', reason: 'key [secret], id [secret]' },
      { value: `${KEY_ID}.example.com`, reason: 'bad' },
    ]);
  });
});

describe('enable and disable', () => {
  it.each(['enable', 'disable'] as const)('%s sends the values', async (verb) => {
    server = await startScriptedServer(json(200, { reply: true }));
    await createTestClient(server).xdr[verb](['11.11.11.11']);
    expect(server.seen[0]?.url).toBe(`/public_api/v1/indicators/${verb}_iocs`);
    expect(server.seen[0]?.body).toBe('{"request_data":["11.11.11.11"]}');
  });

  it.each([true, {}, { success: true }, [], 'done', 3])('takes the reply %p for a success', async (reply) => {
    server = await startScriptedServer(json(200, { reply }));
    await expect(createTestClient(server).xdr.enable(['a'])).resolves.toBeUndefined();
  });
});

describe('syncFile', () => {
  it('uploads the file as one multipart part, whole again on a second attempt', async () => {
    server = await startScriptedServer(failing(503, 'busy'), success);
    const folder = await mkdtemp(join(tmpdir(), 'xdr-test-'));
    try {
      const path = join(folder, 'lines');
      await writeFile(path, '{"indicator":"a"}\n');
      await createTestClient(server).xdr.syncFile(path);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(server.seen).toHaveLength(2);
    for (const { url, headers, body } of server.seen) {
      expect(url).toBe('/public_api/v1/indicators/sync_tim_iocs');
      expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect(body).toContain('name="file"; filename="iocs.json"');
      expect(body).toContain('Content-Type: application/json');
      expect(body).toContain('\r\n\r\n{"indicator":"a"}\n\r\n');
    }
  });

  it('fails at once where the file cannot be read', async () => {
    server = await startScriptedServer(success);
    const { xdr, retries } = createTestClient(server);
    await expect(xdr.syncFile('does-not-exist')).rejects.toThrow('ENOENT');
    expect(retries).toEqual([]);
  });
});
