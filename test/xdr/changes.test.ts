import { readdirSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  failing,
  json,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { createTestClient, failureOf, rulesOf } from '../support/xdr.ts';

let server: ScriptedServer;
afterEach(async () => {
  await server.close();
});

/** More than is held in memory; each rule knows its place. */
const many = Array.from({ length: 12_000 }, (_, id) => ({
  RULE_ID: id,
  RULE_COMMENT: `№ "${'x'.repeat(400)}]`,
}));
const large = JSON.stringify({ reply: many });

/** An answer with this text, whose end is where the connection ends: a cut one cannot be told from a whole one. */
function text(body: string, status = 200): Script {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(body);
  };
}

/** The open files of this process that hold an answer. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.includes('cortex-xdr-ioc-sync-') ? [path] : [];
    } catch {
      return [];
    }
  });
}

describe('getChanges', () => {
  it('asks for what was changed since a time', async () => {
    server = await startScriptedServer(json(200, { reply: [{ RULE_ID: 1 }, null] }));
    expect(await rulesOf(await createTestClient(server).xdr.getChanges(1234))).toEqual([
      { RULE_ID: 1 },
      null,
    ]);
    expect(server.seen[0]?.body).toBe('{"request_data":{"last_update_ts":1234}}');
  });

  it.each([
    ['a small answer', { reply: [1, 2] }, [1, 2]],
    ['a small answer without reply', [1, 2], [1, 2]],
    ['a large answer', { reply: many }, many],
    ['a large answer without reply', many, many],
    ['a large answer with more around it', { code: 'ok', n: 1, reply: many, more: [] }, many],
  ])('takes apart %s', async (_what, body, rules) => {
    server = await startScriptedServer(json(200, body));
    expect(await rulesOf(await createTestClient(server).xdr.getChanges(0))).toEqual(rules);
  });

  it.each([[{ reply: [1, 2] }], [{ reply: many }]])('lets the rules be read again', async (body) => {
    server = await startScriptedServer(json(200, body));
    const changes = await createTestClient(server).xdr.getChanges(0);
    const first = changes.rules();
    await first.next();
    const again = changes.rules();
    expect((await again.next()).value).toEqual(body.reply[0]);
    expect((await first.next()).value).toEqual(body.reply[1]);
    await changes.close();
  });

  it('puts a large answer into a file without a name', async () => {
    server = await startScriptedServer(text(large));
    const changes = await createTestClient(server).xdr.getChanges(0);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('cortex-xdr-ioc-sync-'))).toEqual([]);
    await changes.close();
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('lets go of the file of a large answer', async () => {
    server = await startScriptedServer(text(large));
    const changes = await createTestClient(server).xdr.getChanges(0);
    expect(openFiles()).toHaveLength(1);
    await changes.close();
    expect(openFiles()).toEqual([]);
  });

  onLinux('lets go of the file of a large answer that is none', async () => {
    server = await startScriptedServer(text(large.slice(0, -9)), json(200, { reply: [] }));
    await createTestClient(server).xdr.getChanges(0);
    expect(openFiles()).toEqual([]);
  });

  const broken: [string, Script][] = [
    ['is cut', text('{"reply": [{"a": 1}, ')],
    ['is large and cut', text(large.slice(0, -9))],
    ['is a large page of HTML', text(`<html>${' '.repeat(5_000_000)}</html>`)],
    ['is large and has no list', text(JSON.stringify({ reply: { text: large } }))],
    [
      'stops at half of it',
      (response) => {
        response.writeHead(200, { 'content-length': '9000000' });
        response.write(large.slice(0, 5_000_000));
      },
    ],
    [
      'is torn off at half of it',
      (response) => {
        response.writeHead(200, { 'content-length': '9000000' });
        response.write(large.slice(0, 5_000_000), () => response.destroy());
      },
    ],
  ];
  it.each(broken)('asks again after an answer that %s', async (_what, script) => {
    server = await startScriptedServer(script, json(200, { reply: [7] }));
    const { xdr } = createTestClient({ ...server, idleTimeoutMs: 300 });
    expect(await rulesOf(await xdr.getChanges(0))).toEqual([7]);
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ['a rule that is no JSON', large.replace('"RULE_ID":11000', '"RULE_ID"')],
    ['a cut just behind a rule', large.slice(0, large.indexOf(',{"RULE_ID":11000'))],
    ['a cut that looks like an end', `${large.slice(0, large.indexOf(',{"RULE_ID":11000'))}}`],
    ['something behind the list', `${large.slice(0, -1)}]}`],
    ['a rule of many megabytes', `{"reply": ["${'x'.repeat(20_000_000)}"]}`],
  ])('fails in the midst of a large answer with %s', async (_what, body) => {
    server = await startScriptedServer(text(body));
    const changes = await createTestClient(server).xdr.getChanges(0);
    const error = await failureOf(rulesOf(changes));
    expect(error.kind).toBe('unexpected-answer');
    await changes.close();
  });

  it('takes a reply that is no list for a refusal', async () => {
    server = await startScriptedServer(json(200, { reply: { err_code: 500, err_msg: 'no such time' } }));
    const error = await failureOf(createTestClient(server).xdr.getChanges(0));
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('XDR said: no such time');
  });

  it('takes a failure without reply for a refusal', async () => {
    server = await startScriptedServer(json(200, { err_code: 500, err_msg: 'no such time' }));
    const error = await failureOf(createTestClient(server).xdr.getChanges(0));
    expect(error.kind).toBe('refused');
  });

  it('says what XDR said of an error', async () => {
    server = await startScriptedServer(failing(403, 'no role'));
    const error = await failureOf(createTestClient(server).xdr.getChanges(0));
    expect(error.message).toContain('XDR said: no role');
  });

  it('reads no more than the beginning of a gigantic error', async () => {
    server = await startScriptedServer(text('x'.repeat(20_000_000), 400));
    const error = await failureOf(createTestClient(server).xdr.getChanges(0));
    expect(error.message.length).toBeLessThan(1000);
  });
});
