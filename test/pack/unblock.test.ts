import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, type World } from '../support/world.ts';
import { createPackWorld, type PackWorld, rowsAt, takeDown } from './support.ts';

const VALUE = '192.0.2.10';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
  await world.play('Block Indicators', { Indicators: [VALUE] });
});
afterEach(async () => {
  await world.close();
});

const unblock = async (inputs: Readonly<Record<string, unknown>> = {}) =>
  await world.play('Unblock Indicators', { Indicators: [VALUE], ...inputs });

describe('what is unblocked', () => {
  it('is disabled in XDR, judged good in XSOAR, and not pushed again', async () => {
    const { outputs } = await unblock();
    expect(outputs).toMatchObject({ 'XDRIOC.Unblocking.Whole': true, 'XDRIOC.Unblocking.Unblocked': 1 });
    expect(world.xsoar.indicators.get(VALUE)?.score).toBe(1);
    world.clock.advance(120_000);
    await world.run('fetch-indicators');
    expect(world.tenant.get(VALUE)?.status).toBe('DISABLED');
  });

  it('is deleted where that is wished, and stays away', async () => {
    const { outputs, tasks } = await unblock({ Delete: 'true' });
    expect(tasks).toContain('Delete the IOCs');
    expect(outputs['XDRIOC.Unblocking.Whole']).toBe(true);
    world.clock.advance(120_000);
    await world.run('fetch-indicators');
    expect(world.tenant.get(VALUE)).toBeUndefined();
  });

  it('may be unknown to XSOAR: it is disabled all the same, and not created', async () => {
    world.xsoar.indicators.remove(VALUE);
    const { outputs } = await unblock();
    expect(outputs['XDRIOC.Unblocking.Whole']).toBe(true);
    expect(world.tenant.get(VALUE)?.status).toBe('DISABLED');
    expect(world.xsoar.indicators.size).toBe(0);
  });

  it('may be nothing: XDR is not asked', async () => {
    const before = world.tenant.requests();
    expect((await unblock({ Indicators: '' })).outputs['XDRIOC.Unblocking.Unblocked']).toBe(0);
    expect(world.tenant.requests()).toBe(before);
  });
});

describe('what is not unblocked', () => {
  it('because XDR is down is not verified', async () => {
    takeDown(world);
    const { outputs, text } = await unblock();
    expect(outputs).toMatchObject({ 'XDRIOC.Unblocking.Whole': false, 'XDRIOC.Unblocking.Unverified': 1 });
    expect(text).toContain('XDR did not answer.');
  });

  it('because the call failed still blocks, and is said to', async () => {
    failDisabling(world);
    const { outputs } = await unblock();
    expect(outputs).toMatchObject({ 'XDRIOC.Unblocking.Whole': false, 'XDRIOC.Unblocking.StillBlocks': 1 });
  });
});

describe('a tenant that does not show its IOCs', () => {
  beforeEach(async () => {
    await world.close();
    world = await createPackWorld({ publicApi: false });
    await world.play('Block Indicators', { Indicators: [VALUE] });
  });

  it('counts by what it acknowledged', async () => {
    const { outputs } = await unblock();
    expect(outputs).toMatchObject({ 'XDRIOC.Unblocking.Unblocked': 1, 'XDRIOC.Unblocking.Whole': true });
  });

  it('is not taken for one that acknowledged because it acknowledged the push before', async () => {
    failDisabling(world);
    const { outputs } = await unblock();
    expect(outputs).toMatchObject({ 'XDRIOC.Unblocking.Unblocked': 0, 'XDRIOC.Unblocking.Unverified': 1 });
  });
});

it('tells two instances one by one', async () => {
  const other = await createWorld({ xsoar: { instance: 'second' } });
  world.others.push(other);
  other.xsoar.indicators.add({ value: VALUE, indicator_type: 'IP', score: 3 });
  await other.run('xdr-iocs-push', { indicator: VALUE });
  failDisabling(other);
  const outcome = await unblock();
  expect(rowsAt(outcome, 'XDRIOC.Unblocking.Indicators')).toEqual([
    expect.objectContaining({ Outcome: 'unblocked', Instance: world.xsoar.instance }),
    expect.objectContaining({ Outcome: 'still blocks', Instance: 'second' }),
  ]);
});

function failDisabling(there: World): void {
  there.tenant.onRequest(({ endpoint }, response) => {
    if (endpoint !== 'disable_iocs') return 'continue';
    response.writeHead(500).end();
    return 'handled';
  });
}
