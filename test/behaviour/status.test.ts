import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contextOf } from '../support/context.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';
import { slowServers } from './slow-servers.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;

async function status(args: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const { ok, entries } = await world.run('xdr-iocs-status', args);
  expect(ok).toBe(true);
  const [row = {}] = contextOf(entries, 'XDRIOC.Sync');
  return row;
}

async function synced(count = 2): Promise<void> {
  world.addIps(count);
  world.clock.advance(MINUTE);
  await world.run('fetch-indicators');
}

describe('xdr-iocs-status', () => {
  it('asks XSOAR and the state only, and changes nothing', async () => {
    await synced();
    const before = JSON.stringify([world.xsoar.snapshot(), world.xsoar.context]);
    const asked = world.tenant.requests();
    await status();
    expect(world.tenant.requests()).toBe(asked);
    expect(JSON.stringify([world.xsoar.snapshot(), world.xsoar.context])).toBe(before);
  });

  it('says of an instance that never ran that nothing was started, and how many wait', async () => {
    world.addIps(3);
    expect(await status()).toMatchObject({ Phase: 'not started', Matching: 3, Pushed: 0, ToPush: 3 });
    expect(await status()).not.toHaveProperty('PushedUntil');
  });

  it('says how far a first sync is: pushed of how many', async () => {
    for (let number = 0; number < 300; number += 1) {
      const modified = new Date(Date.parse('2026-01-01T00:00:00Z') + number * 400).toISOString();
      world.xsoar.indicators.add({ ...ipOf(number), modified });
    }
    slowServers(world, 150);
    await world.run('fetch-indicators');
    const pushed = world.tenant.size;
    expect(pushed).toBeGreaterThan(0);
    expect(pushed).toBeLessThan(300);
    expect(await status()).toMatchObject({
      Phase: 'first sync',
      Matching: 300,
      Pushed: pushed,
      ToPush: 300 - pushed,
      LastRun: { Command: 'fetch-indicators', End: 'out-of-time', Sent: pushed },
    });
  });

  it('counts what was modified since, and nothing that was pushed', async () => {
    await synced();
    expect(await status()).toMatchObject({ Phase: 'in step', Pushed: 2, ToPush: 0 });
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(ipOf(0).value, { CustomFields: { tags: ['x'] } });
    world.addIps(3, 10);
    expect(await status()).toMatchObject({ Matching: 5, Pushed: 1, ToPush: 4 });
    await world.run('xdr-iocs-push');
    expect(await status()).toMatchObject({ ToPush: 0 });
  });

  it('says that everything is pushed anew where settings have changed', async () => {
    await synced();
    world.params.severity = 'low';
    expect(await status()).toMatchObject({ Phase: 'to begin anew', ToPush: 2 });
  });

  it('counts what has left, and not what was retired', async () => {
    world.params.retire_action = 'Disable the IOC';
    await synced(3);
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(ipOf(0).value, { score: 1 });
    world.clock.advance(MINUTE);
    expect(await status()).toMatchObject({ ToRetire: 1, ToRetireIsMost: false });
    await world.run('fetch-indicators');
    expect(await status()).toMatchObject({ ToRetire: 0 });
    expect(world.tenant.get(ipOf(0).value)?.status).toBe('DISABLED');
  });

  it('says why nothing is retired', async () => {
    await synced(3);
    expect(await status()).toMatchObject({ RetiringRests: expect.stringContaining('leave the IOC') });
    world.params.retire_action = 'Disable the IOC';
    world.params.retire_limit = '1';
    await world.run('fetch-indicators');
    for (const number of [0, 1]) {
      world.xsoar.indicators.edit(ipOf(number).value, { score: 1 });
    }
    expect(await status()).toMatchObject({ RetiringRests: expect.stringContaining('!xdr-iocs-retire') });
  });

  it('names what is held back, and with check what waits in XDR', async () => {
    await synced();
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(0).value, { severity: 'LOW', reputation: 'GOOD' });
    world.xsoar.indicators.edit(ipOf(0).value, { CustomFields: { tags: ['x'] } });
    world.clock.advance(MINUTE);
    await world.run('xdr-iocs-push');
    expect(await status({ check: 'true' })).toMatchObject({
      HeldBack: 1,
      Held: [{ Value: ipOf(0).value, Type: 'IP' }],
      ToTake: 1,
      Tenant: { Reachable: true, Ahead: 0 },
    });
  });

  it('tells of an XDR that does not answer, and is no failure', async () => {
    await synced();
    world.params.apikey_creds = { password: 'wrong-key-wrong-key' };
    const row = await status({ check: 'true' });
    expect(row.Tenant).toMatchObject({
      Reachable: false,
      Failure: expect.stringContaining('Unauthorized access'),
    });
    expect(JSON.stringify(row)).not.toContain('wrong-key');
  });

  it('tells which level the key is of, the run limit, and what failed last', async () => {
    await synced();
    world.params.max_run_seconds = '90';
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'get_changes') {
        return 'continue';
      }
      response.writeHead(402).end('{"reply":{"err_msg":"no licence"}}');
      return 'handled';
    });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(await status()).toMatchObject({
      KeyLevel: 'Advanced',
      RunLimit: 90,
      RunLimitFrom: 'setting',
      LastRun: { End: 'failed', Failure: expect.stringContaining('no licence') },
    });
  });

  it('stays in bounds, and inert, with hostile texts in the state', async () => {
    world.addIps(1);
    const value = `<img src=x>|\u202e${'x'.repeat(100_000)}`;
    for (let number = 0; number < 300; number += 1) {
      world.xsoar.indicators.add({ value: `${number}${value}`, indicator_type: 'IP', score: 3 });
    }
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    for (const command of ['xdr-iocs-status', 'xdr-iocs-refused']) {
      const { entries } = await world.run(command, command.endsWith('refused') ? { limit: '200' } : {});
      expect(Buffer.byteLength(JSON.stringify(entries))).toBeLessThan(2_000_000);
      expect(entries[0]?.HumanReadable).not.toMatch(/[^\\]<img|\u202e/);
    }
  });
});

