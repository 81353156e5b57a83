import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Entry, note } from '../../src/xsoar/entries.ts';
import { createWorld, type World } from '../support/world.ts';
import { barsOf, rowsOf, type Shown, showing, showingEntries } from './shown.ts';
import { refuse } from './support.ts';

const REASONS = '-refusals-by-reason';
const NEWEST = '-newest-refusals';

let world: World;
let other: World;
let shown: Shown;
beforeEach(async () => {
  world = await createWorld();
  world.params.query = 'reputation:Bad';
  world.params.override_severity = false;
  other = await createWorld({ xsoar: { instance: 'second' } });
  shown = await showing(world);
});
afterEach(async () => {
  await world.close();
  await other.close();
});

function add(value: string, type = 'IP', fields: object = {}, to = world): void {
  to.xsoar.indicators.add({ value, indicator_type: type, score: 3, ...fields });
}

async function fetch(one = world): Promise<void> {
  one.clock.advance(60_000);
  await one.run('fetch-indicators');
}

function severity(word: string): object {
  return { CustomFields: { sourceoriginalseverity: word } };
}

describe('refusals are counted by kind', () => {
  it.each([
    ['IPv6 address', '2001:db8::1', 'IP', {}],
    ['Network, not an address', '192.0.2.0/24', 'IP', {}],
    ['E-mail address', 'a@b.example', 'Email', {}],
    ['File name, not a hash', 'invoice.exe', 'File', {}],
    ['Neither MD5 nor SHA-256', 'd41d8cd98f00b204e9800998ecf8427ed41d8cd9', 'File', {}],
    ['Blanks or hidden characters', ' a.example', 'Domain', {}],
    ['Blanks or hidden characters', 'a b.example', 'Domain', {}],
    ['Blanks or hidden characters', 'a\u200bb.example', 'Domain', {}],
    ['Written defanged', 'bad[.]example', 'Domain', {}],
    ['Value and type do not fit', '192.0.2.1', 'Domain', {}],
    ['Value and type do not fit', 'no-address', 'IP', {}],
    ['Means nearly everything', 'localhost', 'Domain', {}],
    ['Severity that XDR has not', '192.0.2.7', 'IP', severity('so (so), "bad". Very')],
    ['Expiration that is no time', '192.0.2.8', 'IP', { expiration: 'next week' }],
  ])('%s: %j', async (kind, value, type, fields) => {
    add(value, type, fields);
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([[kind, 1]]);
  });

  it('private addresses too, where they stay', async () => {
    world.params.exclude_private = true;
    add('10.0.0.1');
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([['Private address', 1]]);
  });

  it('the most first, whatever value or severity they name', async () => {
    add('192.0.2.1', 'IP', severity('one'));
    add('192.0.2.2', 'IP', severity('two'));
    add('2001:db8::1');
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([
      ['Severity that XDR has not', 2],
      ['IPv6 address', 1],
    ]);
  });

  it('as XDR says it, where XDR refused', async () => {
    add('192.0.2.1');
    add('192.0.2.2');
    refuse(world, '192.0.2.1');
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([['XDR: refused the request', 1]]);
  });

  it('as too large, where one alone is too much for XDR', async () => {
    for (const value of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) add(value);
    world.tenant.onRequest(({ endpoint, body }, response) => {
      if (endpoint !== 'tim_insert_jsons' || !body.includes('192.0.2.2')) return 'continue';
      response.writeHead(413).end();
      return 'handled';
    });
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([['Too large for XDR', 1]]);
  });

  it('together where XDR only names other values and numbers', async () => {
    const said = (value: string) => ({
      Value: value,
      ByXDR: true,
      Reason: `Indicator ${value} has 17 'odd' parts. Sorry`,
    });
    const of = await showingEntries(world, refused(said('a.example'), said('b.example')));
    expect(await barsOf(of, REASONS)).toEqual([['XDR: Indicator … has … … parts', 2]]);
  });

  it('as no bar where there is none', async () => {
    await fetch();
    expect(await barsOf(shown, REASONS)).toEqual([]);
  });

  it('of all instances together', async () => {
    add('2001:db8::1');
    add('2001:db8::1', 'IP', {}, other);
    await fetch();
    await fetch(other);
    expect(await barsOf(await showing(world, other), REASONS)).toEqual([['IPv6 address', 2]]);
  });

  it('in ten bars at most, and none of them lost', async () => {
    const letters = [...'abcdefghijklmnop'];
    const rows = letters.map((letter) => ({ Value: '', ByXDR: true, Reason: `No ${letter}` }));
    const bars = await barsOf(await showingEntries(world, refused(...rows)), REASONS);
    expect(bars).toHaveLength(10);
    expect(bars.at(-1)).toEqual(['All others', 7]);
    expect(bars.reduce((sum, [, count]) => sum + count, 0)).toBe(letters.length);
  });

  it('by names in which nothing is hidden, whatever they are', async () => {
    const reasons = ['__proto__', 'constructor', 'a\u202eb\u0007', 'x'.repeat(5_000)];
    const rows = reasons.map((Reason) => ({ Value: 'v', ByXDR: true, Reason }));
    const names = (await barsOf(await showingEntries(world, refused(...rows)), REASONS)).map(
      ([name]) => name,
    );
    expect(names).toHaveLength(reasons.length);
    expect(names).toContain('XDR: __proto__');
    expect(names.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(80);
  });
});

describe('the newest refusals', () => {
  it('stand first, with reason, time and instance', async () => {
    add('2001:db8::1');
    await fetch();
    add('127.0.0.1');
    await fetch();
    const rows = await rowsOf(shown, NEWEST);
    expect(rows.map(({ Value }) => Value)).toEqual(['127.0.0.1', '2001:db8::1']);
    expect(rows[0]).toMatchObject({
      Reason: expect.stringContaining('nearly everything'),
      Since: expect.stringMatching(/^2026-01-15T12:/),
      Times: '1',
      Instance: 'Cortex XDR - IOC Sync_instance_1',
    });
  });

  it('of two instances are put together by time', async () => {
    add('2001:db8::1');
    add('2001:db8::2', 'IP', {}, other);
    await fetch();
    other.clock.advance(600_000);
    await fetch(other);
    const rows = await rowsOf(await showing(world, other), NEWEST);
    expect(rows.map(({ Value, Instance }) => [Value, Instance])).toEqual([
      ['2001:db8::2', 'second'],
      ['2001:db8::1', 'Cortex XDR - IOC Sync_instance_1'],
    ]);
  });

  it('are an empty table where there is none', async () => {
    expect(await rowsOf(shown, NEWEST)).toEqual([]);
  });

  it('do not hide an instance that does not tell', async () => {
    other.params.url = 'no address';
    const [first] = await rowsOf(await showing(world, other), NEWEST);
    expect(first).toMatchObject({
      Reason: expect.stringContaining('An instance does not tell'),
      Instance: 'second',
    });
  });

  it('hide nothing in a hostile value', async () => {
    add('a\u202eb\n| c | <b>', 'Domain');
    await fetch();
    const [row] = await rowsOf(shown, NEWEST);
    expect(row?.Value).toBe('a b | c | <b>');
  });
});

function refused(...rows: readonly object[]): Entry {
  return { ...note('refused'), EntryContext: { 'XDRIOC.Refused': rows } };
}
