import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
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

const COMMAND = 'xdr-iocs-get';
const MINUTE = 60_000;

async function pushed(count: number): Promise<void> {
  world.addIps(count);
  await world.run('xdr-iocs-sync');
}

const iocsOf = (entries: readonly Entry[]): Record<string, unknown>[] => contextOf(entries, 'XDRIOC.IOC');
const valuesOf = (entries: readonly Entry[]): unknown[] => iocsOf(entries).map(({ Value }) => Value);
const linesOf = (entry: Entry | undefined): string[] =>
  readFileSync(join(world.folder, `inv_${entry?.FileID}`), 'utf8')
    .trimEnd()
    .split('\n');

describe('xdr-iocs-get', () => {
  it('shows what XDR holds of named values, hits included, and what it does not hold', async () => {
    await pushed(2);
    world.tenant.hit(ipOf(0).value, 7);
    const { ok, text, entries } = await world.run(COMMAND, { indicator: [ipOf(0).value, '203.0.113.9'] });
    expect(ok).toBe(true);
    expect(iocsOf(entries)).toMatchObject([
      { Value: ipOf(0).value, Type: 'IP', InXDR: true, Status: 'ENABLED', Severity: 'HIGH', Hits: 7 },
      { Value: '203.0.113.9', Type: 'IP', InXDR: false },
    ]);
    expect(text).toContain('XDR does not hold 203.0.113.9.');
  });

  it('finds a value however it is spelt, but no other path', async () => {
    world.tenant.create({ value: 'evil.example', type: 'DOMAIN_NAME' });
    world.tenant.create({ value: 'https://a.example/x', type: 'PATH' });
    const { entries } = await world.run(COMMAND, { indicator: 'EVIL.example,https://a.example/X' });
    expect(iocsOf(entries)).toMatchObject([
      { Value: 'evil.example', InXDR: true },
      { Value: 'https://a.example/X', InXDR: false },
    ]);
  });

  it.each([
    [{ severity: 'low' }, ['a.example']],
    [{ type: 'domain_name,hash', reputation: 'BAD' }, ['b.example']],
    [{ comment: 'one, two' }, ['b.example']],
    [{ source: 'xsoar' }, [ipOf(0).value]],
    [{ source: 'xsoar', severity: 'low' }, []],
  ])('takes the conditions %j', async (conditions, expected) => {
    await pushed(1);
    world.tenant.create({ value: 'a.example', type: 'DOMAIN_NAME', severity: 'LOW' });
    world.tenant.create({
      value: 'b.example',
      type: 'DOMAIN_NAME',
      reputation: 'BAD',
      comment: 'one, two',
    });
    const { ok, entries } = await world.run(COMMAND, conditions);
    expect([ok, valuesOf(entries)]).toEqual([true, expected]);
  });

  it('says which words there are for a wrong one', async () => {
    const { ok, text } = await world.run(COMMAND, { severity: 'terrible' });
    expect(ok).toBe(false);
    expect(text).toContain('INFO, LOW, MEDIUM, HIGH, CRITICAL');
    expect(world.tenant.requests('get')).toBe(0);
  });

  it('shows as many as limit says, and says that there are more', async () => {
    await pushed(250);
    const { text, entries } = await world.run(COMMAND, { limit: '120' });
    expect(iocsOf(entries)).toHaveLength(120);
    expect(text).toContain('There are more than 120');
    const all = await world.run(COMMAND, { all_results: 'true' });
    expect(iocsOf(all.entries)).toHaveLength(250);
    expect(all.text).not.toContain('There are more');
  });

  it('does not say that there are more where limit is just enough', async () => {
    await pushed(120);
    expect((await world.run(COMMAND, { limit: '120' })).text).not.toContain('There are more');
  });

  it('asks for as many at a time as page_size says', async () => {
    await pushed(30);
    const { entries } = await world.run(COMMAND, { limit: '30', page_size: '10' });
    expect(new Set(valuesOf(entries)).size).toBe(30);
    expect(world.tenant.requests('get')).toBe(4);
  });

  it('compares the source over 50 pages, and says that not all were seen', async () => {
    await pushed(120);
    world.tenant.create({ value: 'people.example', type: 'DOMAIN_NAME' });
    const { text, entries } = await world.run(COMMAND, { source: 'XDR', page_size: '2' });
    expect([world.tenant.requests('get'), valuesOf(entries)]).toEqual([51, []]);
    expect(text).toContain('Not all were seen');
    expect(valuesOf((await world.run(COMMAND, { source: 'XDR' })).entries)).toEqual(['people.example']);
  });

  it('ends with the time of the run, and says so', async () => {
    await pushed(300);
    world.tenant.onRequest(({ endpoint }) => {
      world.clock.advance(endpoint === 'get' ? 100_000 : 0);
      return 'continue';
    });
    const { ok, text } = await world.run(COMMAND, { all_results: 'true' });
    expect(ok).toBe(true);
    expect(text).toContain("the run's time is over");
  });

  it('keeps 10,000 in bounds: the first ones in the entry, the others in a file', async () => {
    await pushed(10_000);
    const { entries } = await world.run(COMMAND, { all_results: 'true' });
    const rows = iocsOf(entries);
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.length + linesOf(entries[1]).length).toBe(10_000);
    expect(Buffer.byteLength(JSON.stringify(entries[0]))).toBeLessThan(5_000_000);
  });

  it('bounds what is hostile, and makes it inert', async () => {
    const comment = `<b>\u202e|\n[x](http://evil.example)${'x'.repeat(5_000_000)}`;
    world.tenant.create({ value: 'https://evil.example/<img>|`*', type: 'PATH', comment });
    const { entries } = await world.run(COMMAND);
    expect(Buffer.byteLength(JSON.stringify(entries))).toBeLessThan(20_000);
    const html = marked.parse(entries[0]?.HumanReadable ?? '', { async: false });
    expect(html).not.toMatch(/<(?:img|b|a)\b/);
    expect(html).not.toContain('\u202e');
    expect(iocsOf(entries)[0]?.Comment).toMatch(/… \(5\d{6} characters\)$/);
  });
});

describe('xdr-iocs-get on a tenant that does not offer it', () => {
  beforeEach(async () => {
    await world.close();
    world = await createWorld({ publicApi: false });
    await pushed(2);
  });

  it('shows what XSOAR knows of named values, and says that it is not what XDR says', async () => {
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(0).value, { status: 'DISABLED', reputation: 'SUSPICIOUS' });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    const { ok, text, entries } = await world.run(COMMAND, {
      indicator: [ipOf(0).value, ipOf(1).value, '203.0.113.9'],
    });
    expect([ok, entries[0]?.Type]).toEqual([true, 11]);
    expect(text).toContain('does not offer to show its IOCs');
    expect(text).toContain('XDR may hold something else');
    const rows = iocsOf(entries);
    expect(rows).toMatchObject([
      { Value: ipOf(0).value, XsoarStatus: 'disabled', XsoarChanged: expect.stringMatching(/^2026/) },
      { Value: ipOf(1).value },
      { Value: '203.0.113.9' },
    ]);
    // XDR's own word is XDR's alone.
    expect(rows.some((row) => 'Status' in row || 'InXDR' in row)).toBe(false);
  });

  it('asks for names where there are none', async () => {
    const { ok, text } = await world.run(COMMAND);
    expect(ok).toBe(false);
    expect(text).toContain('does not offer to show its IOCs');
    expect(text).toContain('!xdr-iocs-get indicator=');
  });
});
