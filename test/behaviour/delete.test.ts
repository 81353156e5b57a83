import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseState } from '../../src/sync/memory/state.ts';
import { contextOf } from '../support/context.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const COMMAND = 'xdr-iocs-delete';
const MINUTE = 60_000;
const ONE = ipOf(0).value;
const TWO = ipOf(1).value;

async function synced(): Promise<void> {
  world.addIps(2);
  world.clock.advance(MINUTE);
  await world.run('fetch-indicators');
}

async function fetchAfterAMinute(): Promise<string> {
  world.clock.advance(MINUTE);
  const { ok, log } = await world.run('fetch-indicators');
  expect(ok).toBe(true);
  return log;
}

describe('xdr-iocs-delete', () => {
  it('removes IOCs, and says which were there', async () => {
    await synced();
    const { ok, text, entries } = await world.run(COMMAND, { indicator: [ONE, '203.0.113.9'] });
    expect([ok, text.split('\n')[0]]).toEqual([true, '1 of 2 IOCs deleted from XDR.']);
    expect(contextOf(entries, 'XDRIOC.IOC')).toMatchObject([
      { Value: ONE, Type: 'IP', Deleted: true, InXDR: false, Source: 'XSOAR TIM' },
      { Value: '203.0.113.9', Type: 'IP', Deleted: false, InXDR: false },
    ]);
    expect([...world.tenant.all()].map(({ value }) => value)).toEqual([TWO]);
  });

  it('is not undone by the next push, though XSOAR modified the indicator just before', async () => {
    await synced();
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(ONE, { CustomFields: { tags: ['x'] } });
    world.clock.advance(1_000);
    await world.run(COMMAND, { indicator: ONE });
    for (let fetches = 0; fetches < 3; fetches += 1) {
      await fetchAfterAMinute();
      expect(world.tenant.get(ONE)).toBeUndefined();
    }
  });

  it('is undone when the indicator is modified, as it says', async () => {
    await synced();
    const { text } = await world.run(COMMAND, { indicator: ONE });
    expect(text).toContain("Still matching the 'Sync Query': 1.");
    expect(text).toContain('!xdr-iocs-disable');
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(ONE, { CustomFields: { tags: ['x'] } });
    await fetchAfterAMinute();
    expect(world.tenant.get(ONE)).toBeDefined();
  });

  it('is not undone by what a pull owed an answer', async () => {
    await synced();
    world.tenant.edit(ONE, { comment: 'seen' });
    await fetchAfterAMinute();
    expect(parseState(world.xsoar.context).owed).toMatchObject([{ value: ONE }]);
    await world.run(COMMAND, { indicator: ONE });
    await fetchAfterAMinute();
    // The write of the pull was before the deletion.
    expect(world.tenant.get(ONE)).toBeUndefined();
  });

  it('is no deletion by a person: no fetch tells it as one', async () => {
    await synced();
    await world.run(COMMAND, { indicator: ONE });
    const log = await fetchAfterAMinute();
    expect(log).not.toContain('deleted');
    expect(parseState(world.xsoar.context).ownStatus.deleted).not.toBe('');
  });

  it('tells what a person changed in XDR, and goes with the IOC', async () => {
    await synced();
    world.clock.advance(MINUTE);
    world.tenant.edit(ONE, { comment: 'do not touch' });
    const { text } = await world.run(COMMAND, { indicator: ONE });
    expect(text).toContain('in XDR is deleted with it');
    expect(text).toContain('do not touch');
  });

  it("deletes what people made in XDR too, and says that it was not XSOAR's", async () => {
    world.tenant.create({ value: 'people.example.com', type: 'DOMAIN_NAME' });
    const { text, entries } = await world.run(COMMAND, { indicator: 'PEOPLE.example.com' });
    expect(text).toContain('Not made by XSOAR: 1.');
    expect(contextOf(entries, 'XDRIOC.IOC')).toMatchObject([
      { Value: 'people.example.com', Deleted: true, Source: 'XDR' },
    ]);
    expect(world.tenant.size).toBe(0);
  });

  it('takes no other path for the same one', async () => {
    world.tenant.create({ value: 'https://a.example/X', type: 'PATH' });
    world.tenant.create({ value: 'https://a.example/x', type: 'PATH' });
    await world.run(COMMAND, { indicator: 'https://a.example/X' });
    expect([...world.tenant.all()].map(({ value }) => value)).toEqual(['https://a.example/x']);
  });

  it('only says what it would delete in a dry run', async () => {
    await synced();
    const before = JSON.stringify([world.tenant.snapshot(), world.xsoar.context]);
    const { text } = await world.run(COMMAND, { indicator: [ONE, TWO], dry_run: 'true' });
    expect(text).toContain('2 of 2 IOCs would be deleted. Nothing was changed.');
    expect(JSON.stringify([world.tenant.snapshot(), world.xsoar.context])).toBe(before);
  });

  it('deletes hundreds at a time', async () => {
    world.addIps(450);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    const indicator = Array.from({ length: 450 }, (_, number) => ipOf(number).value);
    const { text, entries } = await world.run(COMMAND, { indicator });
    expect(text).toContain('450 of 450 IOCs deleted from XDR.');
    expect(contextOf(entries, 'XDRIOC.IOC')).toHaveLength(200);
    expect(text).toContain('250 more are in the file below.');
    expect(world.tenant.size).toBe(0);
  });

  it('where the tenant does not offer it, says so and what to do, and blames nobody for it later', async () => {
    await world.close();
    world = await createWorld({ publicApi: false });
    await synced();
    const { ok, text } = await world.run(COMMAND, { indicator: ONE });
    expect(ok).toBe(false);
    expect(text).toContain('does not offer to delete IOCs');
    expect(text).toContain('!xdr-iocs-disable');
    expect(parseState(world.xsoar.context).ownStatus.calls).toEqual([]);
    expect(world.tenant.size).toBe(2);
  });

  it('where the tenant shows no IOCs but deletes them, still says which were there', async () => {
    await synced();
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'get') {
        return 'continue';
      }
      response.writeHead(403).end('{"reply":{"err_code":403,"err_msg":"no"}}');
      return 'handled';
    });
    const { text } = await world.run(COMMAND, { indicator: [ONE, '203.0.113.9'] });
    expect(text).toContain('1 of 2 IOCs deleted from XDR.');
    expect(world.tenant.size).toBe(1);
  });
});
