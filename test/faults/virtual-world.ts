import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import type { Edge } from '../../src/edge.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { FaultyWorld, type WorldOptions } from './faulty-world.ts';
import { KEY, KEY_ID } from './secrets.ts';

/** Longer than what XSOAR's index may lag behind. */
const SETTLED_MS = 60_000;

type Sides = ConstructorParameters<typeof FaultyWorld>[0];

/** A world whose code runs in this process: time is virtual, so that no retry is waited for. */
export abstract class VirtualWorld extends FaultyWorld {
  /** What the integration is given of the world around it. */
  protected readonly edge: Edge;
  readonly #clock: FakeClock;

  constructor(sides: Sides, clock: FakeClock, options: WorldOptions) {
    super(sides, options);
    this.#clock = clock;
    this.edge = {
      clock,
      random: () => 0.5,
      proxyFor: () => '',
      extraCertificates: () => undefined,
    };
  }

  now(): number {
    return this.#clock.now();
  }

  settle(): void {
    this.#clock.advance(SETTLED_MS);
  }

  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }
}

/** An XDR on a virtual clock, which may be ahead of XSOAR's. */
export async function startVirtualTenant(
  clock: FakeClock,
  { skewMs = 0, bodyLimit }: WorldOptions,
): Promise<Tenant> {
  return await startTenant({
    keyId: KEY_ID,
    key: KEY,
    keyLevel: 'Advanced',
    clock: {
      now: () => clock.now() + skewMs,
      sleep: async (milliseconds) => await clock.sleep(milliseconds),
    },
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  });
}
