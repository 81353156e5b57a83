import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld } from '../support/world.ts';
import { createPackWorld, type PackWorld, refuse, rowsAt, takeDown } from './support.ts';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
  world.params.override_severity = false;
});
afterEach(async () => {
  await world.close();
});

/** Adds indicators, and lets a run push them. */
async function pushed(...drafts: { value: string; [field: string]: unknown }[]): Promise<void> {
  for (const draft of drafts) world.xsoar.indicators.add({ indicator_type: 'Domain', score: 3, ...draft });
  world.clock.advance(60_000);
  await world.run('fetch-indicators');
}

const severity = (word: string) => ({ CustomFields: { sourceoriginalseverity: word } });
const handle = async () => await world.play('Handle Refusals');

describe('what is mended', () => {
  it.each([
    ['med', 'MEDIUM'],
    ['Crit', 'CRITICAL'],
  ])('is the severity %s, in XSOAR and in XDR', async (word, becomes) => {
    await pushed({ value: 'evil.example', ...severity(word) });
    const { outputs, manual } = await handle();
    expect(outputs).toMatchObject({
      'XDRIOC.Mending.Values': ['evil.example'],
      'XDRIOC.Refusals.NeedsPerson': 0,
    });
    expect(world.tenant.get('evil.example')?.severity).toBe(becomes);
    expect(manual).toEqual([]);
  });

  it('is the field that the instance reads its severity from', async () => {
    world.params.xsoar_severity_field = 'ourseverity';
    await pushed({ value: 'evil.example', CustomFields: { ourseverity: 'moderate' } });
    await handle();
    expect(world.xsoar.indicators.get('evil.example')?.CustomFields).toMatchObject({ ourseverity: 'Medium' });
  });

  it.each([['evil.example '], ['\u200bevil.example'], ['\u00a0evil.example\u00a0']])(
    'are blanks around %j: a value without them takes its place',
    async (value) => {
      await pushed({ value, score: 3 });
      const outcome = await handle();
      expect(outcome.outputs).toMatchObject({
        'XDRIOC.Mending.Values': ['evil.example'],
        'XDRIOC.Refusals.NeedsPerson': 0,
      });
      expect(rowsAt(outcome, 'XDRIOC.Refusals.Mendable')).toEqual([]);
      expect(world.xsoar.indicators.get(value)?.score).toBe(0);
      expect(world.xsoar.indicators.get('evil.example')).toMatchObject({
        score: 3,
        indicator_type: 'Domain',
      });
      expect(world.tenant.get('evil.example')).toBeDefined();
    },
  );

  it('needs nobody the next time', async () => {
    await pushed({ value: 'evil.example ' });
    await handle();
    const again = await handle();
    expect(again.outputs).toMatchObject({ 'XDRIOC.Mending.Mended': 0, 'XDRIOC.Refusals.NeedsPerson': 0 });
    expect(again.manual).toEqual([]);
  });
});

describe('what needs a person', () => {
  it('is left to one task, with a table that says why', async () => {
    await pushed(
      { value: 'evil.example', ...severity('med') },
      { value: '127.0.0.1', indicator_type: 'IP' },
      { value: 'odd.example', ...severity('<b>purple</b>') },
    );
    const outcome = await handle();
    expect(outcome.manual).toEqual(['Decide about the refusals']);
    expect(outcome.outputs).toMatchObject({ 'XDRIOC.Mending.Mended': 1, 'XDRIOC.Refusals.NeedsPerson': 2 });
    expect(rowsAt(outcome, 'XDRIOC.Refusals.ForPerson.Value').sort()).toEqual(['127.0.0.1', 'odd.example']);
    expect(outcome.text).toContain('\\<b\\>purple');
  });

  it('is also what XDR refuses again after it was mended', async () => {
    await pushed({ value: 'evil.example', ...severity('med') });
    refuse(world, 'evil.example');
    const outcome = await handle();
    expect(rowsAt(outcome, 'XDRIOC.Refusals.ForPerson.Value')).toEqual(['evil.example']);
    expect(outcome.manual).toHaveLength(1);
  });

  it('is what XSOAR does not let us mend', async () => {
    await pushed({ value: 'evil.example', ...severity('med') });
    const set = world.builtins.run.bind(world.builtins);
    world.builtins.run = (name, args, incident) =>
      set(name, name === 'setIndicator' ? { ...args, nofield: 1 } : args, incident);
    const outcome = await handle();
    expect(rowsAt(outcome, 'XDRIOC.Refusals.ForPerson')).toEqual([
      expect.objectContaining({
        Value: 'evil.example',
        Reason: expect.stringContaining('XSOAR did not take the mending'),
      }),
    ]);
  });

  it('is no field of which a hostile severity speaks', async () => {
    await pushed({ value: 'evil.example', ...severity(`med" in the field 'tags' is not one of `) });
    const outcome = await handle();
    expect(outcome.outputs['XDRIOC.Refusals.NeedsPerson']).toBe(1);
    expect(world.xsoar.indicators.get('evil.example')?.CustomFields).not.toHaveProperty('tags');
  });
});

it('ends at once where nothing is refused', async () => {
  const { tasks, manual } = await handle();
  expect(tasks).not.toContain('Mend the trivial ones');
  expect(manual).toEqual([]);
});

it('leaves what it mended to a person while XDR is down', async () => {
  await pushed({ value: 'evil.example', ...severity('med') });
  takeDown(world);
  const { outputs } = await handle();
  expect(outputs['XDRIOC.Refusals.NeedsPerson']).toBe(1);
});

it('mends once what two instances refuse', async () => {
  const other = await createWorld({ xsoar: { instance: 'second' } });
  other.params.override_severity = false;
  world.others.push(other);
  await pushed({ value: 'evil.example', ...severity('med') });
  other.xsoar.indicators.add({
    value: 'evil.example',
    indicator_type: 'Domain',
    score: 3,
    ...severity('med'),
  });
  other.clock.advance(60_000);
  await other.run('fetch-indicators');
  const outcome = await handle();
  expect(outcome.outputs['XDRIOC.Mending.Mended']).toBe(1);
  // The second one's XSOAR is another, in which nothing was mended.
  expect(rowsAt(outcome, 'XDRIOC.Refusals.ForPerson.Instance')).toEqual(['second']);
});
