import { afterEach, describe, expect, it } from '@jest/globals';
import { createWorld, ipOf, type World, type WorldOptions } from '../support/world.ts';
import { rowsOf, showing } from './shown.ts';

const HITS = '-most-hits';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function synced(count: number, options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  worlds.push(world);
  world.addIps(count);
  world.clock.advance(60_000);
  await world.run('fetch-indicators');
  return world;
}

describe('the IOCs with most hits', () => {
  it('are twenty, the most first, and none that was never hit', async () => {
    const world = await synced(40);
    for (let number = 0; number < 25; number += 1) world.tenant.hit(ipOf(number).value, number + 1);
    const rows = await rowsOf(await showing(world), HITS);
    expect(rows.map(({ Hits }) => Number(Hits))).toEqual(Array.from({ length: 20 }, (_, at) => 25 - at));
    expect(rows[0]).toMatchObject({ Value: '10.0.0.24', Type: 'IP', Severity: 'HIGH', Status: 'ENABLED' });
    world.tenant.hit(ipOf(30).value, 1_000);
    expect((await rowsOf(await showing(world), HITS))[0]).toMatchObject({ Value: '10.0.0.30', Hits: '1000' });
  });

  it('are none where nothing was hit', async () => {
    expect(await rowsOf(await showing(await synced(3)), HITS)).toEqual([]);
  });

  it('of two instances name the instance', async () => {
    const one = await synced(2);
    const other = await synced(2, { xsoar: { instance: 'second' } });
    one.tenant.hit(ipOf(0).value, 5);
    other.tenant.hit(ipOf(0).value, 7);
    const rows = await rowsOf(await showing(one, other), HITS);
    expect(rows.map(({ Hits, Instance }) => [Hits, Instance])).toEqual([
      ['7', 'second'],
      ['5', 'Cortex XDR - IOC Sync_instance_1'],
    ]);
  });

  it('cannot be told by a tenant that does not offer it, and that is said', async () => {
    const old = await synced(2, { publicApi: false, xsoar: { instance: 'old' } });
    const usual = await synced(2);
    usual.tenant.hit(ipOf(1).value, 3);
    const rows = await rowsOf(await showing(old, usual), HITS);
    expect(rows).toMatchObject([
      { Value: expect.stringContaining('An instance does not tell'), Instance: 'old' },
      { Value: '10.0.0.1', Hits: '3' },
    ]);
  });
});
