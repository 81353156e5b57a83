import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Entry, note, warning } from '../../src/xsoar/entries.ts';
import { createWorld, type World } from '../support/world.ts';
import { kindsIn } from './markdown-kinds.ts';
import { type Shown, showing, showingEntries } from './shown.ts';
import { takeDown } from './support.ts';

const HOUR = 3_600_000;
const HOSTILE = 'x\u202e|<img src=x onerror=alert(1)> [a](http://evil.example) `b`\n# c';

let world: World;
let other: World;
let shown: Shown;
beforeEach(async () => {
  world = await createWorld();
  other = await createWorld({ xsoar: { instance: 'second' } });
  shown = await showing(world);
});
afterEach(async () => {
  await world.close();
  await other.close();
});

const fetch = async (one = world) => {
  one.clock.advance(60_000);
  return await one.run('fetch-indicators');
};
const verdicts = async (of = shown) =>
  [...(await of.state()).matchAll(/^### (.*)$/gm)].map(([, title]) => title);
const row = async (name: string) => new RegExp(`\\| ${name} \\| (.*) \\|`).exec(await shown.state())?.[1];

describe('the state says', () => {
  it('that nothing was synced yet, and what begins it', async () => {
    expect(await verdicts()).toEqual(['⏳ Not started; the next fetch begins']);
    expect(await row('Last run')).toBe('none yet');
    world.params.feed = false;
    expect(await verdicts()).toEqual(['⏸️ Not started']);
    expect(await row('By itself')).toContain('nothing');
  });

  it('how far a first sync is', async () => {
    world.addIps(50_000);
    world.tenant.onRequest(({ endpoint }) => {
      if (endpoint === 'tim_insert_jsons') world.clock.advance(HOUR / 4);
      return 'continue';
    });
    await fetch();
    expect(await verdicts()).toEqual(['⏳ First sync (80%)']);
    expect(await row('Pushed')).toBe('40000 of 50000 indicators');
    expect(await row('Wait to be pushed')).toBe('10000');
  });

  it('that both sides are in step, and how the last run ended', async () => {
    world.addIps(20);
    await fetch();
    world.clock.advance(12 * 60_000);
    expect(await verdicts()).toEqual(['✅ In step']);
    expect(await row('Pushed')).toBe('20 of 20 indicators');
    expect(await row('Last run')).toMatch(/^done, 12 minutes ago \(2026-01-15T12:0/);
    expect(await row('By itself')).toBe('pushes and pulls');
  });

  it('that some are on their way', async () => {
    await fetch();
    world.addIps(3);
    expect(await verdicts()).toEqual(['🔄 In step; some are on their way']);
    expect(await row('Wait to be pushed')).toBe('3');
  });

  it('how many are refused', async () => {
    world.xsoar.indicators.add({ value: '127.0.0.1', indicator_type: 'IP', score: 3 });
    await fetch();
    expect(await row('Refused')).toBe('1');
  });

  it('that the last run failed, and why', async () => {
    await fetch();
    takeDown(world);
    world.addIps(1);
    await fetch();
    expect(await verdicts()).toEqual(['❌ The last run failed']);
    expect(await shown.state()).toMatch(/\*\*Failed:\*\* .*XDR/);
  });

  it('that there was no run for a day, however green all else is', async () => {
    await fetch();
    world.clock.advance(25 * HOUR);
    expect(await verdicts()).toEqual(['⚠️ No run for 25 hours']);
    world.params.feed = false;
    expect(await verdicts()).toEqual(['✅ In step']);
  });

  it.each([
    [30 * 60_000, '🔄 A run is at work, or was killed'],
    [2 * HOUR, '❌ The last run was killed'],
  ])('what a run is that began %d ms ago and has not ended', async (age, verdict) => {
    const began = new Date(-age).toISOString();
    const of = await showingEntries(world, statusOf({ LastRun: { Began: began, End: 'killed' } }));
    expect(await verdicts(of)).toEqual([verdict]);
  });

  it('that no instance answered', async () => {
    expect(await (await showingEntries(world, warning('nothing'))).state()).toContain('No instance answered');
  });
});

describe('of two instances', () => {
  it('each is shown with its name', async () => {
    await fetch();
    shown = await showing(world, other);
    expect(await verdicts()).toEqual(['✅ In step', '⏳ Not started; the next fetch begins']);
    expect(await shown.state()).toContain('Instance: second');
    expect(await shown.state()).toContain('Instance: Cortex XDR - IOC Sync\\_instance\\_1');
  });

  it('the one that does not answer stands first, with its name', async () => {
    await fetch();
    other.params.url = 'no address';
    shown = await showing(world, other);
    expect(await verdicts()).toEqual(['❌ An instance does not answer', '✅ In step']);
    expect((await shown.state()).split('###')[1]).toContain('Instance: second');
  });
});

describe('hostile text', () => {
  it('does nothing in what the state says', async () => {
    const hostile = { Instance: HOSTILE, Phase: HOSTILE, RetiringRests: HOSTILE };
    const rows = [statusOf({ ...hostile, LastRun: { Began: HOSTILE, End: HOSTILE, Failure: HOSTILE } })];
    const text = await (await showingEntries(world, ...rows, statusOf(hostile))).state();
    expect(text).toContain('evil.example');
    expect(text).not.toContain('\u202e');
    for (const kind of ['html', 'link', 'image', 'codespan']) expect(kindsIn(text)).not.toContain(kind);
    expect(text.match(/^#+ /gm)).toHaveLength(2);
  });
});

function statusOf(row: Readonly<Record<string, unknown>>): Entry {
  return {
    ...note('status'),
    EntryContext: {
      'XDRIOC.Sync(val.Instance && val.Instance == obj.Instance)': {
        Phase: 'in step',
        Fetches: true,
        ...row,
      },
    },
  };
}
