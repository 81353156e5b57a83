import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar, type XsoarOptions } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { type OutsideIo, runOutside } from '../../src/outside/outside.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type RestOptions, type RestXsoar, startRest } from '../support/xsoar-rest.ts';

export const XSOAR_KEY = 'recognisable-xsoar-key-abcdefghijklmnopqrstuvwxyz';
export const XSOAR_KEY_ID = '564738291';
export const XDR_KEY = 'recognisable-xdr-key-0123456789abcdefghijklmnopq';
export const XDR_KEY_ID = '908172635445';

/** Removes what tests made; call it after each. */
export class Cleanup {
  readonly #works: (() => unknown)[] = [];

  add(work: () => unknown): void {
    this.#works.push(work);
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'outside-test-'));
    this.add(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  async run(): Promise<void> {
    for (const work of this.#works.splice(0).reverse()) {
      await work();
    }
  }
}

export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Two real servers on the loopback, with the program between them; time is the test's. */
export interface TwoServers {
  clock: FakeClock;
  xsoar: SandboxXsoar;
  rest: RestXsoar;
  tenant: Tenant;
  folder: string;
  state: string;
  /** All that was said in all runs. */
  said: () => string;
  run(words: readonly string[], changes?: Partial<OutsideIo>): Promise<Run>;
}

export async function startTwoServers(
  cleanup: Cleanup,
  options: Partial<RestOptions> & { xsoar?: Partial<XsoarOptions> } = {},
): Promise<TwoServers> {
  const clock = new FakeClock();
  const { xsoar: xsoarOptions, ...restOptions } = options;
  const xsoar = new SandboxXsoar({ clock, ...xsoarOptions });
  const generation = restOptions.generation ?? 6;
  const rest = await startRest(xsoar, {
    generation,
    key: XSOAR_KEY,
    ...(generation === 8 ? { keyId: XSOAR_KEY_ID } : {}),
    clock,
    ...restOptions,
  });
  const tenant = await startTenant({ keyId: XDR_KEY_ID, key: XDR_KEY, keyLevel: 'Advanced', clock });
  cleanup.add(() => rest.close());
  cleanup.add(() => tenant.close());
  const folder = cleanup.folder();
  const state = join(folder, 'state.json');
  let said = '';
  const environment = {
    XSOAR_API_KEY: XSOAR_KEY,
    ...(generation === 8 ? { XSOAR_API_KEY_ID: XSOAR_KEY_ID } : {}),
    XDR_API_KEY: XDR_KEY,
    XDR_API_KEY_ID: XDR_KEY_ID,
  };
  return {
    clock,
    xsoar,
    rest,
    tenant,
    folder,
    state,
    said: () => said,
    run: async (words, changes = {}) => {
      const run = { code: 0, out: '', err: '' };
      const io: OutsideIo = {
        out: (text) => {
          run.out += text;
          said += text;
        },
        err: (text) => {
          run.err += text;
          said += text;
        },
        environment,
        edge: { clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
        stop: new AbortController().signal,
        machine: { pid: 1, host: 'here', now: () => Date.now(), isAlive: () => true },
        temporary: folder,
        ...changes,
      };
      run.code = await runOutside(['--xsoar', rest.url, '--xdr', tenant.url, ...words], io);
      return run;
    },
  };
}

/** An active, bad address, old enough to be pushed. */
export function putIps(xsoar: SandboxXsoar, from: number, count: number): void {
  for (let number = from; number < from + count; number += 1) {
    xsoar.indicators.add({
      value: `203.0.${Math.floor(number / 250)}.${1 + (number % 250)}`,
      indicator_type: 'IP',
      score: 3,
      moduleToFeedMap: {
        feed: { sourceBrand: 'Feed', score: 3, reliability: 'A - Completely reliable' },
      },
    });
  }
}
