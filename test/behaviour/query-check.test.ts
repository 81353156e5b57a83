import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, type World } from '../support/world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.close();
});

const test = async (): Promise<string> => (await world.run('test-module')).text;

/** Adds bad IP addresses with these custom fields. */
function addWith(...fields: readonly Record<string, unknown>[]): void {
  fields.forEach((CustomFields, number) => {
    world.xsoar.indicators.add({
      value: `10.0.0.${number + 1}`,
      indicator_type: 'IP',
      score: 3,
      CustomFields,
    });
  });
}

describe('the Test button, about the queries', () => {
  it.each([
    [
      'reputation:Bad and (type:IP',
      /'Sync Query' cannot be read: this parenthesis is never closed, at character 20: .*\(type:IP/,
    ],
    ['a) or (type:IP', /no parenthesis is open that this one could close, at character 2:/],
    ['tags:"x', /this quote is never closed, at character 6:/],
  ])('refuses the Sync Query %s without asking XSOAR, and shows the place', async (query, said) => {
    world.params.query = query;
    expect(await test()).toMatch(said);
    expect(world.xsoar.callsOf('searchIndicators')).toBe(1); // The Retire Query's.
  });

  it('refuses a Retire Query that would reach past our parentheses', async () => {
    world.params.retire_query = 'reputation:Good) or (reputation:Bad';
    expect(await test()).toMatch(/'Retire Query' cannot be read: .* at character 16:/);
  });

  it('shows what XSOAR says of a query that it does not take', async () => {
    world.params.query = 'reputation:Bad and modified:>=yesterdayish';
    expect(await test()).toMatch(/XSOAR does not take the 'Sync Query': .*this is no time.*yesterdayish/s);
  });

  it('tells all that is wrong at once', async () => {
    world.params.query = '(';
    world.params.retire_query = ')';
    expect((await test()).split('\n')).toHaveLength(2);
  });

  it('asks once with each query, and reads no integration context', async () => {
    world.addIps(3);
    expect(await test()).toBe('ok');
    expect(world.xsoar.callsOf('searchIndicators')).toBe(2);
    expect(world.xsoar.callsOf('getIntegrationContextVersioned')).toBe(0);
  });
});

describe('the Test button, about the chosen fields', () => {
  beforeEach(() => {
    world.params.override_severity = false;
    world.params.xsoar_severity_field = 'My Severity';
  });

  it('names a severity field of which all that have it hold no severity', async () => {
    addWith({ myseverity: 'Red' }, { myseverity: 'Amber' }, {});
    expect(await test()).toMatch(/'XSOAR Severity Field' "myseverity" .* all 2 .*"Red" of "10\.0\.0\.1"/);
  });

  it.each<[string, Record<string, unknown>[]]>([
    ['one holds a severity', [{ myseverity: 'Red' }, { myseverity: 'High' }]],
    ['none has the field', [{}, {}]],
    ['the field is empty', [{ myseverity: '' }]],
    ['the field says Unknown', [{ myseverity: 'Unknown' }]],
  ])('is content where %s', async (_what, fields) => {
    addWith(...fields);
    expect(await test()).toBe('ok');
  });

  it('is content with any severity field where the severity is overridden', async () => {
    world.params.override_severity = true;
    addWith({ myseverity: 'Red' });
    expect(await test()).toBe('ok');
  });

  it.each([[[{ a: 1 }]], [{ a: 1 }], [true]])('names a comment field that holds %j', async (value) => {
    world.params.xsoar_comments_field = 'indicator_link,grid';
    addWith({ grid: value });
    expect(await test()).toMatch(
      /'XSOAR Comment Field Exporting To XDR' "grid" holds no text.*"10\.0\.0\.1"/,
    );
  });

  it.each([[['a', 'b']], ['text'], [7], [null]])(
    'is content with a comment field that holds %j',
    async (value) => {
      world.params.xsoar_comments_field = 'indicator_link,grid';
      addWith({ grid: value });
      expect(await test()).toBe('ok');
    },
  );
});
