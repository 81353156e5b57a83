import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COMMANDS } from '../../src/commands/index.ts';
import { parseArguments } from '../../src/commands/parse-arguments.ts';
import { parameterShapes, parseConfig } from '../../src/config.ts';
import { ConfigurationError, HostError, UsageError, XdrError } from '../../src/errors.ts';
import { Secret } from '../../src/secret.ts';
import { keyOfIndicator } from '../../src/sync/find.ts';
import { pull } from '../../src/sync/pull.ts';
import { changesOf } from '../../src/xdr/changes.ts';
import { createXdrClient } from '../../src/xdr/client.ts';
import { KeyLevels } from '../../src/xdr/key-levels.ts';
import { TenantClock } from '../../src/xdr/tenant-clock.ts';
import { Transport } from '../../src/xdr/transport.ts';
import { lookUp } from '../../src/xsoar/lookup.ts';
import { searchPages } from '../../src/xsoar/search.ts';
import { ruleLike } from '../indicators/arbitraries.ts';
import { contextOf, engineOn } from '../support/engine.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakeHost } from '../support/fake-host.ts';

const many = { numRuns: 2_000 };
/** Where each of them makes several calls. */
const some = { numRuns: 500 };

/** What a promise or a call comes to: a value, or an error of one of these kinds and no other. */
async function endOf(work: () => unknown, ...kinds: (new (...args: never[]) => Error)[]): Promise<unknown> {
  try {
    return await work();
  } catch (thrown) {
    expect(kinds.some((kind) => thrown instanceof kind) ? 'expected' : thrown).toBe('expected');
    expect((thrown as Error).message).not.toBe('');
    return undefined;
  }
}

/** A client to whom XDR answers with this body. */
function clientOf(body: string, status = 200): ReturnType<typeof createXdrClient> {
  const clock = new FakeClock();
  const answer = { status, body, date: undefined, retryAfter: undefined };
  const transport = new Transport({
    http: { post: async () => answer },
    credentials: { key: new Secret('key'), keyId: new Secret('1') },
    levels: new KeyLevels('Advanced', { recall: async () => undefined, remember: async () => undefined }),
    clock,
    tenantClock: new TenantClock(clock),
    random: () => 0.5,
    deadline: clock.now(),
    onRetry: () => undefined,
    onAnswer: () => undefined,
  });
  return createXdrClient(transport);
}

describe('any JSON in place of', () => {
  it("a parameter is a parameter, or an error that names each by its display name's line", async () => {
    const names = Object.keys(parameterShapes);
    const params = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: names.length });
    await fc.assert(
      fc.asyncProperty(params, fc.boolean(), async (given, strict) => {
        await endOf(() => parseConfig(given, strict), ConfigurationError);
      }),
      many,
    );
  });

  it('an argument is an argument, or an error that names it', async () => {
    const command = fc.constantFrom(...COMMANDS);
    const names = [...new Set(COMMANDS.flatMap((known) => Object.keys(known.arguments)))];
    const args = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(command, args, async (known, given) => {
        await endOf(() => parseArguments(known, given), UsageError);
      }),
      many,
    );
  });

  it('a reply of XDR is a reply, or an error of XDR', async () => {
    const reply = fc.oneof(
      fc.jsonValue(),
      fc.record({ success: fc.constant(true), validation_errors: fc.jsonValue() }),
      fc.record({
        success: fc.constant(true),
        validation_errors: fc.array(fc.record({ indicator: fc.jsonValue(), error: fc.jsonValue() })),
      }),
    );
    const body = fc.oneof(
      reply.map((value) => JSON.stringify({ reply: value })),
      fc.json(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom(200, 400, 500), async (text, status) => {
        const xdr = clientOf(text, status);
        const refused = await endOf(() => xdr.insertIocs([]), XdrError);
        for (const { value, reason } of (refused ?? []) as { value: string; reason: string }[]) {
          expect([typeof value, typeof reason]).toEqual(['string', 'string']);
        }
        await endOf(() => xdr.enable(['a']), XdrError);
        await endOf(async () => await (await xdr.getChanges(0)).close(), XdrError);
        await endOf(() => xdr.deleteIocs(['a']), XdrError);
        await endOf(() => xdr.getIocs([]).next(), XdrError);
      }),
      some,
    );
  });

  it('a change in XDR is taken or reported, and the cursor never goes back', async () => {
    const rules = fc.array(fc.oneof(fc.jsonValue(), ruleLike), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rules, fc.nat(), async (changes, since) => {
        const taken: unknown[] = [];
        const host = fakeHost({
          ...contextOf({ ts: since }),
          searchIndicators: async () => ({ iocs: [], total: 0 }),
          createIndicators: async (indicators) => {
            taken.push(...indicators);
          },
        });
        const engine = engineOn(host, { getChanges: async () => changesOf(changes) });
        await pull(engine, { ...(await engine.store.read()), pullCursor: since });
        const { incoming, remarks } = engine.report;
        expect(taken.length + incoming.count + remarks.count).toBe(changes.length);
        expect((await engine.store.read()).pullCursor).toBeGreaterThanOrEqual(since);
      }),
      some,
    );
  });

  it("an answer of XSOAR's search is an answer, or an error of XSOAR", async () => {
    const answer = fc.oneof(
      fc.jsonValue(),
      fc.record({
        iocs: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
        total: fc.oneof(fc.nat(), fc.jsonValue()),
        searchAfter: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
      }),
    );
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        const host = fakeHost({ searchIndicators: async () => given });
        await endOf(async () => {
          for await (const page of searchPages(host, { query: 'q', fields: [] })) {
            expect(page.indicators.length).toBeGreaterThan(0);
          }
        }, HostError);
        await endOf(
          () =>
            lookUp(host, [{ key: 'a', spellings: ['a'] }], {
              fields: ['value'],
              keysOf: (x) => [keyOfIndicator(x)],
            }),
          HostError,
        );
      }),
      many,
    );
  });
});
