import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry, WarRoomResult } from '../../src/xsoar/entries.ts';
import { builtScript } from '../support/built.ts';
import { ipOf, textOf as saidBy } from '../support/world.ts';
import { KEY, KEY_ID } from '../support/xdr.ts';
import { type Container, createContainer, pathWithoutNode, shimNode } from './container.ts';
import { everyCommand } from './every-command.ts';
import { Loop } from './loop.ts';
import { createPlatform } from './platform.ts';
import { childrenOf, isAlive, memoryOf, openFilesOf, until } from './processes.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
afterEach(async () => {
  await container.close();
});

const textOf = (results: readonly WarRoomResult[]): string =>
  results.map((result) => (typeof result === 'string' ? result : saidBy(result))).join('\n');
const firstLineOf = (results: readonly WarRoomResult[]): string => textOf(results).split('\n')[0] ?? '';
const entryOf = (results: readonly WarRoomResult[], index = 0): Entry => results[index] as Entry;
describe.each([false, true])('the uploaded file in a container (wrapper apart: %p)', (apart) => {
  beforeEach(async () => {
    container = await createContainer(script, { apart });
  });

  it('runs every command', async () => {
    await everyCommand(container);
  });

  it('passes on only the keys that were asked for, and any text', async () => {
    const content = 'ünï-\u{1f600}-\ud800';
    const comments = [{ type: 'IndicatorCommentRegular', content }];
    container.xsoar.indicators.add({ ...ipOf(0), comments, ballast: 'x'.repeat(1000) });
    await container.run('xdr-iocs-push', { indicator: ['10.0.0.0'] });
    expect([...container.tenant.all()].map((ioc) => ioc.comment)).toEqual([content]);
  });
});

describe('a run in a container', () => {
  beforeEach(async () => {
    container = await createContainer(script);
  });

  it('that never finds node says so, and the loop stays usable', async () => {
    await container.restart({ environment: { PATH: pathWithoutNode(container.root) } });
    const { results, error } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(error).toBeNull();
    expect(entryOf(results)).toMatchObject({
      Type: 4,
      Contents: expect.stringContaining('could not be started'),
    });
    expect((await container.run('test-module')).results).toEqual([
      expect.stringContaining('could not be started'),
    ]);
  });

  it('whose node is killed gives one error entry, and the loop stays usable', async () => {
    container.tenant.onRequest(({ endpoint, number }) => {
      if (endpoint === 'enable_iocs' && number === 1) {
        for (const pid of childrenOf(container.loop.pid)) {
          process.kill(pid, 'SIGKILL');
        }
        return 'handled';
      }
      return 'continue';
    });
    const { results, error } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(error).toBeNull();
    expect(results).toHaveLength(1);
    expect(entryOf(results)).toMatchObject({ Type: 4, Contents: expect.stringContaining('exit code -9') });
    const { results: afterwards } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(firstLineOf(afterwards)).toBe('indicators a enabled.');
    expect(childrenOf(container.loop.pid)).toEqual([]);
  });

  it('whose loop process is killed ends too', async () => {
    let child = 0;
    container.tenant.onRequest(() => {
      child = childrenOf(container.loop.pid)[0] ?? 0;
      void container.loop.kill();
      return 'handled';
    });
    await expect(container.run('xdr-iocs-enable', { indicator: 'a' })).rejects.toThrow(
      'the loop process is gone',
    );
    expect(child).toBeGreaterThan(0);
    await until(() => !isAlive(child));
    container.tenant.onRequest(undefined);
    await container.restart();
    const { results: afterwards } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(firstLineOf(afterwards)).toBe('indicators a enabled.');
  });

  it('that is killed while XSOAR owes an answer ends too', async () => {
    let child = 0;
    const run = container.loop.run(
      { script, command: 'xdr-iocs-to-keep-file', params: container.params },
      async () => {
        child = childrenOf(container.loop.pid)[0] ?? 0;
        await container.loop.kill();
      },
    );
    await expect(run).rejects.toThrow('the loop process is gone');
    await until(() => !isAlive(child));
  });

  it('that is killed has lost nothing that it stored', async () => {
    container.xsoar.indicators.add({ ...ipOf(0), modified: '2026-01-01T00:00:00Z' });
    let pushed = false;
    container.tenant.onRequest(({ endpoint }) => {
      pushed ||= endpoint === 'tim_insert_jsons';
      if (pushed && endpoint === 'get_changes') {
        void container.loop.kill();
        return 'handled';
      }
      return 'continue';
    });
    await expect(container.run('fetch-indicators')).rejects.toThrow('the loop process is gone');
    container.memory.lose();
    expect(container.xsoar.context).toMatchObject({
      is_first_sync_phase: false,
      search_after: expect.anything(),
    });
  });

  it('that crashes says what it last said, but no secret', async () => {
    const text = `echo "the key is ${KEY}, id ${KEY_ID}: out of luck" >&2; exit 7`;
    await container.restart({ environment: { PATH: shimNode(container.root, text) } });
    const { results } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(textOf(results)).toContain('exit code 7');
    expect(textOf(results)).toContain('the key is [secret], id [secret]: out of luck');
  });

  it('that runs out of memory gives one error entry', async () => {
    // A page may be larger than the memory for it; a single indicator may not.
    const content = 'x'.repeat(60_000_000);
    container.xsoar.indicators.add({ ...ipOf(0), comments: [{ type: 'IndicatorCommentRegular', content }] });
    const text = 'exec "$NODE" --max-old-space-size=16 "$@"';
    await container.restart({ environment: { PATH: shimNode(container.root, text) } });
    const { results, error } = await container.run('xdr-iocs-create-sync-file', {
      zip: 'false',
      set_time: 'false',
    });
    expect(error).toBeNull();
    expect(results).toHaveLength(1);
    expect(entryOf(results)).toMatchObject({
      Type: 4,
      Contents: expect.stringContaining('ended unexpectedly'),
    });
  });

  it('is not disturbed by what else prints on standard output', async () => {
    const stray = join(container.root, 'stray.cjs');
    writeFileSync(
      stray,
      "setInterval(() => { console.log('stray'); process.stdout.write('stray'); process.emitWarning('stray'); }, 1).unref();",
    );
    await container.restart({
      environment: { PATH: shimNode(container.root, `exec "$NODE" --require '${stray}' "$@"`) },
    });
    expect((await container.run('test-module')).results).toEqual(['ok']);
  });

  it("is not disturbed by the image's own NODE_ variables", async () => {
    const NODE_OPTIONS = '--require /does/not/exist';
    await container.restart({
      environment: { NODE_OPTIONS, NODE_EXTRA_CA_CERTS: '/does/not/exist', NODE_ENV: 'odd' },
    });
    expect((await container.run('test-module')).results).toEqual(['ok']);
  });

  it('works without its text where the loop has kept its code', async () => {
    const platform = createPlatform(container.xsoar, container.memory);
    const run = { command: 'test-module', params: container.params, code_version: '1' };
    expect((await container.loop.run({ ...run, script }, platform)).results).toEqual(['ok']);
    expect((await container.loop.run(run, platform)).results).toEqual(['ok']);
  });

  it('raises the log level in debug mode', async () => {
    await container.run('fetch-indicators');
    expect(container.logs.join('\n')).not.toContain('debug:');
    await container.run('fetch-indicators', {}, { IsDebug: true });
    expect(container.logs.join('\n')).toContain('debug: Searching XSOAR');
  });
});

