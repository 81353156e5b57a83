import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { warning } from '../../src/xsoar/entries.ts';
import { createWorld } from '../support/world.ts';
import { createPackWorld, type PackWorld, rowsAt, takeDown } from './support.ts';

const NAME = 'Cortex XDR IOC - Needs Attention';
const HOUR = 3_600_000;

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
  world.addIps(20);
  world.clock.advance(60_000);
  await world.run('fetch-indicators');
});
afterEach(async () => {
  await world.close();
});

const look = async (inputs: Readonly<Record<string, unknown>> = {}) =>
  await world.play('Daily Health', inputs);
const problems = async (inputs: Readonly<Record<string, unknown>> = {}) =>
  rowsAt(await look(inputs), 'XDRIOC.Health.Problems.Problem').join('\n');
const statuses = () => world.builtins.incidents.all.map(({ status }) => status);

describe('the incident', () => {
  it('is not opened where all is well', async () => {
    const { outputs } = await look();
    expect(outputs).toMatchObject({ 'XDRIOC.Health.Healthy': true, 'XDRIOC.HealthIncident.Action': 'none' });
    expect(statuses()).toEqual([]);
  });

  it('is one as long as something needs a person, and closed when nothing does', async () => {
    takeDown(world);
    const first = await look();
    const second = await look();
    expect(first.outputs['XDRIOC.HealthIncident.Action']).toBe('opened');
    expect(second.outputs['XDRIOC.HealthIncident.Action']).toBe('kept open');
    expect(world.builtins.incidents.all[0]).toMatchObject({
      name: NAME,
      details: expect.stringContaining('XDR does not answer'),
    });
    expect(statuses()).toEqual([1]);
    world.tenant.onRequest(undefined);
    expect((await look()).outputs['XDRIOC.HealthIncident.Action']).toBe('closed');
    expect(statuses()).toEqual([2]);
  });

  it('is a new one after the old one was closed', async () => {
    takeDown(world);
    await look();
    world.builtins.incidents.close('1', '', '');
    await look();
    expect(statuses()).toEqual([2, 1]);
  });

  it('is found by the whole name, whatever stands in it', async () => {
    world.builtins.incidents.create(`${NAME} elsewhere`, '');
    const name = 'Sync" or name:*';
    await look({ IncidentName: name });
    takeDown(world);
    await look({ IncidentName: name });
    world.tenant.onRequest(undefined);
    await look({ IncidentName: name });
    expect(statuses()).toEqual([1, 2]);
  });

  it('is never another one, whatever the search answers beside it', async () => {
    const { incidents } = world.builtins;
    incidents.create(`${NAME} elsewhere`, '');
    incidents.close(incidents.create(NAME, '').id, 'Resolved', 'by hand');
    const real = world.builtins.run.bind(world.builtins);
    world.builtins.run = (name, args, incident) =>
      real(name, name === 'getIncidents' ? { query: '' } : args, incident);
    takeDown(world);
    await look();
    world.tenant.onRequest(undefined);
    await look();
    expect(incidents.all.map(({ status, closeNotes }) => [status, closeNotes])).toEqual([
      [1, undefined],
      [2, 'by hand'],
      [2, 'The sync is well again.'],
    ]);
  });

  it('is found beside a hundred that were closed', async () => {
    const { incidents } = world.builtins;
    for (let number = 0; number < 100; number += 1) incidents.close(incidents.create(NAME, '').id, '', '');
    takeDown(world);
    await look();
    expect((await look()).outputs['XDRIOC.HealthIncident.Action']).toBe('kept open');
  });

  it('of the job itself is closed, unless somebody wishes otherwise', async () => {
    expect((await look()).tasks).toContain('Close the own incident');
    const { tasks } = await look({ CloseOwnIncident: 'false' });
    expect(tasks.filter((name) => name === 'Close the own incident')).toEqual([]);
  });
});

describe('a person is needed', () => {
  it('where XDR does not answer', async () => {
    takeDown(world);
    expect(await problems()).toContain('XDR does not answer');
  });

  it('where the clocks of both sides differ', async () => {
    world.tenant.onRequest((_request, response) => {
      response.setHeader('date', new Date(world.clock.now() + 180_000).toUTCString());
      return 'continue';
    });
    expect(await problems()).toMatch(/clock differs by 1[78]\d seconds/);
    expect(await problems({ MostClockSeconds: '600' })).toBe('');
  });

  it('where refusals are on the list', async () => {
    world.xsoar.indicators.add({ value: '127.0.0.1', indicator_type: 'IP', score: 3 });
    world.clock.advance(60_000);
    await world.run('fetch-indicators');
    expect(await problems()).toContain('Indicators that do not reach XDR: 1.');
    expect(await problems({ MostRefused: '1' })).toBe('');
  });

  it('where the last run failed', async () => {
    takeDown(world);
    world.clock.advance(60_000);
    await world.run('fetch-indicators');
    world.tenant.onRequest(undefined);
    expect(await problems()).toContain('The last run was failed.');
  });

  it('where the last run is too long ago', async () => {
    world.clock.advance(25 * HOUR);
    expect(await problems()).toContain('The last run began 25 hours ago.');
    expect(await problems({ MostHours: '48' })).toBe('');
  });

  it('where the brake holds the retiring', async () => {
    Object.assign(world.params, { retire_action: 'Disable the IOC', retire_limit: '1' });
    world.clock.advance(60_000);
    await world.run('fetch-indicators');
    for (const { value } of [...world.xsoar.indicators.all()].slice(0, 10))
      world.xsoar.indicators.edit(value, { score: 1 });
    world.clock.advance(60_000);
    await world.run('fetch-indicators');
    expect(await problems()).toContain('Nothing is retired');
  });

  it('where one of two instances does not even tell', async () => {
    const other = await createWorld({ xsoar: { instance: 'second' } });
    other.params.url = 'no address';
    world.others.push(other);
    expect(await problems()).toContain('An instance does not tell how it is');
  });

  it('where one of two is not well, by its name', async () => {
    const other = await createWorld({ xsoar: { instance: 'second' } });
    takeDown(other);
    world.others.push(other);
    const outcome = await look();
    expect(new Set(rowsAt(outcome, 'XDRIOC.Health.Problems.Instance'))).toEqual(new Set(['second']));
    expect(outcome.outputs['XDRIOC.Health.Instances']).toBe(2);
  });

  it('where no instance answers at all', async () => {
    world.instead = () => [warning('nothing to say')];
    expect(await problems()).toContain('No instance answered.');
  });
});
