import { afterEach, describe, expect, it } from '@jest/globals';
import { type Played, play } from './played.ts';

let world: Played;
afterEach(async () => {
  await world.close();
});

const VALUE = '192.0.2.10';

/** An indicator of which XSOAR says `xdrstatus`, as an earlier pull has written it. */
async function withStatus(xdrstatus: string): Promise<void> {
  world = await play();
  const { CustomFields } = world.held(VALUE);
  world.xsoar.indicators.update(world.held(VALUE), {
    CustomFields: { ...(CustomFields as object), xdrstatus },
  });
  await world.fetch(2);
}

it('case 9: what was disabled by command stays disabled when the indicator is edited in XSOAR', async () => {
  await withStatus('enabled');
  await world.run('xdr-iocs-disable', { indicator: VALUE });
  world.clock.advance(60_000);
  world.xsoar.indicators.edit(VALUE, { comment: 'edited' });
  await world.fetch(2);
  expect(world.tenant.get(VALUE)?.status).toBe('DISABLED');
});

it('case 9: what was enabled by command stays enabled when the indicator is edited in XSOAR', async () => {
  await withStatus('disabled');
  await world.run('xdr-iocs-enable', { indicator: VALUE });
  world.clock.advance(60_000);
  world.xsoar.indicators.edit(VALUE, { comment: 'edited' });
  await world.fetch(2);
  expect(world.tenant.get(VALUE)?.status).toBe('ENABLED');
});

describe('case 10: a push by name of what was disabled by command', () => {
  const start = async () => {
    world = await play();
    await world.fetch();
    await world.run('xdr-iocs-disable', { indicator: VALUE });
    await world.fetch();
    return await world.run('xdr-iocs-push', { indicator: VALUE });
  };

  it('succeeds', async () => {
    const { ok, text } = await start();
    expect([ok, text]).toEqual([true, expect.stringContaining('push success.')]);
  });

  it('leaves it disabled on both sides', async () => {
    await start();
    expect([world.tenant.get(VALUE)?.status, world.custom(VALUE, 'xdrstatus')]).toEqual([
      'DISABLED',
      'disabled',
    ]);
  });
});

describe('case 11: disabling a value that nobody knows', () => {
  it('succeeds', async () => {
    world = await play();
    expect((await world.run('xdr-iocs-disable', { indicator: '203.0.113.222' })).ok).toBe(true);
  });

  it('warns that XSOAR has no such indicator', async () => {
    world = await play();
    const { entries } = await world.run('xdr-iocs-disable', { indicator: '203.0.113.222' });
    expect(entries).toContainEqual(
      expect.objectContaining({ Type: 11, Contents: expect.stringContaining('203.0.113.222') }),
    );
  });
});