describe('the bundle in a container', () => {
  const bundles = (): string[] => readdirSync(container.loop.temporaryDirectory);

  beforeEach(async () => {
    container = await createContainer(script);
  });

  it('is unpacked once, and the one of another version is cleared away', async () => {
    const old = join(container.loop.temporaryDirectory, 'xdr-iocs-bundle-0123456789abcdef');
    mkdirSync(old);
    writeFileSync(join(old, 'xdr-iocs.cjs'), 'old');
    await container.run('test-module');
    expect(bundles()).toHaveLength(1);
    expect(existsSync(old)).toBe(false);
  });

  it('is unpacked again where it is damaged', async () => {
    await container.run('test-module');
    const [folder] = bundles();
    const path = join(container.loop.temporaryDirectory, folder ?? '', 'xdr-iocs.cjs');
    writeFileSync(path, 'process.exit(0)');
    expect((await container.run('test-module')).results).toEqual(['ok']);
  });

  it('serves two runs that start together', async () => {
    const other = new Loop({ root: container.root });
    try {
      const run = { script, command: 'xdr-iocs-nonsense', params: container.params };
      const ends = await Promise.all([container.loop, other].map((loop) => loop.run(run, () => undefined)));
      for (const { results, error } of ends) {
        expect(error).toBeNull();
        expect(textOf(results)).toContain('does not exist');
      }
      expect(bundles()).toHaveLength(1);
    } finally {
      await other.kill();
    }
  });
});

describe('twenty runs in one container', () => {
  it('leave what one run leaves', async () => {
    container = await createContainer(script);
    const look = (): { processes: number[]; files: string[]; open: number } => ({
      processes: childrenOf(container.loop.pid),
      files: readdirSync(container.root, { recursive: true }).map(String).sort(),
      open: openFilesOf(container.loop.pid).length,
    });
    await container.run('test-module');
    await container.run('xdr-iocs-enable', { indicator: 'a' });
    const first = look();
    const memory = memoryOf(container.loop.pid);
    for (let number = 0; number < 10; number += 1) {
      await container.run('test-module');
      await container.run('xdr-iocs-enable', { indicator: 'a' });
    }
    expect(look()).toEqual(first);
    expect(memoryOf(container.loop.pid)).toBeLessThan(memory * 1.2);
  });
});
