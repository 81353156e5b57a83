import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { builtScript } from '../support/built.ts';
import { textOf as saidBy } from '../support/world.ts';
import { KEY, KEY_ID } from '../support/xdr.ts';
import { type Container, createContainer, shimNode } from './container.ts';
import { childrenOf } from './processes.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
beforeEach(async () => {
  container = await createContainer(script);
});
afterEach(async () => {
  await container.close();
});

/** Whoever the platform runs: the fetch, the Test button, a command. */
const COMMANDS: readonly (readonly [string, Record<string, string>])[] = [
  ['fetch-indicators', {}],
  ['test-module', {}],
  ['xdr-iocs-enable', { indicator: 'a' }],
];

/** From now on this shell script is the container's `node`; `$NODE` is the real one. */
async function nodeIs(text: string): Promise<void> {
  await container.restart({ environment: { PATH: shimNode(container.root, text) } });
}

/** From now on Node runs this before the integration. */
async function nodeRunsFirst(javascript: string): Promise<void> {
  const path = join(container.root, 'first.cjs');
  writeFileSync(path, javascript);
  await nodeIs(`exec "$NODE" --require '${path}' "$@"`);
}

const textOf = (result: WarRoomResult | undefined): string =>
  typeof result === 'object' ? saidBy(result) : String(result);

/** What a crash is told with: an error entry, or the text that the Test button shows. */
async function toldBy(command: string, args: Record<string, string>): Promise<string> {
  const { results, error } = await container.run(command, args);
  expect([error, results.length]).toEqual([null, 1]);
  if (command === 'test-module') {
    expect(typeof results[0]).toBe('string');
  } else {
    expect(results[0]).toMatchObject({ Type: 4, ContentsFormat: 'text' });
  }
  expect(childrenOf(container.loop.pid)).toEqual([]);
  return textOf(results[0]);
}

describe('a crash', () => {
  /** How Node ends, how that is brought about, and what is told. */
  const CRASHES: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
    [
      'an error that nothing catches',
      async () => await nodeRunsFirst("setTimeout(() => { throw new TypeError('out of luck'); }, 1)"),
      /\(exit code 73\)[\s\S]*TypeError: out of luck\n\s+at /,
    ],
    [
      'such an error before the integration runs',
      async () => await nodeRunsFirst("throw new TypeError('out of luck')"),
      /\(exit code 1\)[\s\S]*TypeError: out of luck\n\s+at /,
    ],
    [
      'a rejection that nothing handles',
      async () => await nodeRunsFirst("setTimeout(() => Promise.reject(new Error('out of luck')), 1)"),
      /\(exit code 73\)[\s\S]*Error: out of luck\n\s+at /,
    ],
    [
      'a syntax error',
      async () => await nodeRunsFirst('const broken = ;'),
      /\(exit code 1\)[\s\S]*SyntaxError: Unexpected token/,
    ],
    [
      'a heap that is full',
      async () => {
        const path = join(container.root, 'full.cjs');
        writeFileSync(path, 'for (const all = []; ; ) all.push(new Array(10_000).fill(all.length));');
        await nodeIs(`exec "$NODE" --max-old-space-size=16 '${path}'`);
      },
      /\(exit code -6, SIGABRT\)[\s\S]*more memory[\s\S]*heap out of memory/,
    ],
    ['a signal', async () => await nodeIs('kill -SEGV $$'), /\(exit code -11, SIGSEGV\)/],
    ['Linux, which is out of memory', async () => await nodeIs('kill -KILL $$'), /\(exit code -9, SIGKILL\)/],
    [
      'nothing that it could still wait for',
      async () => await nodeIs('exit 0'),
      /\(exit code 0\)\. Nothing was lost: run it again\.$/,
    ],
    [
      'an option that Node does not know',
      async () => await nodeIs('exec "$NODE" --no-such "$@"'),
      /\(exit code 9\)/,
    ],
  ];

  it.each(CRASHES)('by %s is told', async (_how, bringAbout, told) => {
    await bringAbout();
    for (const [command, args] of COMMANDS) {
      expect(await toldBy(command, args)).toMatch(told);
    }
  });

  it('leaves the entries that were given before it', async () => {
    // Only a run's last words: what it did is done, and told.
    await nodeRunsFirst("process.exit = () => process.kill(process.pid, 'SIGKILL')");
    const { results } = await container.run('xdr-iocs-enable', { indicator: 'a' });
    expect(textOf(results.at(0))).toContain('indicators a enabled.');
    expect(textOf(results.at(-1))).toContain('ended unexpectedly (exit code -9, SIGKILL)');
  });

  it('in the middle of a call does not make the call', async () => {
    // The file descriptor for calls is what Node is given last.
    await nodeIs(
      `read -r first; for calls; do :; done; printf '{"call":"results","args":["half a line"],"kwargs":{}}' >&"$calls"; exit 3`,
    );
    expect(await toldBy('xdr-iocs-enable', { indicator: 'a' })).toContain('(exit code 3)');
  });
});

