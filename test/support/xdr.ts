import { XdrError } from '../../src/errors.ts';
import { createAgents } from '../../src/http/agents.ts';
import { Secret } from '../../src/secret.ts';
import type { Changes } from '../../src/xdr/changes.ts';
import { createXdrClient, type XdrClient } from '../../src/xdr/client.ts';
import { Http } from '../../src/xdr/http.ts';
import { type KeyLevelMemory, KeyLevels } from '../../src/xdr/key-levels.ts';
import type { KeyLevel } from '../../src/xdr/signing.ts';
import { TenantClock } from '../../src/xdr/tenant-clock.ts';
import { Transport } from '../../src/xdr/transport.ts';
import { FakeClock } from './fake-clock.ts';

export const KEY = 'recognisable-key-0123456789abcdefghijklmnopqrstuvwxyz';
export const KEY_ID = '4711';

export interface TestClient {
  xdr: XdrClient;
  clock: FakeClock;
  tenantClock: TenantClock;
  retries: string[];
  /** How each call ended. */
  answers: string[];
}

export interface TestClientOptions {
  url: string;
  level?: 'Auto' | KeyLevel;
  memory?: KeyLevelMemory;
  clock?: FakeClock;
  /** How long the run may take, in ms. */
  time?: number;
  idleTimeoutMs?: number;
  key?: string;
  /** The proxy to go through. */
  proxyUrl?: string;
}

/** A real client whose time is a test's. */
export function createTestClient(options: TestClientOptions): TestClient {
  const clock = options.clock ?? new FakeClock();
  const tenantClock = new TenantClock(clock);
  const retries: string[] = [];
  const answers: string[] = [];
  const memory = options.memory ?? { recall: async () => undefined, remember: async () => undefined };
  const transport = new Transport({
    http: new Http({
      url: options.url,
      agents: createAgents({ insecure: false, proxyUrl: options.proxyUrl ?? '' }),
      ...(options.proxyUrl === undefined ? {} : { proxyUrl: options.proxyUrl }),
      userAgent: 'test',
      idleTimeoutMs: options.idleTimeoutMs ?? 10_000,
    }),
    credentials: { key: new Secret(options.key ?? KEY), keyId: new Secret(KEY_ID) },
    levels: new KeyLevels(options.level ?? 'Advanced', memory),
    clock,
    tenantClock,
    random: () => 0.5,
    deadline: clock.now() + (options.time ?? 3_600_000),
    onRetry: (error, delay) => retries.push(`${error.kind} ${delay}`),
    onAnswer: (failure) => answers.push(failure ?? 'ok'),
  });
  return { xdr: createXdrClient(transport), clock, tenantClock, retries, answers };
}

/** All that people changed, and lets go of the answer. */
export async function rulesOf(changes: Changes): Promise<unknown[]> {
  const rules: unknown[] = [];
  for await (const rule of changes.rules()) {
    rules.push(rule);
  }
  await changes.close();
  return rules;
}

/** How a call of XDR fails. */
export async function failureOf(call: Promise<unknown>): Promise<XdrError> {
  const thrown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof XdrError)) {
    throw new Error(`Expected an XdrError, and not ${String(thrown)}.`, { cause: thrown });
  }
  return thrown;
}
