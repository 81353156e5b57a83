import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { Secret } from '../../src/secret.ts';
import { KeyLevels } from '../../src/xdr/key-levels.ts';
import { TenantClock } from '../../src/xdr/tenant-clock.ts';
import { Transport } from '../../src/xdr/transport.ts';
import { FakeClock } from '../support/fake-clock.ts';

const MINUTE = 60_000;
const json = { json: '{}' };
const file = { path: 'iocs.json', fileName: 'iocs.json', contentType: 'application/json' };

/** How long the attempt may take, in ms, when so much of the run's time is left. */
async function timeOf(left: number, body: typeof json | typeof file, timeoutMs: number): Promise<number> {
  const clock = new FakeClock();
  let given = Number.NaN;
  const transport = new Transport({
    http: {
      post: async (request) => {
        given = request.timeoutMs;
        return { status: 200, body: '{"reply": []}', date: undefined, retryAfter: undefined };
      },
    },
    credentials: { key: new Secret('key'), keyId: new Secret('1') },
    levels: new KeyLevels('Advanced', { recall: async () => undefined, remember: async () => undefined }),
    clock,
    tenantClock: new TenantClock(clock),
    random: () => 0.5,
    deadline: clock.now() + left,
    onRetry: () => undefined,
    onAnswer: () => undefined,
  });
  await transport.post({ endpoint: 'get_changes', body, timeoutMs }, z.unknown());
  return given;
}

describe('an attempt', () => {
  it('has its own time while the run has enough', async () => {
    expect(await timeOf(10 * MINUTE, json, 2 * MINUTE)).toBe(2 * MINUTE);
  });

  it('outlasts the run by ten seconds at most', async () => {
    expect(await timeOf(MINUTE, json, 2 * MINUTE)).toBe(MINUTE + 10_000);
    expect(await timeOf(-MINUTE, json, 2 * MINUTE)).toBe(10_000);
  });

  it('that carries a file does so, too', async () => {
    expect(await timeOf(90 * MINUTE, file, 60 * MINUTE)).toBe(60 * MINUTE);
    expect(await timeOf(MINUTE, file, 60 * MINUTE)).toBe(MINUTE + 10_000);
  });
});
