import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contextOf } from '../support/context.ts';
import { createWorld, ipOf, type Outcome, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;

/** Both sides and the state, as text. */
function everything(): string {
  return JSON.stringify([world.xsoar.snapshot(), world.tenant.snapshot(), world.xsoar.context]);
}

function counted({ entries }: Outcome): Record<string, unknown> | undefined {
  return contextOf(entries, 'XDRIOC.DryRun')[0];
}

/** Two indicators are new, one cannot be sent, and one is held back by what a person changed in XDR. */
async function muchToDo(): Promise<void> {
  world.addIps(3);
  world.clock.advance(MINUTE);
  await world.run('fetch-indicators');
  world.clock.advance(MINUTE);
  world.tenant.edit(ipOf(0).value, { reputation: 'GOOD' });
  world.xsoar.indicators.edit(ipOf(0).value, { CustomFields: { tags: ['x'] } });
  world.addIps(2, 10);
  world.xsoar.indicators.add({ value: '2001:db8::1', indicator_type: 'IP', score: 3 });
  world.clock.advance(MINUTE);
}

describe('a dry run of a push', () => {
  it('changes nothing on either side, nor in the state', async () => {
    await muchToDo();
    const before = everything();
    expect((await world.run('xdr-iocs-push', { dry_run: 'true' })).ok).toBe(true);
    expect((await world.run('xdr-iocs-push', { dry_run: 'true', indicator: ipOf(1).value })).ok).toBe(true);
    expect(everything()).toBe(before);
  });

  it('says what the push then does', async () => {
    await muchToDo();
    const dry = counted(await world.run('xdr-iocs-push', { dry_run: 'true' }));
    expect(dry).toMatchObject({ Sent: 2, HeldBack: 1, Rejected: 1, Finished: true });
    const { entries } = await world.run('xdr-iocs-push');
    expect(contextOf(entries, 'XDRIOC.Push')).toMatchObject([
      { Sent: 2, HeldBack: 1, Rejected: 1, Finished: true },
    ]);
  });

  it('counts by type and reason', async () => {
    await muchToDo();
    const dry = counted(await world.run('xdr-iocs-push', { dry_run: 'true' }));
    expect(dry?.Groups).toEqual([
      { Outcome: 'sent', Type: 'IP', Count: 2 },
      { Outcome: 'held back', Type: 'IP', Reason: 'rule', Count: 1 },
      { Outcome: 'rejected', Type: 'IP', Reason: 'ipv6', Count: 1 },
    ]);
  });

  it('names the first twenty, and the others in a file', async () => {
    world.addIps(1);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.addIps(300, 10);
    world.clock.advance(MINUTE);
    const { entries } = await world.run('xdr-iocs-push', { dry_run: 'true' });
    expect(entries.map(({ Type }) => Type)).toEqual([1, 3]);
    // The one that was synced a minute ago may be looked at once more.
    expect(entries[0]?.HumanReadable).toMatch(/28\d more are in the file below\./);
    expect(entries[0]?.HumanReadable?.match(/\| 10\./g)).toHaveLength(20);
  });

  it('says in the log that nothing is changed', async () => {
    await muchToDo();
    world.params.feed = false;
    const { log } = await world.run('xdr-iocs-push', { dry_run: 'true' });
    expect(log).toContain('Dry run, nothing is changed: ');
  });
});

describe('a dry run of a full sync', () => {
  it('changes nothing on either side, nor in the state, and says what the sync then does', async () => {
    await muchToDo();
    const before = everything();
    const dry = await world.run('xdr-iocs-sync', { firstTime: 'true', dry_run: 'true' });
    expect(everything()).toBe(before);
    // A person judged one good in XDR: that is taken first, and the indicator does not match any more.
    expect(counted(dry)).toMatchObject({ Rejected: 1, Taken: 1 });
    const { entries } = await world.run('xdr-iocs-sync', { firstTime: 'true' });
    expect(contextOf(entries, 'XDRIOC.Push')).toMatchObject([{ Rejected: 1 }]);
  });

  it('leaves an instance that never ran as it was', async () => {
    world.addIps(3);
    const before = everything();
    const dry = await world.run('xdr-iocs-sync', { dry_run: 'true' });
    expect(counted(dry)).toMatchObject({ Sent: 3, Finished: true });
    expect(everything()).toBe(before);
  });

  it('says where it would need a confirmation', async () => {
    world.addIps(10);
    await world.run('xdr-iocs-sync');
    for (let number = 1; number < 10; number += 1) {
      world.xsoar.indicators.remove(ipOf(number).value);
    }
    const { text } = await world.run('xdr-iocs-sync', { firstTime: 'true', dry_run: 'true' });
    expect(text).toContain('the sync would need confirm=true');
    expect(world.tenant.size).toBe(10);
  });
});
