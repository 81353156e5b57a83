import { describe, expect, it } from '@jest/globals';
import { SandboxXsoar } from '../../../sandbox/xsoar/sandbox-xsoar.ts';
import { HostError, StateError } from '../../../src/errors.ts';
import { note } from '../../../src/xsoar/entries.ts';
import { searchAll, searchPages } from '../../../src/xsoar/search.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ip } from './indicators.ts';

function sandbox(): SandboxXsoar {
  return new SandboxXsoar({ clock: new FakeClock() });
}

describe('the integration context', () => {
  it('is written with the version that was read, and counted', async () => {
    const xsoar = sandbox();
    const host = xsoar.host();
    const { version } = (await host.readContext()) as { version: unknown };
    await host.writeContext({ ts: 5 }, version);
    expect(await host.readContext()).toEqual({
      context: { ts: 5 },
      version: { version: 2, sequenceNumber: 2, primaryTerm: 1 },
    });
    expect([xsoar.context, xsoar.contextVersion, xsoar.writes]).toEqual([{ ts: 5 }, 2, 1]);
  });

  it('refuses a stale version, and keeps what it has', async () => {
    const xsoar = sandbox();
    const host = xsoar.host();
    const { version } = (await host.readContext()) as { version: unknown };
    xsoar.setContext({ ts: 9 });
    await expect(host.writeContext({ ts: 5 }, version)).rejects.toThrow(HostError);
    await expect(host.writeContext({ ts: 5 }, undefined)).rejects.toThrow('DB version is newer');
    expect(xsoar.context).toEqual({ ts: 9 });
  });

  it('shares nothing with who reads or writes it', async () => {
    const xsoar = sandbox();
    const host = xsoar.host();
    const mine = { deep: { ts: 5 } };
    const { version } = (await host.readContext()) as { version: unknown };
    await host.writeContext(mine, version);
    mine.deep.ts = 6;
    (xsoar.context.deep as { ts: number }).ts = 7;
    expect(xsoar.context).toEqual({ deep: { ts: 5 } });
  });
});

describe('a search through the host', () => {
  it('is what the integration reads pages from', async () => {
    const xsoar = sandbox();
    for (let index = 0; index < 9_000; index += 1) {
      xsoar.indicators.add(ip(`host${index}`));
    }
    const pages: unknown[] = [];
    const host = xsoar.host({ onPage: (page) => pages.push(page) });
    const lengths: number[] = [];
    for await (const page of searchPages(host, { query: 'type:IP', fields: ['value'] })) {
      lengths.push(page.indicators.length);
    }
    expect(lengths).toEqual([4_000, 4_000, 1_000]);
    expect(pages).toEqual([4_000, 8_000, 9_000, 9_000].map((seen) => ({ seen, total: 9_000 })));
  });

  it('answers copies, and only the fields that were asked for', async () => {
    const xsoar = sandbox();
    xsoar.indicators.add(ip('192.0.2.1', { CustomFields: { tags: ['a'] } }));
    const read = async (fields: readonly string[]): Promise<Record<string, unknown>> =>
      ((await searchAll(xsoar.host(), { query: '', fields })) as Record<string, unknown>[])[0] ?? {};
    expect(await read(['value', 'CustomFields', 'nothing'])).toEqual({
      value: '192.0.2.1',
      CustomFields: { tags: ['a'] },
    });
    const whole = await read([]);
    (whole.CustomFields as { tags: string[] }).tags.push('b');
    expect(Object.keys(whole)).toEqual(
      expect.arrayContaining(['id', 'score', 'modified', 'expirationStatus']),
    );
    expect(xsoar.indicators.get('192.0.2.1')?.CustomFields).toEqual({ tags: ['a'] });
  });

  it('tells where a query cannot be read', async () => {
    const search = sandbox().host().searchIndicators({ query: 'type:IP and (', size: 1, fields: [] });
    await expect(search).rejects.toThrow(HostError);
    await expect(search).rejects.toThrow('type:IP and (\n            ^');
  });
});

describe('the other calls', () => {
  it('reach who listens to the run', async () => {
    const seen: unknown[] = [];
    const host = sandbox().host({
      onResults: (results) => seen.push(results),
      onLog: (level, text) => seen.push([level, text]),
    });
    await host.results([note('hello')]);
    await host.log('info', 'text');
    expect(seen).toEqual([[note('hello')], ['info', 'text']]);
  });

  it('say what XSOAR is', async () => {
    const host = sandbox().host();
    expect([await host.version(), await host.serverUrl()]).toEqual(['8.4.0', 'https://xsoar.example']);
  });

  it('create indicators with the reliability of the instance', async () => {
    const xsoar = sandbox();
    const created = { value: 'a', type: 'IP', score: 2, fields: { tags: ['x'] }, rawJSON: {} };
    await xsoar.host({ reliability: 'C - Fairly reliable' }).createIndicators([created]);
    created.fields.tags.push('y');
    expect(xsoar.indicators.get('a')).toMatchObject({
      aggregatedReliability: 'C - Fairly reliable',
      CustomFields: { tags: ['x'] },
    });
    const many = Array.from({ length: 2_001 }, () => created);
    await expect(xsoar.host().createIndicators(many)).rejects.toThrow(HostError);
  });

  it('fail where they are made to', async () => {
    const xsoar = sandbox();
    const calls: unknown[] = [];
    xsoar.faults = (call, number) => {
      calls.push([call, number]);
      if (call === 'searchIndicators' && number === 2) {
        throw new HostError('killed');
      }
    };
    const host = xsoar.host();
    const search = async (): Promise<unknown> =>
      await host.searchIndicators({ query: '', size: 1, fields: [] });
    await search();
    await expect(search()).rejects.toThrow(new HostError('killed'));
    await host.readContext();
    expect(calls).toEqual([
      ['searchIndicators', 1],
      ['searchIndicators', 2],
      ['getIntegrationContextVersioned', 1],
    ]);
    expect(xsoar.callsOf('searchIndicators')).toBe(2);
  });
});

describe('a snapshot', () => {
  it('brings everything back, and what is changed then is later still', () => {
    const clock = new FakeClock();
    const xsoar = new SandboxXsoar({ clock });
    xsoar.indicators.add(ip('a'));
    xsoar.indicators.add(ip('b', { expiration: new Date(clock.now() + 1_000).toISOString() }));
    xsoar.setContext({ ts: 5 });
    const other = new SandboxXsoar({ clock });
    other.restore(JSON.parse(JSON.stringify(xsoar.snapshot())));
    expect(other.snapshot()).toEqual(xsoar.snapshot());
    const { id, modified } = other.indicators.add(ip('c'));
    expect([...other.indicators.all()].map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    expect(xsoar.indicators.get('b')?.id).not.toBe(id);
    expect(modified > (xsoar.indicators.get('b')?.modified ?? '')).toBe(true);
    clock.advance(3_600_000);
    expect(other.indicators.get('b')?.expirationStatus).toBe('expired');
  });

  it.each([
    [null],
    [{ version: 2 }],
    [{ version: 1, context: {}, contextVersion: 1, nextId: 1, indicators: [{ id: '1', value: 'a' }] }],
  ])('that cannot be understood changes nothing: %j', (snapshot) => {
    const xsoar = sandbox();
    xsoar.indicators.add(ip('a'));
    expect(() => xsoar.restore(snapshot)).toThrow(StateError);
    expect(xsoar.indicators.size).toBe(1);
  });
});