describe('xdr-iocs-refused', () => {
  async function refusedSome(): Promise<void> {
    world.addIps(1);
    for (let number = 0; number < 250; number += 1) {
      world.xsoar.indicators.add({ value: `2001:db8::${number}`, indicator_type: 'IP', score: 3 });
    }
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
  }

  it('shows the newest, why and what to do, and how many there are in all', async () => {
    await refusedSome();
    const { text, entries } = await world.run('xdr-iocs-refused', { limit: '3' });
    const rows = contextOf(entries, 'XDRIOC.Refused');
    expect(rows.map(({ Value }) => Value)).toEqual(['2001:db8::249', '2001:db8::248', '2001:db8::247']);
    expect(rows[0]).toMatchObject({ Type: 'IP', ByXDR: false, Times: 1 });
    expect(rows[0]?.ToDo).toContain('xdr-iocs-push');
    expect(text).toContain('In all since they are counted: 250.');
    expect(text).toContain('The newest 3 are shown');
  });

  it('finds them by a part of their value', async () => {
    await refusedSome();
    const { entries } = await world.run('xdr-iocs-refused', { value: 'DB8::24' });
    expect(contextOf(entries, 'XDRIOC.Refused')).toHaveLength(10);
  });

  it('tells what XDR refused from what cannot be sent', async () => {
    await refusedSome();
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'tim_insert_jsons') {
        return 'continue';
      }
      const errors = [{ indicator: ipOf(0).value, error: 'too bad' }];
      response.end(JSON.stringify({ reply: { success: true, validation_errors: errors } }));
      return 'handled';
    });
    await world.run('xdr-iocs-push', { indicator: ipOf(0).value });
    const { entries } = await world.run('xdr-iocs-refused', { limit: '1' });
    expect(contextOf(entries, 'XDRIOC.Refused')).toMatchObject([
      { Value: ipOf(0).value, Type: 'IP', ByXDR: true, Reason: 'too bad' },
    ]);
  });

  it('says so where there is none', async () => {
    const { ok, text } = await world.run('xdr-iocs-refused');
    expect([ok, text]).toEqual([true, expect.stringContaining('they were sent: 0')]);
  });

  it.each(['0', '201', 'x', '1.5'])('refuses the limit %s', async (limit) => {
    const { ok, text } = await world.run('xdr-iocs-refused', { limit });
    expect([ok, text]).toEqual([false, expect.stringContaining('must be a whole number from 1 to 200')]);
  });
});
