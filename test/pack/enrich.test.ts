import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createWorld } from '../support/world.ts';
import { createPackWorld, INCIDENT, type PackWorld, rowsAt, takeDown } from './support.ts';

const VALUE = '192.0.2.10';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
  world.xsoar.indicators.add({ value: VALUE, indicator_type: 'IP', score: 3, investigationIDs: [INCIDENT] });
  world.xsoar.indicators.add({
    value: '192.0.2.99',
    indicator_type: 'IP',
    score: 3,
    investigationIDs: ['1'],
  });
  await world.run('xdr-iocs-push', { indicator: VALUE });
});
afterEach(async () => {
  await world.close();
});

const enrich = async (inputs: Readonly<Record<string, unknown>> = {}) =>
  await world.play('Enrich From XDR', inputs);

it("tells of the incident's indicators what XDR knows, and changes nothing", async () => {
  world.tenant.edit(VALUE, { severity: 'low', comment: 'seen | <b>here</b>' });
  world.tenant.hit(VALUE, 7);
  const before = JSON.stringify(world.xsoar.snapshot());
  const outcome = await enrich();
  expect(outcome.outputs).toMatchObject({ 'XDRIOC.Enrichment.Held': 1, 'XDRIOC.Enrichment.Hits': 7 });
  expect(rowsAt(outcome, 'XDRIOC.Enrichment.Indicators')).toEqual([
    expect.objectContaining({
      Value: VALUE,
      InXDR: 'yes',
      Status: 'ENABLED',
      Severity: 'LOW',
      Hits: 7,
      Comment: 'seen | <b>here</b>',
    }),
  ]);
  expect(outcome.text).toContain('seen \\| \\<b\\>here');
  expect(JSON.stringify(world.xsoar.snapshot())).toBe(before);
});

it('tells of a list what XDR does not hold', async () => {
  const outcome = await enrich({ FromIncident: 'false', Indicators: [VALUE, 'not-held.example'] });
  expect(rowsAt(outcome, 'XDRIOC.Enrichment.Indicators.InXDR')).toEqual(['yes', 'no']);
});

it('tells what XSOAR knows where the tenant does not show its IOCs', async () => {
  await world.close();
  world = await createPackWorld({ publicApi: false });
  world.xsoar.indicators.add({
    value: VALUE,
    indicator_type: 'IP',
    score: 3,
    CustomFields: { xdrstatus: 'disabled' },
  });
  const outcome = await enrich({ FromIncident: 'false', Indicators: [VALUE] });
  expect(rowsAt(outcome, 'XDRIOC.Enrichment.Indicators')).toEqual([
    expect.objectContaining({ Value: VALUE, InXDR: 'unknown', Status: 'disabled' }),
  ]);
  expect(outcome.text).toContain('This is what XSOAR knows of them');
});

it('tells that XDR is down, and not what it knew before', async () => {
  await enrich();
  takeDown(world);
  const { outputs, text } = await enrich();
  expect(outputs['XDRIOC.Enrichment.Held']).toBe(0);
  expect(outputs['XDRIOC.Enrichment.Failures']).toHaveLength(1);
  expect(text).toContain('**Failed:**');
});

it('tells two instances apart', async () => {
  world.others.push(await createWorld({ xsoar: { instance: 'second' } }));
  const outcome = await enrich();
  expect(rowsAt(outcome, 'XDRIOC.Enrichment.Indicators')).toEqual([
    expect.objectContaining({ InXDR: 'yes', Instance: world.xsoar.instance }),
    expect.objectContaining({ InXDR: 'no', Instance: 'second' }),
  ]);
});

it('asks XDR for nothing where the incident has no indicators', async () => {
  const before = world.tenant.requests();
  const { tasks } = await enrich({ Query: 'type:Domain' });
  expect(tasks).not.toContain('Show what Cortex XDR knows');
  expect(world.tenant.requests()).toBe(before);
});

it('takes 200 of more, and names the rest', async () => {
  const values = Array.from({ length: 201 }, (_, at) => `name-${at}.example`);
  const { outputs } = await enrich({ FromIncident: 'false', Indicators: values });
  expect(outputs).toMatchObject({
    'XDRIOC.Preparation.Count': 200,
    'XDRIOC.Preparation.Left': ['name-200.example'],
  });
});
