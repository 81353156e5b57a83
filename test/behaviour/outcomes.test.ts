import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry } from '../../src/xsoar/entries.ts';
import { contextOf } from '../support/context.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;
const UNKNOWN = '203.0.113.222';

/** What became of each indicator, as a playbook finds it. */
function statuses(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(
    contextOf(entries, 'XDRIOC.IOC').map(({ Value, PushStatus }) => [Value, PushStatus]),
  );
}

const pushOf = (entries: readonly Entry[]): unknown => contextOf(entries, 'XDRIOC.Push')[0];

/** XDR refuses this value, and takes the others. */
function refuse(value: string): void {
  world.tenant.onRequest(({ endpoint, body }, response) => {
    if (endpoint !== 'tim_insert_jsons' || !body.includes(`"${value}"`)) {
      return 'continue';
    }
    const errors = [{ indicator: value, error: 'too bad' }];
    response.end(JSON.stringify({ reply: { success: true, validation_errors: errors } }));
    return 'handled';
  });
}

describe('what a push by name leaves for a playbook', () => {
  it('says of each indicator what became of it, the failing ones first', async () => {
    world.addIps(2);
    world.xsoar.indicators.add({ value: '2001:db8::1', indicator_type: 'IP', score: 3 });
    refuse(ipOf(1).value);
    const indicator = [ipOf(0).value, ipOf(1).value, '2001:db8::1', UNKNOWN];
    const { ok, entries } = await world.run('xdr-iocs-push', { indicator });
    expect(ok).toBe(true);
    expect(Object.entries(statuses(entries))).toEqual([
      ['2001:db8::1', 'rejected'],
      [UNKNOWN, 'unknown'],
      [ipOf(1).value, 'refused'],
      [ipOf(0).value, 'pushed'],
    ]);
    expect(pushOf(entries)).toMatchObject({ Finished: true, Sent: 1, Refused: 1, Rejected: 1, Unknown: 1 });
  });

  it('is one object for an indicator that XSOAR did not hold at first', async () => {
    const first = await world.run('xdr-iocs-push', { indicator: UNKNOWN });
    world.xsoar.indicators.add({ value: UNKNOWN, indicator_type: 'IP', score: 3 });
    const second = await world.run('xdr-iocs-push', { indicator: UNKNOWN });
    const named = [first, second].flatMap(({ entries }) =>
      contextOf(entries, 'XDRIOC.IOC').map(({ Value, Type }) => `${Value} ${Type}`),
    );
    expect(named).toEqual([`${UNKNOWN} IP`, `${UNKNOWN} IP`]);
  });

  it('stands in the warning where nothing arrived, because the error ends the task', async () => {
    const { ok, entries } = await world.run('xdr-iocs-push', { indicator: UNKNOWN });
    expect(ok).toBe(false);
    expect(entries.map(({ Type, EntryContext }) => [Type, EntryContext !== undefined])).toEqual([
      [11, true],
      [4, false],
    ]);
    expect(statuses(entries)).toEqual({ [UNKNOWN]: 'unknown' });
  });

  it('has an IOC that XDR keeps disabled as refused, with the command that enables it', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.tenant.edit(ipOf(0).value, { status: 'DISABLED' });
    const { entries } = await world.run('xdr-iocs-push', { indicator: ipOf(0).value });
    expect(contextOf(entries, 'XDRIOC.IOC')).toMatchObject([
      { PushStatus: 'refused', Reason: expect.stringContaining('!xdr-iocs-enable') },
    ]);
  });

  it('is there too where a later part of the push fails', async () => {
    world.addIps(4_100);
    world.tenant.onRequest(({ endpoint, number }, response) => {
      if (endpoint !== 'tim_insert_jsons' || number < 2) {
        return 'continue';
      }
      response.writeHead(402).end('{}');
      return 'handled';
    });
    const indicator = Array.from({ length: 4_100 }, (_, number) => ipOf(number).value);
    const { ok, entries } = await world.run('xdr-iocs-push', { indicator });
    expect(ok).toBe(false);
    expect(contextOf(entries, 'XDRIOC.IOC')).toHaveLength(200);
    expect(entries.at(-1)?.Type).toBe(4);
  });
});

describe('what a push without names leaves for a playbook', () => {
  it('says what did not arrive, and whether there is more to push', async () => {
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(0).value, { reputation: 'GOOD' });
    for (const number of [0, 1, 2]) {
      world.xsoar.indicators.edit(ipOf(number).value, { CustomFields: { tags: ['x'] } });
    }
    world.clock.advance(MINUTE);
    refuse(ipOf(1).value);
    const { entries } = await world.run('xdr-iocs-push');
    expect(statuses(entries)).toEqual({ [ipOf(0).value]: 'held back', [ipOf(1).value]: 'refused' });
    expect(pushOf(entries)).toMatchObject({ Finished: true, Sent: 1, HeldBack: 1, Refused: 1 });
  });
});

describe('what a change of status leaves for a playbook', () => {
  it.each(['enable', 'disable'])('says of each indicator what became of it (%s)', async (change) => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    const { entries } = await world.run(`xdr-iocs-${change}`, { indicator: [ipOf(0).value, UNKNOWN] });
    expect(statuses(entries)).toEqual({ [UNKNOWN]: 'unknown', [ipOf(0).value]: 'pushed' });
    // XDR's own word is XDR's alone.
    expect(contextOf(entries, 'XDRIOC.IOC').some((row) => 'Status' in row)).toBe(false);
  });
});

describe('what a retiring leaves for a playbook', () => {
  it('says what was retired, what still matches, and what XDR does not hold', async () => {
    world.params.retire_action = 'Disable the IOC';
    world.addIps(2);
    await world.run('xdr-iocs-sync');
    world.xsoar.indicators.edit(ipOf(0).value, { score: 1 });
    const indicator = [ipOf(0).value, ipOf(1).value, UNKNOWN];
    const { entries } = await world.run('xdr-iocs-retire', { indicator });
    expect(statuses(entries)).toEqual({
      [ipOf(0).value]: 'pushed',
      [ipOf(1).value]: 'rejected',
      [UNKNOWN]: 'unknown',
    });
    expect(contextOf(entries, 'XDRIOC.Retire')).toMatchObject([{ Finished: true, Retired: 1 }]);
  });

  it('knows an IOC whose indicator is gone by its value, however that is spelt', async () => {
    world.xsoar.indicators.add({ value: 'evil.example', indicator_type: 'Domain', score: 3 });
    await world.run('xdr-iocs-sync');
    world.xsoar.indicators.remove('evil.example');
    world.params.retire_action = 'Disable the IOC';
    const { entries } = await world.run('xdr-iocs-retire', { indicator: 'EVIL.example' });
    expect(contextOf(entries, 'XDRIOC.Retire')).toMatchObject([{ Retired: 1 }]);
    expect(world.tenant.get('evil.example')?.status).toBe('DISABLED');
  });
});
