import { ipOf } from '../support/world.ts';
import { Ledger } from './ledger.ts';
import type { Outcome, Stage } from './stage.ts';

/** Who plays: the integration between its two sides, and the ledger of what the test did to them. */
export interface Cast {
  stage: Stage;
  ledger: Ledger;
}

/** One step: people do something on either side, then the integration runs. Repeated where the run failed. */
export interface Step {
  /** What people do; once, before the first try. */
  prepare?(cast: Cast): void;
  run(cast: Cast): Promise<Outcome>;
}

/** A story that touches all that the integration does in some mode of use. */
export interface Scene {
  name: string;
  params?: Record<string, unknown>;
  /** The instance sends each indicator's link in place of its comment. */
  linked?: true;
  steps: readonly Step[];
}

const ip = (number: number): string => ipOf(number).value;

function putMany(ledger: Ledger, from: number, count: number, comment: string): void {
  for (let number = from; number < from + count; number += 1) {
    ledger.put(ip(number), `${comment} ${number}`);
  }
}

const fetch: Step['run'] = async ({ stage }) => {
  stage.settle();
  return await stage.run('fetch-indicators');
};

/** A first sync, then two fetches between which people work on both sides. */
export const EVERYDAY: Scene = {
  name: 'fetches',
  steps: [
    {
      prepare: ({ ledger }) => {
        putMany(ledger, 0, 7, 'first');
        ledger.put('evil.example.com', 'a domain', 'Domain');
        ledger.put('d41d8cd98f00b204e9800998ecf8427e', 'a file', 'File');
      },
      run: fetch,
    },
    {
      prepare: ({ stage, ledger }) => {
        stage.advance(1000);
        ledger.edit(ip(0), { comment: 'seen by a person' });
        ledger.edit(ip(1), { disable: true });
        ledger.create('198.51.100.1', 'added by a person');
        ledger.put(ip(2), 'changed in XSOAR');
        putMany(ledger, 10, 6, 'second');
      },
      run: fetch,
    },
    {
      prepare: ({ stage, ledger }) => {
        stage.advance(1000);
        ledger.edit(ip(3), { comment: 'seen again' });
        ledger.create('198.51.100.2', 'added later');
        putMany(ledger, 20, 4, 'third');
      },
      run: fetch,
    },
    { run: fetch },
  ],
};

/** The first two of these fetches: the first sync, then a steady run with a pull. */
export const TWO_FETCHES: Scene = { name: 'two fetches', steps: EVERYDAY.steps.slice(0, 2) };

/** A first sync of three batches of 40,000, the last one of a single indicator. */
export const THREE_BATCHES: Scene = {
  name: 'three batches',
  // One run does it all, on a busy machine too.
  params: { max_run_seconds: 150 },
  steps: [{ prepare: ({ ledger }) => putMany(ledger, 0, 80_001, 'first'), run: fetch }],
};

/** What a person types, one command after the other. */
export const COMMANDS: Scene = {
  name: 'commands',
  steps: [
    { run: async ({ stage }) => await stage.run('test-module') },
    {
      prepare: ({ stage, ledger }) => {
        putMany(ledger, 0, 5, 'by file');
        stage.settle();
      },
      run: async ({ stage }) => await stage.run('xdr-iocs-sync', { firstTime: 'true' }),
    },
    {
      prepare: ({ ledger }) => putMany(ledger, 2, 4, 'by name'),
      run: async ({ stage }) =>
        await stage.run('xdr-iocs-push', { indicator: [2, 3, 4, 5].map(ip).join(',') }),
    },
    {
      prepare: ({ stage, ledger }) => {
        putMany(ledger, 6, 4, 'modified');
        stage.settle();
      },
      run: async ({ stage }) => await stage.run('xdr-iocs-push'),
    },
    {
      prepare: ({ stage, ledger }) => {
        stage.tenant.edit(ip(0), { status: 'disabled', comment: 'off for a while' });
        ledger.edit(ip(0), { comment: 'on again' });
      },
      run: async ({ stage }) => await stage.run('xdr-iocs-enable', { indicator: ip(0) }),
    },
    {
      prepare: ({ ledger }) => ledger.status(ip(1), 'DISABLED'),
      run: async ({ stage }) => await stage.run('xdr-iocs-disable', { indicator: ip(1) }),
    },
    { run: fetch },
  ],
};

/** An instance whose comments need XSOAR's version and address. */
export const LINKS: Scene = {
  name: 'links',
  params: { xsoar_comments_field: ['indicator_link'] },
  linked: true,
  steps: [
    { prepare: ({ ledger }) => putMany(ledger, 0, 4, 'linked'), run: fetch },
    { prepare: ({ ledger }) => putMany(ledger, 4, 4, 'linked'), run: fetch },
  ],
};

/** An instance that only takes what people change in XDR. */
export const PULL_ONLY: Scene = {
  name: 'only pull',
  params: { autoSync: false },
  steps: [
    { run: fetch },
    {
      prepare: ({ stage, ledger }) => {
        stage.advance(1000);
        ledger.create('198.51.100.1', 'added by a person');
        ledger.create('198.51.100.2', 'added too');
      },
      run: fetch,
    },
    {
      prepare: ({ stage, ledger }) => {
        stage.advance(1000);
        ledger.edit('198.51.100.1', { comment: 'changed by a person', disable: true });
      },
      run: fetch,
    },
  ],
};

/** Sets a scene on a stage. */
export function castFor(scene: Scene, stage: Stage): Cast {
  Object.assign(stage.params, scene.params);
  return { stage, ledger: new Ledger(stage, scene.linked) };
}
