import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure } from '../../src/xsoar/entries.ts';
import { createWorld } from '../support/world.ts';
import { createPackWorld, INCIDENT, type PackWorld, refuse, rowsAt, takeDown } from './support.ts';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
});
afterEach(async () => {
  await world.close();
});

const block = async (inputs: Readonly<Record<string, unknown>>) =>
  await world.play('Block Indicators', inputs);
const addIp = (value: string, changes: object = {}) =>
  world.xsoar.indicators.add({ value, indicator_type: 'IP', score: 0, ...changes });
const scoreOf = (value: string) => world.xsoar.indicators.get(value)?.score;

describe('what is blocked', () => {
  it('is created in XSOAR where it lacks it, with the type of its shape', async () => {
    const values = [
      '192.0.2.10',
      'evil.example',
      'https://evil.example/a,b',
      'd41d8cd98f00b204e9800998ecf8427e',
    ];
    world.params.query = 'reputation:Bad';
    const { outputs } = await block({ Indicators: values });
    expect(outputs).toMatchObject({
      'XDRIOC.Check.Whole': true,
      'XDRIOC.Check.Arrived': 4,
      'XDRIOC.Check.Refused': 0,
    });
    const types = values.map((value) => world.xsoar.indicators.get(value)?.indicator_type);
    expect(types).toEqual(['IP', 'Domain', 'URL', 'File']);
    expect(values.filter((value) => world.tenant.get(value)?.status !== 'ENABLED')).toEqual([]);
  });

  it('may be one value with a comma in it: found by a query, or given as JSON', async () => {
    world.params.query = 'reputation:Bad';
    const value = 'https://evil.example/a,b';
    world.xsoar.indicators.add({ value, indicator_type: 'URL', score: 2 });
    const found = await block({ Query: 'reputation:Suspicious' });
    expect(found.outputs).toMatchObject({ 'XDRIOC.Check.Whole': true, 'XDRIOC.Check.Arrived': 1 });
    const given = await block({ Indicators: JSON.stringify([value]) });
    expect(given.outputs).toMatchObject({ 'XDRIOC.Check.Whole': true, 'XDRIOC.Check.Arrived': 1 });
  });

  it('gets the verdict that makes it match, and the other parts of the indicator stay', async () => {
    addIp('192.0.2.10', { CustomFields: { tags: ['kept'] } });
    const { outputs } = await block({ Indicators: '192.0.2.10' });
    expect(outputs['XDRIOC.Check.Arrived']).toBe(1);
    expect(world.xsoar.indicators.get('192.0.2.10')).toMatchObject({
      score: 3,
      CustomFields: { tags: ['kept'] },
    });
  });

  it('is told in seconds from the verdict on, as a note in the incident', async () => {
    const { outputs, entries } = await block({ Indicators: '192.0.2.10' });
    expect(outputs['XDRIOC.Check.Seconds']).toBeGreaterThanOrEqual(0);
    expect(entries.at(-1)).toMatchObject({ Type: 1, IgnoreAutoExtract: true });
    expect(entries.at(-1)?.HumanReadable).toContain('| 192.0.2.10 | arrived |');
  });

  it('comes from the incident, narrowed by the query, and what somebody judged good stays', async () => {
    addIp('192.0.2.1', { investigationIDs: [INCIDENT], score: 2 });
    addIp('192.0.2.2', { investigationIDs: [INCIDENT], score: 1 });
    addIp('192.0.2.3', { investigationIDs: ['another'], score: 2 });
    world.xsoar.indicators.add({
      value: 'a.example',
      indicator_type: 'Domain',
      score: 2,
      investigationIDs: [INCIDENT],
    });
    const { outputs } = await block({ FromIncident: 'true', Query: 'type:IP' });
    expect([...world.tenant.all()].map(({ value }) => value)).toEqual(['192.0.2.1']);
    expect(outputs['XDRIOC.Preparation.KeptOut']).toEqual(['192.0.2.2']);
    expect(scoreOf('192.0.2.2')).toBe(1);
  });

  it('comes from a query, unless that finds nothing', async () => {
    addIp('192.0.2.1', { score: 2 });
    expect((await block({ Query: 'reputation:Suspicious' })).outputs['XDRIOC.Check.Arrived']).toBe(1);
    const none = await block({ Query: 'value:"nowhere.example"' });
    expect(none.outputs).toMatchObject({ 'XDRIOC.Preparation.Count': 0, 'XDRIOC.Check.Arrived': 0 });
  });

  it('is nothing where nothing is given: XDR is not asked', async () => {
    const { outputs, tasks } = await block({});
    expect(outputs['XDRIOC.Check.Arrived']).toBe(0);
    expect(tasks).not.toContain('Push the indicators');
    expect(world.tenant.requests()).toBe(0);
  });
});

