import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld } from '../support/world.ts';
import { createPackWorld, type PackWorld, refuse, takeDown } from './support.ts';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
});
afterEach(async () => {
  await world.close();
});

const push = async (inputs: Readonly<Record<string, unknown>> = {}) =>
  await world.play('Push By Query', inputs);

describe('without a query', () => {
  beforeEach(async () => {
    world.params.autoSync = false;
    await world.run('xdr-iocs-sync', { firstTime: 'true', confirm: 'true' });
  });

  it('what was modified since the last push is pushed', async () => {
    world.addIps(3);
    world.clock.advance(60_000);
    const { outputs, manual } = await push();
    expect(outputs).toMatchObject({ 'XDRIOC.Push.Finished': true, 'XDRIOC.Push.Sent': 3 });
    expect(world.tenant.size).toBe(3);
    expect(manual).toEqual([]);
  });

  it('there are rounds until push says that all was pushed', async () => {
    world.addIps(3);
    world.clock.advance(60_000);
    let rounds = 0;
    const isLast = () => rounds >= 3;
    world.instead = (command) => {
      if (command === 'xdr-iocs-push') rounds += 1;
      return isLast() ? undefined : [unfinished(world.xsoar.instance)];
    };
    const { outputs } = await push();
    expect(rounds).toBe(3);
    expect(outputs['XDRIOC.Push.Finished']).toBe(true);
  });

  it('there are no more than 100 rounds: then a person is told', async () => {
    world.instead = () => [unfinished(world.xsoar.instance)];
    const { outputs, manual, tasks } = await push();
    expect(tasks.filter((name) => name === 'Push in rounds')).toHaveLength(1);
    expect(outputs['XDRIOC.Push.Finished']).toBe(false);
    expect(manual).toEqual(['Play this playbook again']);
  });

  it('the rounds go on until both of two instances are done', async () => {
    const other = await createWorld({ xsoar: { instance: 'second' } });
    other.params.autoSync = false;
    await other.run('xdr-iocs-sync', { firstTime: 'true', confirm: 'true' });
    world.others.push(other);
    let calls = 0;
    world.instead = () => {
      calls += 1;
      return calls === 2 ? [unfinished('second')] : undefined;
    };
    const { outputs } = await push();
    expect(calls).toBe(4);
    expect(outputs['XDRIOC.Push.Finished']).toEqual([true, true]);
  });

  it('XDR down ends the playbook with what failed', async () => {
    world.addIps(3);
    world.clock.advance(60_000);
    takeDown(world);
    await expect(push()).rejects.toThrow('Push what was modified');
  });
});

describe('with a query', () => {
  it('what it finds is pushed by name, page by page, until one is short', async () => {
    world.addIps(1_100);
    const { outputs, manual } = await push({ Query: 'type:IP' });
    expect(outputs).toMatchObject({
      'XDRIOC.Push.Finished': true,
      'XDRIOC.Push.Sent': 1_100,
      'XDRIOC.QueryPush.Pushed': 1_100,
    });
    expect(world.tenant.size).toBe(1_100);
    expect(manual).toEqual([]);
  });

  it('what XDR refuses is counted, and the others arrive', async () => {
    world.addIps(5);
    refuse(world, '10.0.0.3');
    const { outputs } = await push({ Query: 'type:IP' });
    expect(outputs).toMatchObject({
      'XDRIOC.Push.Sent': 4,
      'XDRIOC.Push.Refused': 1,
      'XDRIOC.Push.Finished': true,
    });
  });

  it('a page of which nothing arrives is no end', async () => {
    world.xsoar.indicators.add({ value: '127.0.0.1', indicator_type: 'IP', score: 3 });
    const { outputs } = await push({ Query: 'type:IP' });
    expect(outputs).toMatchObject({ 'XDRIOC.Push.Rejected': 1, 'XDRIOC.Push.Finished': true });
  });

  it('that finds nothing is done', async () => {
    const { outputs } = await push({ Query: 'type:Domain' });
    expect(outputs).toMatchObject({ 'XDRIOC.QueryPush.Pushed': 0 });
    expect(world.tenant.requests()).toBe(0);
  });

  it('that XSOAR cannot read ends the playbook, and nothing is pushed', async () => {
    await expect(push({ Query: 'type:(IP' })).rejects.toThrow('XSOAR did not search');
  });

  it('XDR down ends the playbook with what failed', async () => {
    world.addIps(3);
    takeDown(world);
    await expect(push({ Query: 'type:IP' })).rejects.toThrow('Push what the query finds');
  });

  it('a server that answers the same page again is told, instead of being asked for ever', async () => {
    world.addIps(1_000);
    const real = world.builtins.run.bind(world.builtins);
    world.builtins.run = (name, args, incident) => real(name, { ...args, page: 0 }, incident);
    await expect(push({ Query: 'type:IP' })).rejects.toThrow('the same page again');
  });

  it('counts are told of each of two instances', async () => {
    const other = await createWorld({ xsoar: { instance: 'second' } });
    world.others.push(other);
    world.addIps(2);
    other.addIps(1);
    const { outputs } = await push({ Query: 'type:IP' });
    expect(outputs).toMatchObject({
      'XDRIOC.Push.Sent': [2, 1],
      'XDRIOC.Push.Instance': [world.xsoar.instance, 'second'],
    });
  });
});

function unfinished(instance: string) {
  const row = { Finished: false, Sent: 0, Instance: instance };
  return {
    Type: 1 as const,
    ContentsFormat: 'json' as const,
    Contents: [row],
    IgnoreAutoExtract: true,
    EntryContext: { 'XDRIOC.Push(val.Instance && val.Instance == obj.Instance)': [row] },
  };
}