describe('the last words of a crash', () => {
  /** What is told where Node says this. */
  async function told(words: string): Promise<string> {
    const path = join(container.root, 'words');
    writeFileSync(path, words);
    await nodeIs(`cat '${path}' >&2; exit 7`);
    return await toldBy('xdr-iocs-enable', { indicator: 'a' });
  }

  const [half, otherHalf] = [KEY.slice(0, 20), KEY.slice(20)];
  it.each([
    ['as it is', KEY],
    ['over two lines', `${half}\n${otherHalf}`],
    ['over two lines of a log', `${half}\r\n    ${otherHalf}`],
    ['in two texts, as Node prints them', `'${half}' +\n      '${otherHalf}'`],
    ['in JSON, over two lines', `"${half}\\n${otherHalf}"`],
    ['in JSON, escaped', `"${KEY.replaceAll('-', '\\u002d')}"`],
    ['in an address', encodeURIComponent(KEY).replaceAll('-', '%2D')],
    ['a letter a line', [...KEY].join('\n')],
  ])('have no key, %s', async (_how, words) => {
    const text = await told(`Error: ${words} is no key`);
    expect(text).toMatch(/It last said: Error: ["']?\[secret\]["']? is no key$/);
  });

  it('have no key where its beginning lies before what is shown of them', async () => {
    const text = await told(`${KEY}${'.'.repeat(1_990)}`);
    expect(text).not.toContain(KEY.slice(-8));
    expect(text.length).toBeLessThan(2_200);
  });

  it('have no id, but every other number', async () => {
    container.params.apikey_id_creds = { identifier: '', password: '4' };
    const words = 'id 4, "4", id=4. 4: 14 of 40 failed at /x/y.cjs:4:44 on 10.4.4.14, v24.4.0, 0x4, "a4"\\n4';
    expect(await told(words)).toContain(
      'id [secret], "[secret]", id=[secret]. [secret]: 14 of 40 failed at /x/y.cjs:4:44 on 10.4.4.14, v24.4.0, 0x4, "a4"\\n[secret]',
    );
  });

  it('have no id that is broken over two lines', async () => {
    expect(await told(`id ${KEY_ID.slice(0, 2)}\n${KEY_ID.slice(2)}.`)).toContain('id [secret].');
  });

  it('have no signature and no nonce', async () => {
    const signature = '0123456789abcdef'.repeat(4);
    const nonce = 'ABCDEFGHabcdefgh'.repeat(4);
    const text = await told(
      `{ authorization: '${signature}', 'x-xdr-nonce': '${nonce.slice(0, 40)}' +\n    '${nonce.slice(40)}' }\na\nb\nc`,
    );
    expect(text).toContain("{ authorization: '[secret]', 'x-xdr-nonce': '[secret]' }\na\nb\nc");
  });
});
