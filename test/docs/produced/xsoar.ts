import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SandboxXsoar } from '../../../sandbox/xsoar/sandbox-xsoar.ts';
import { failureText } from '../../../src/errors.ts';
import { StateStore } from '../../../src/sync/memory/store.ts';
import type { Host } from '../../../src/xsoar/host.ts';
import { IndicatorTexts } from '../../../src/xsoar/indicator-texts.ts';
import { parseInvocation } from '../../../src/xsoar/invocation.ts';
import { Pipe } from '../../../src/xsoar/pipe.ts';
import { createPipeHost } from '../../../src/xsoar/pipe-host.ts';
import { searchPages } from '../../../src/xsoar/search.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeHost } from '../../support/fake-host.ts';
import { type Poison, poisonedHost } from '../../support/poison.ts';
import { failing } from './settings.ts';

async function rejected(call: Promise<unknown>): Promise<string> {
  return await call.then(() => '', failureText);
}

/** What a search says that XSOAR answers so. */
async function searched(
  searchIndicators: Host['searchIndicators'],
  from?: readonly unknown[],
): Promise<string> {
  const read = async (): Promise<void> => {
    for await (const { indicators } of searchPages(fakeHost({ searchIndicators }), {
      query: 'type:IP',
      fields: ['id', 'value', 'modified', 'comments'],
      from,
    })) {
      Array.from(indicators);
    }
  };
  return await rejected(read());
}

async function poisoned(poison: Poison): Promise<string> {
  const xsoar = new SandboxXsoar({ clock: new FakeClock() });
  for (const value of ['a', 'b', 'c']) {
    xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  }
  const host = poisonedHost(xsoar.host(), poison);
  return await searched(host.searchIndicators, undefined);
}

/** What a call of the platform says where the launcher answers with this line. */
async function piped(line: string | undefined, call: (host: Host) => Promise<unknown>): Promise<string> {
  const input = new PassThrough();
  const host = createPipeHost(new Pipe(input, new PassThrough(), () => undefined));
  const said = rejected(call(host));
  if (line === undefined) {
    input.end();
  } else {
    input.write(`${line}\n`);
  }
  return await said;
}

/** The program itself, started by hand. */
function startedByHand(): string {
  const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
  try {
    execFileSync(process.execPath, ['--import', 'tsx', main], {
      input: '{"command":"a","workingDirectory":"/"}\n',
    });
  } catch (thrown) {
    return String((thrown as { stderr: Buffer }).stderr);
  }
  return '';
}

/** What a person reads where XSOAR fails, or answers strangely. */
export async function xsoarMessages(): Promise<string[]> {
  const one = [{ id: '1', value: 'a', modified: '2026-01-01T00:00:00Z' }];
  const store = (calls: Partial<Host>): StateStore => new StateStore(fakeHost(calls), new FakeClock());
  const refusing = async ({ searchAfter }: { searchAfter?: readonly unknown[] }): Promise<unknown> => {
    if (searchAfter !== undefined) {
      throw await import('../../../src/errors.ts').then(({ HostError }) => new HostError('no such place'));
    }
    return { iocs: one, total: 1 };
  };
  return [
    await searched(async () => ({})),
    await searched(async () => ({ iocs: one, total: 2 })),
    await searched(async () => ({ iocs: one, total: 9, searchAfter: ['m', '1'] })),
    await searched(async () => ({ iocs: [], total: 9 })),
    await searched(refusing, ['m', 'another']),
    await poisoned({ whole: new Set(['b']), key: new Set() }),
    await poisoned({ whole: new Set(['b']), key: new Set(['b']) }),
    await rejected(store({ readContext: async () => null }).read()),
    await rejected(
      store({ readContext: async () => ({ context: {}, version: 1 }) }).update(() => ({}) as never),
    ),
    await piped('{"error": "bad query"}', async (host) => await host.serverUrl()),
    await piped('{"ok": 7}', async (host) => await host.version()),
    await piped('{"ok"', async (host) => await host.version()),
    await piped('{"x": 7}', async (host) => await host.version()),
    await piped(undefined, async (host) => await host.version()),
    failing(() => new IndicatorTexts(Buffer.from('x]'), 0).at(0)),
    failing(() => parseInvocation(7)),
    failureText(new TypeError('x is not a function')),
    startedByHand(),
  ];
}
