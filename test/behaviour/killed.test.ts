import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const COUNT = 44_000;

/** From the first time that `when` says so, XSOAR answers nothing any more: the run is dead, as after a kill. */
function killWhen(when: (call: string, number: number) => boolean): void {
  let dead = false;
  const before = new Map<string, number>();
  world.xsoar.faults = (call, number) => {
    before.set(call, before.get(call) ?? number - 1);
    dead ||= when(call, number - (before.get(call) ?? 0));
    if (dead) {
      throw new Error('killed');
    }
  };
}

describe('a first sync that is killed', () => {
  it.each([
    ['before the sync has begun', 'setIntegrationContextVersioned', 1],
    ['before the first page', 'searchIndicators', 1],
    ['in the middle of the first batch', 'searchIndicators', 5],
    ['while the second batch is read', 'searchIndicators', 12],
    ['after a push, before its cursor is stored', 'setIntegrationContextVersioned', 3],
    ['before the second cursor is stored', 'setIntegrationContextVersioned', 4],
    ['before the phase is ended', 'setIntegrationContextVersioned', 5],
  ])('%s loses nothing: the next run goes on', async (_when, call, number) => {
    world.addIps(COUNT);
    world.clock.advance(60_000);
    killWhen((name, count) => name === call && count === number);
    expect((await world.run('fetch-indicators').catch(() => ({ ok: false }))).ok).toBe(false);
    world.xsoar.faults = undefined;
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(world.tenant.size).toBe(COUNT);
    expect(world.xsoar.context.is_first_sync_phase).toBe(false);
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
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(world.tenant.requests('tim_insert_jsons')).toBe(2);
    expect(world.tenant.size).toBe(100);
  });
});
