import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseState } from '../../src/sync/memory/state.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const VALUE = '10.0.0.0';
const SEEN = "The official integration 'Cortex XDR - IOC' scored an indicator at 20";
const OFFICIAL = {
  instance: 'official_1',
  brand: 'Cortex XDR - IOC',
  reliability: 'A - Completely reliable',
};

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

/** The official integration writes what it took from XDR to an indicator. */
function officialWrites(): void {
  const write = { value: VALUE, type: 'IP', score: 0, fields: {}, rawJSON: { value: VALUE, type: 'IP' } };
  world.xsoar.indicators.createIndicators([write], OFFICIAL);
}

/** A fetch, a minute later; its log. */
async function fetched(): Promise<string> {
  world.clock.advance(MINUTE);
  const { ok, log } = await world.run('fetch-indicators');
  expect(ok).toBe(true);
  return log;
}

async function personEdits(comment: string): Promise<void> {
  world.clock.advance(MINUTE);
  world.tenant.edit(VALUE, { comment });
}

async function begun(options: WorldOptions = {}): Promise<void> {
  await world.close();
  world = await createWorld(options);
  world.addIps(1);
  await fetched();
}

describe('the official integration beside this one', () => {
  it('is warned of, once, where it has scored an indicator that a pull reads', async () => {
    await begun();
    await personEdits('first');
    officialWrites();
    const log = await fetched();
    expect(log.split(SEEN)).toHaveLength(2);
    expect(parseState(world.xsoar.context).lastRun).toMatchObject({
      officialSeen: expect.stringMatching(/^2026-01-15T12:0\d:00Z$/),
    });
  });

  it('is warned of by the run that answers the change, where it was the later to take it', async () => {
    await begun();
    await personEdits('first');
    expect(await fetched()).not.toContain(SEEN);
    officialWrites();
    expect(await fetched()).toContain(SEEN);
  });

  it('is not warned of for what it did before this instance began', async () => {
    world.addIps(1);
    officialWrites();
    await fetched();
    await personEdits('first');
    expect(await fetched()).not.toContain(SEEN);
    expect(parseState(world.xsoar.context).lastRun?.officialSeen).toBeUndefined();
  });

  it('is not warned of a day after its last score', async () => {
    await begun();
    officialWrites();
    world.clock.advance(DAY);
    await personEdits('much later');
    expect(await fetched()).not.toContain(SEEN);
  });

  it('is not warned of by an integration that has taken its place', async () => {
    await begun({ xsoar: { brand: OFFICIAL.brand } });
    await personEdits('first');
    officialWrites();
    expect(await fetched()).not.toContain(SEEN);
  });

  it('is named in the War Room by a command that pulls', async () => {
    await begun();
    await personEdits('first');
    officialWrites();
    world.clock.advance(MINUTE);
    const { text } = await world.run('xdr-iocs-sync', { firstTime: 'true' });
    expect(text).toContain(SEEN);
  });

  it('is shown by the status, as long as its last score is fresh', async () => {
    await begun();
    expect((await world.run('xdr-iocs-status')).text).not.toContain('Both integrations may be syncing');
    world.clock.advance(MINUTE);
    officialWrites();
    expect((await world.run('xdr-iocs-status')).text).toContain('Both integrations may be syncing');
    world.clock.advance(DAY + MINUTE);
    expect((await world.run('xdr-iocs-status')).text).not.toContain('Both integrations may be syncing');
  });
});
