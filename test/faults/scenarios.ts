import { ipOf } from '../support/world.ts';
import type { FaultyWorld, Outcome } from './faulty-world.ts';

/** People do something on either side, then the integration runs; it runs again where it failed. */
export interface Step {
  /** What people do; once, before the first run. */
  change?(world: FaultyWorld): void;
  run(world: FaultyWorld): Promise<Outcome>;
}

/** A story that touches all that the integration does in some mode of use. */
export interface Scenario {
  name: string;
  params?: Record<string, unknown>;
  /** The instance sends each indicator's link in place of its comment. */
  linked?: true;
  steps: readonly Step[];
}

/** Makes a world's instance the scenario's. */
export function useScenario({ params, linked }: Scenario, world: FaultyWorld): void {
  Object.assign(world.params, params);
  world.expected.linked = linked ?? false;
}

const ip = (number: number): string => ipOf(number).value;
const fetch: Step['run'] = async (world) => await world.fetch();

function putIps({ expected }: FaultyWorld, from: number, count: number, comment: string): void {
  for (let number = from; number < from + count; number += 1) {
    expected.putInXsoar(ip(number), `${comment} ${number}`);
  }
}

/** A first sync, then two fetches between which people work on both sides. */
export const EVERYDAY: Scenario = {
  name: 'fetches',
  steps: [
    {
      change: (world) => {
        putIps(world, 0, 7, 'first');
        world.expected.putInXsoar('evil.example.com', 'a domain', 'Domain');
        world.expected.putInXsoar('d41d8cd98f00b204e9800998ecf8427e', 'a file', 'File');
      },
      run: fetch,
    },
    {
      change: (world) => {
        world.advance(1000);
        world.expected.editInXdr(ip(0), { comment: 'seen by a person' });
        world.expected.editInXdr(ip(1), { disable: true });
        world.expected.createInXdr('198.51.100.1', 'added by a person');
        world.expected.putInXsoar(ip(2), 'changed in XSOAR');
        putIps(world, 10, 6, 'second');
      },
      run: fetch,
    },
    {
      change: (world) => {
        world.advance(1000);
        world.expected.editInXdr(ip(3), { comment: 'seen again' });
        world.expected.createInXdr('198.51.100.2', 'added later');
        putIps(world, 20, 4, 'third');
      },
      run: fetch,
    },
    { run: fetch },
  ],
};

/** The first two of these fetches: the first sync, then a steady run with a pull. */
export const TWO_FETCHES: Scenario = { name: 'two fetches', steps: EVERYDAY.steps.slice(0, 2) };

/** A first sync of three batches of 40,000, the last one of a single indicator. */
export const THREE_BATCHES: Scenario = {
  name: 'three batches',
  // One run does it all, on a busy machine too.
  params: { max_run_seconds: 150 },
  steps: [{ change: (world) => putIps(world, 0, 80_001, 'first'), run: fetch }],
};

/** What a person types, one command after the other. */
export const COMMANDS: Scenario = {
  name: 'commands',
  steps: [
    { run: async (world) => await world.run('test-module') },
    {
      change: (world) => {
        putIps(world, 0, 5, 'by file');
        world.settle();
      },
      run: async (world) => await world.run('xdr-iocs-sync', { firstTime: 'true' }),
    },
    {
      change: (world) => putIps(world, 2, 4, 'by name'),
      run: async (world) => await world.run('xdr-iocs-push', { indicator: [2, 3, 4, 5].map(ip).join(',') }),
    },
    {
      change: (world) => {
        putIps(world, 6, 4, 'modified');
        world.settle();
      },
      run: async (world) => await world.run('xdr-iocs-push'),
    },
    {
      change: (world) => {
        world.tenant.edit(ip(0), { status: 'disabled', comment: 'off for a while' });
        world.expected.editInXdr(ip(0), { comment: 'on again' });
      },
      run: async (world) => await world.run('xdr-iocs-enable', { indicator: ip(0) }),
    },
    {
      change: (world) => world.expected.setStatus(ip(1), 'DISABLED'),
      run: async (world) => await world.run('xdr-iocs-disable', { indicator: ip(1) }),
    },
    { run: fetch },
  ],
};

/** An instance whose comments need XSOAR's version and address. */
export const LINKS: Scenario = {
  name: 'links',
  params: { xsoar_comments_field: ['indicator_link'] },
  linked: true,
  steps: [
    { change: (world) => putIps(world, 0, 4, 'linked'), run: fetch },
    { change: (world) => putIps(world, 4, 4, 'linked'), run: fetch },
  ],
};

/** An instance that only takes what people change in XDR. */
export const PULL_ONLY: Scenario = {
  name: 'only pull',
  params: { autoSync: false },
  steps: [
    { run: fetch },
    {
      change: (world) => {
        world.advance(1000);
        world.expected.createInXdr('198.51.100.1', 'added by a person');
        world.expected.createInXdr('198.51.100.2', 'added too');
      },
      run: fetch,
    },
    {
      change: (world) => {
        world.advance(1000);
        world.expected.editInXdr('198.51.100.1', { comment: 'changed by a person', disable: true });
      },
      run: fetch,
    },
  ],
};
