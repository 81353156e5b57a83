import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, type World } from '../support/world.ts';
import { slowServers } from './slow-servers.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const RUN_SECONDS = 1_000;
const SHORT_RUN_SECONDS = 300;
const COUNT = 300;

/** From the time on that such a call is made for the so-many-th time, XSOAR answers nothing: the run is dead. */
function killAt(call: string, count: number): void {
  let dead = false;
  const before = world.xsoar.callsOf(call);
  world.xsoar.faults = (name, number) => {
    dead ||= name === call && number - before === count;
    if (dead) {
      throw new Error('killed');
    }
  };
}

/** Whether a run came to its end. */
async function ended(): Promise<boolean> {
  return await world.run('fetch-indicators').then(
    ({ ok }) => ok,
    () => false,
  );
}

const SEARCH = 'searchIndicators';
const WRITE = 'setIntegrationContextVersioned';
const READ = 'getIntegrationContextVersioned';

describe('a first sync', () => {
  it('of these slow servers takes more than one batch in one run', async () => {
    world.addIps(COUNT);
    world.clock.advance(60_000);
    slowServers(world, RUN_SECONDS);
    expect(await ended()).toBe(true);
    expect(world.tenant.requests('tim_insert_jsons')).toBeGreaterThan(1);
    expect(world.tenant.size).toBe(COUNT);
  });

  it.each([
    [SEARCH, [1, 5, 21, 22, 25, 30, 31, 32]],
    [READ, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [WRITE, [1, 2, 3, 4, 5, 6]],
  ])('that is killed at any %s loses nothing: the next run goes on', async (call, counts) => {
    for (const count of counts) {
      await world.close();
      world = await createWorld();
      world.addIps(COUNT);
      world.clock.advance(60_000);
      slowServers(world, RUN_SECONDS);
      killAt(call, count);
      expect([call, count, await ended()]).toEqual([call, count, false]);
      world.xsoar.faults = undefined;
      expect(await ended()).toBe(true);
      expect(world.tenant.size).toBe(COUNT);
      expect(world.xsoar.context.is_first_sync_phase).toBe(false);
    }
  });

  it("stops between two batches when the run's time is nearly used up, and the next runs go on", async () => {
    world.addIps(COUNT);
    world.clock.advance(60_000);
    slowServers(world, SHORT_RUN_SECONDS);
    const counts: number[] = [];
    for (let run = 0; run < 10 && world.xsoar.context.is_first_sync_phase !== false; run += 1) {
      expect(await ended()).toBe(true);
      counts.push(world.tenant.size);
    }
    expect(counts.length).toBeGreaterThan(2);
    expect(counts).toEqual([...new Set(counts)]);
    expect(world.tenant.size).toBe(COUNT);
  });

  it('whose indicators have one `modified`, and whose time ends among them, comes to its end all the same', async () => {
    const modified = '2026-01-15T11:00:00Z';
    for (let id = 1; id <= COUNT; id += 1) {
      const value = `192.${id >> 8}.2.${id & 255}`;
      world.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3, id: String(id), modified });
    }
    slowServers(world, SHORT_RUN_SECONDS);
    for (let run = 0; run < 10 && world.xsoar.context.is_first_sync_phase !== false; run += 1) {
      expect(await ended()).toBe(true);
    }
    expect(world.tenant.size).toBe(COUNT);
  });

  it('when XDR stored a batch and its answer was lost, pushes it again and goes on', async () => {
    world.addIps(100);
    world.clock.advance(60_000);
    world.tenant.onRequest(({ endpoint, number }, response) => {
      if (endpoint === 'tim_insert_jsons' && number === 1) {
        response.destroy();
      }
      return 'continue';
    });
    expect(await ended()).toBe(true);
    expect(world.tenant.requests('tim_insert_jsons')).toBe(2);
    expect(world.tenant.size).toBe(100);
  });
});

describe('a pull that is killed', () => {
  it.each([
    ['createIndicators', [1]],
    [READ, [1, 2, 3, 4, 5, 6, 7, 8]],
    [WRITE, [1, 2]],
  ])('at any %s loses no change of a person, and takes none twice', async (call, counts) => {
    for (const count of counts) {
      await world.close();
      world = await createWorld();
      world.addIps(3);
      world.clock.advance(60_000);
      expect(await ended()).toBe(true);
      world.clock.advance(60_000);
      world.tenant.edit('10.0.0.0', { comment: 'seen' });
      world.tenant.edit('10.0.0.1', { status: 'DISABLED' });
      world.clock.advance(60_000);
      killAt(call, count);
      await ended();
      world.xsoar.faults = undefined;
      for (let run = 0; run < 3; run += 1) {
        world.clock.advance(60_000);
        expect(await ended()).toBe(true);
      }
      const said = world.xsoar.indicators.get('10.0.0.0')?.comments;
      expect([call, count, said]).toMatchObject([call, count, [{ content: 'seen' }]]);
      expect(world.xsoar.indicators.get('10.0.0.1')?.CustomFields).toMatchObject({ xdrstatus: 'disabled' });
      expect(world.tenant.get('10.0.0.1')?.status).toBe('DISABLED');
    }
  });
});
