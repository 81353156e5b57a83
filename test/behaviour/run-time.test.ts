import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, ipOf, type Outcome, type World } from '../support/world.ts';
import { smallPages } from './slow-servers.ts';

/** How long XSOAR lets a run take, in s; the run has 150 of it. */
const ALLOWED_S = 180;
/** How long a search takes. */
const SEARCH_MS = 5_000;

let world: World;
beforeEach(async () => {
  world = await createWorld();
  world.limitSeconds = ALLOWED_S;
});
afterEach(async () => {
  await world.close();
});

/** Runs a command, and sees to it that it ends before XSOAR would end it. */
async function inTime(command: string, args: Record<string, string> = {}): Promise<Outcome> {
  const began = world.clock.now();
  const outcome = await world.run(command, args);
  expect(world.clock.now() - began).toBeLessThan(ALLOWED_S * 1000);
  return outcome;
}

const OVER = "The time of this run is over (150 s: XSOAR allows 180 s, and the rest is for the run's end).";
const MORE = 'For more time, add execution-timeout=<seconds> to the command, or raise its limit in XSOAR.';

/** So many values, and how a command takes them. */
const named = (count: number): { values: string[]; indicator: string } => {
  const values = Array.from({ length: count }, (_, number) => ipOf(number).value);
  return { values, indicator: values.join(',') };
};

/** The lines of the file that a command gave. */
function fileOf({ entries }: Outcome): unknown[] {
  const file = entries.find(({ File: name }) => name === 'xdr-iocs-left-over.jsonl');
  const text = readFileSync(join(world.folder, `inv_${file?.FileID}`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** Lets each search take its time: so many ms. */
function searchesTake(durationOf: (query: string) => number): void {
  const { indicators } = world.xsoar;
  const { search } = indicators;
  indicators.search = (request) => {
    world.clock.advance(durationOf(request.query));
    return search.call(indicators, request);
  };
}

describe('a run whose time is over', () => {
  beforeEach(() => {
    world.addIps(1_000);
    world.clock.advance(60_000);
    smallPages(world);
    searchesTake(() => SEARCH_MS);
  });

  it('says in its log how much it had, and why', async () => {
    expect((await inTime('xdr-iocs-push', { indicator: '10.0.0.1' })).log).toContain(
      "This run may take 150 s: XSOAR allows 180 s, and the rest is for the run's end.",
    );
  });

  it.each(['fetch-indicators', 'xdr-iocs-push'])(
    'of %s ends by itself, and the next one goes on',
    async (command) => {
      await inTime('fetch-indicators');
      const before = world.tenant.size;
      const { ok, text } = await inTime(command);
      expect(ok).toBe(true);
      expect(world.tenant.size).toBeGreaterThan(before);
      expect(world.tenant.size).toBeLessThan(1_000);
      expect(text.split('\n').slice(0, 3)).toEqual(
        command === 'xdr-iocs-push'
          ? [
              'push success.',
              '',
              "The run's time is over before all were pushed: run the command again for the rest.",
            ]
          : [''],
      );
    },
  );

  it('of xdr-iocs-sync uploads nothing', async () => {
    const { ok, text } = await inTime('xdr-iocs-sync', { firstTime: 'true' });
    expect([ok, text]).toEqual([
      false,
      `${OVER} The file was not complete after 280 indicators. XDR was sent nothing.\n${MORE}`,
    ]);
    expect(world.tenant.requests('sync_tim_iocs')).toBe(0);
    expect(world.xsoar.context).not.toHaveProperty('time');
  });

  it.each(['true', 'false'])('of xdr-iocs-create-sync-file (zip: %s) leaves no file behind', async (zip) => {
    const { ok, text } = await inTime('xdr-iocs-create-sync-file', { zip, set_time: 'true' });
    expect([ok, text]).toEqual([
      false,
      expect.stringContaining('The file was not complete after 280 indicators.'),
    ]);
    expect(readdirSync(world.folder)).toEqual([]);
    expect(world.xsoar.context).not.toHaveProperty('time');
  });

  it('of xdr-iocs-to-keep-file leaves no file behind', async () => {
    const { ok, text } = await inTime('xdr-iocs-to-keep-file');
    expect([ok, text]).toEqual([
      false,
      expect.stringContaining('The file was not complete after 280 indicators.'),
    ]);
    expect(readdirSync(world.folder)).toEqual([]);
  });
});

describe('a run whose time is over while XDR takes the file', () => {
  it('says that it is not known whether XDR has it', async () => {
    world.addIps(10);
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'sync_tim_iocs') {
        return 'continue';
      }
      world.clock.advance(170_000);
      response.destroy();
      return 'handled';
    });
    const { ok, text } = await inTime('xdr-iocs-sync', { firstTime: 'true' });
    expect(ok).toBe(false);
    expect(text).toContain(`${OVER} The file was uploaded, but XDR did not confirm it: `);
    expect(text).toContain('Running the command again is harmless.');
    expect(world.xsoar.context).not.toHaveProperty('time');
  });
});

describe('a run that is given more values than it has time for', () => {
  it.each<[string, Record<string, string>, string]>([
    ['xdr-iocs-push', {}, 'worked through'],
    ['xdr-iocs-enable', {}, 'enabled'],
    ['xdr-iocs-disable', {}, 'disabled'],
    ['xdr-iocs-retire', {}, 'worked through'],
    ['xdr-iocs-retire', { dry_run: 'true' }, 'looked up'],
  ])('of %s %j does the first of them, and gives a file of the rest', async (command, args, done) => {
    const { values, indicator } = named(6_000);
    searchesTake(() => SEARCH_MS);
    const outcome = await inTime(command, { ...args, indicator });
    expect(outcome.ok).toBe(false);
    const left = fileOf(outcome);
    expect(left).toEqual(values.slice(-left.length));
    expect(outcome.text).toContain(
      `${OVER} The first ${6_000 - left.length} of 6000 indicators were ${done}; the others were not.\nRun the command again for those in the file below. ${MORE}`,
    );
  });

  it('tells what it did of the first ones', async () => {
    world.addIps(6_000);
    searchesTake(() => SEARCH_MS);
    const { indicator } = named(6_000);
    const { text, entries } = await inTime('xdr-iocs-push', { indicator });
    expect(world.tenant.size).toBeGreaterThan(1_000);
    expect(world.tenant.size).toBeLessThan(6_000);
    // What was done, for playbooks, and a file with the rest of it; the error, and a file with what is left over.
    expect([text, entries.map(({ Type: type }) => type)]).toEqual([
      expect.stringContaining(`The first ${world.tenant.size} of 6000`),
      [11, 3, 4, 3],
    ]);
    expect(entries[2]?.HumanReadable).toContain('execution-timeout=\\<seconds\\>');
  });
});