describe('what cannot be blocked', () => {
  it('by XDR is told with its reason, and the others arrive', async () => {
    refuse(world, '192.0.2.10');
    const outcome = await block({ Indicators: ['192.0.2.10', '192.0.2.11'] });
    expect(outcome.outputs).toMatchObject({
      'XDRIOC.Check.Whole': false,
      'XDRIOC.Check.Arrived': 1,
      'XDRIOC.Check.Refused': 1,
    });
    expect(rowsAt(outcome, 'XDRIOC.Check.Indicators')).toContainEqual(
      expect.objectContaining({
        Value: '192.0.2.10',
        Outcome: 'refused',
        Reason: expect.stringContaining('even alone'),
      }),
    );
    expect(world.tenant.get('192.0.2.11')).toBeDefined();
  });

  it('by the mapping is told with its reason', async () => {
    const outcome = await block({ Indicators: ['127.0.0.1', '192.0.2.11'] });
    expect(outcome.outputs).toMatchObject({ 'XDRIOC.Check.Arrived': 1, 'XDRIOC.Check.Refused': 1 });
    expect(rowsAt(outcome, 'XDRIOC.Check.Indicators.Reason').join()).toMatch(/\w{10}/);
  });

  it('because its type cannot be told is told too, and goes no further', async () => {
    const outcome = await block({ Indicators: ['C:\\Windows\\evil.exe', '192.0.2.11'] });
    expect(outcome.outputs).toMatchObject({ 'XDRIOC.Check.Arrived': 1, 'XDRIOC.Check.Refused': 1 });
    expect(outcome.text).toContain('its type cannot be told');
    expect(world.xsoar.indicators.size).toBe(1);
  });

  it('because XDR is down is not verified, and the playbook comes to its end', async () => {
    takeDown(world);
    const { outputs, text } = await block({ Indicators: ['192.0.2.10'] });
    expect(outputs).toMatchObject({
      'XDRIOC.Check.Whole': false,
      'XDRIOC.Check.Arrived': 0,
      'XDRIOC.Check.Unverified': 1,
    });
    expect(text).toContain('XDR did not answer.');
    expect(scoreOf('192.0.2.10')).toBe(3);
  });

  it('because XDR went down since the last time does not count as arrived', async () => {
    expect((await block({ Indicators: ['192.0.2.10'] })).outputs['XDRIOC.Check.Arrived']).toBe(1);
    takeDown(world);
    expect((await block({ Indicators: ['192.0.2.10'] })).outputs['XDRIOC.Check.Arrived']).toBe(0);
  });

  it('because a word is no verdict is said before anything is done', async () => {
    await expect(block({ Indicators: ['192.0.2.10'], Verdict: 'Evil' })).rejects.toThrow(
      'The verdict must be',
    );
    expect(world.xsoar.indicators.size).toBe(0);
  });
});

describe('a tenant that does not show its IOCs', () => {
  it('counts by what it acknowledged', async () => {
    await world.close();
    world = await createPackWorld({ publicApi: false });
    const outcome = await block({ Indicators: ['192.0.2.10', '127.0.0.1'] });
    expect(outcome.outputs).toMatchObject({ 'XDRIOC.Check.Arrived': 1, 'XDRIOC.Check.Refused': 1 });
    expect(outcome.text).toContain('does not show its IOCs');
  });

  it('is not taken for one that acknowledged because it acknowledged the push before', async () => {
    await world.close();
    world = await createPackWorld({ publicApi: false });
    await block({ Indicators: ['192.0.2.10'] });
    world.instead = (command) => (command === 'xdr-iocs-push' ? [failure('XSOAR hung up.')] : undefined);
    const { outputs } = await block({ Indicators: ['192.0.2.10'] });
    expect(outputs).toMatchObject({ 'XDRIOC.Check.Arrived': 0, 'XDRIOC.Check.Unverified': 1 });
  });
});

describe('two instances', () => {
  it('are told one by one', async () => {
    world.others.push(await createWorld({ xsoar: { instance: 'second' } }));
    const outcome = await block({ Indicators: ['192.0.2.10'] });
    // The second one stands on another XSOAR, which lacks the indicator.
    expect(rowsAt(outcome, 'XDRIOC.Check.Indicators')).toEqual([
      expect.objectContaining({ Outcome: 'arrived', Instance: world.xsoar.instance }),
      expect.objectContaining({ Outcome: 'refused', Instance: 'second' }),
    ]);
    expect(outcome.outputs['XDRIOC.Check.Whole']).toBe(false);
  });

  it('of which one fails: the other one is told, and the failure', async () => {
    const other = await createWorld({ xsoar: { instance: 'second' } });
    other.params.url = 'no address';
    world.others.push(other);
    const { outputs, text } = await block({ Indicators: ['192.0.2.10'] });
    expect(outputs).toMatchObject({ 'XDRIOC.Check.Arrived': 1, 'XDRIOC.Check.Whole': false });
    expect(outputs['XDRIOC.Check.Failures']).toHaveLength(1);
    expect(text).toContain('**Failed:**');
  });
});

describe('more than 200', () => {
  it('are done in part: the rest is named, with the playbook for many', async () => {
    const values = Array.from({ length: 203 }, (_, at) => `198.51.${at >> 7}.${at & 127}`);
    const { outputs, text } = await block({ Indicators: values });
    expect(outputs).toMatchObject({ 'XDRIOC.Preparation.Count': 200, 'XDRIOC.Check.Arrived': 200 });
    expect(outputs['XDRIOC.Preparation.Left']).toEqual(values.slice(200));
    expect(text).toContain('Push By Query');
    expect(world.tenant.size).toBe(200);
  });
});

describe('hostile values', () => {
  it('do not leave the query that looks them up, nor the table that shows them', async () => {
    addIp('203.0.113.9', { score: 1 });
    const hostile = [
      '" or value:*',
      'x" ) or (reputation:Good',
      '[a](https://evil.example)|<img src=x>',
      '\\',
    ];
    const { text, outputs } = await block({ Indicators: hostile });
    expect(scoreOf('203.0.113.9')).toBe(1);
    expect(outputs['XDRIOC.Check.Arrived']).toBe(0);
    expect(text).not.toMatch(/[^\\]<img|[^\\]\]\(https:\/\//);
  });
});
