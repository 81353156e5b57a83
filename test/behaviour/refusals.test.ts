import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseState } from '../../src/sync/memory/state.ts';
import type { Entry } from '../../src/xsoar/entries.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;
const POISON = ipOf(77).value;
const refusedList = (): readonly { value: string; times: number }[] =>
  parseState(world.xsoar.context).refused.map(({ value, times }) => ({ value, times }));
const valuesInXdr = (): string[] => [...world.tenant.all()].map(({ value }) => value);

/** XDR fails whatever a push holds together with the poison. */
function poison(fail: (response: import('node:http').ServerResponse) => void): void {
  world.tenant.onRequest(({ endpoint, body }, response) => {
    if (endpoint === 'tim_insert_jsons' && body.includes(`"${POISON}"`)) {
      fail(response);
      return 'handled';
    }
    return 'continue';
  });
}

describe('an indicator that XDR stumbles over', () => {
  it.each([500, 413, 200])(
    'with %d is found among hundreds, told to the log and kept in the state',
    async (status) => {
      world.addIps(500);
      world.clock.advance(MINUTE);
      poison((response) =>
        response.writeHead(status).end(JSON.stringify({ reply: { success: false, err_msg: 'no' } })),
      );
      const { ok, log } = await world.run('fetch-indicators');
      expect(ok).toBe(true);
      expect(world.tenant.size).toBe(499);
      expect(log).toContain(`${POISON}: XDR takes the others, but not this one, even alone.`);
      expect(refusedList()).toEqual([{ value: POISON, times: 1 }]);
      expect(world.xsoar.context.is_first_sync_phase).toBe(false);
    },
  );

  it('is tried again when it is modified, and leaves the list when it arrives', async () => {
    world.addIps(100);
    world.clock.advance(MINUTE);
    poison((response) => response.writeHead(500).end());
    await world.run('fetch-indicators');
    world.xsoar.indicators.add({ ...ipOf(77), CustomFields: { note: 'modified' } });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(refusedList()).toEqual([{ value: POISON, times: 2 }]);
    world.tenant.onRequest(undefined);
    world.xsoar.indicators.add({ ...ipOf(77), CustomFields: { note: 'once more' } });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(refusedList()).toEqual([]);
    expect(valuesInXdr()).toContain(POISON);
  });

  it('leaves the list when it is pushed by name', async () => {
    world.addIps(100);
    world.clock.advance(MINUTE);
    poison((response) => response.writeHead(500).end());
    await world.run('fetch-indicators');
    world.tenant.onRequest(undefined);
    expect((await world.run('xdr-iocs-push', { indicator: POISON })).ok).toBe(true);
    expect(refusedList()).toEqual([]);
  });

  it('is not seen in an outage: the cursor stays, and the next run brings all', async () => {
    world.addIps(100);
    world.clock.advance(MINUTE);
    world.tenant.onRequest(({ endpoint, body }, response) => {
      if (endpoint !== 'tim_insert_jsons' || body.includes('"request_data":[]')) {
        return 'continue';
      }
      response.writeHead(500).end();
      return 'handled';
    });
    const { ok, text } = await world.run('fetch-indicators');
    expect(ok).toBe(false);
    expect(text).toContain('XDR internal server error.');
    expect(world.xsoar.context.search_after).toBeUndefined();
    expect(refusedList()).toEqual([]);
    world.tenant.onRequest(undefined);
    await world.run('fetch-indicators');
    expect(world.tenant.size).toBe(100);
  });
});

describe('an indicator that has expired', () => {
  it('is not pushed, and is not an error', async () => {
    world.params.query = 'type:IP';
    world.xsoar.indicators.add({
      ...ipOf(1),
      expiration: new Date(world.clock.now() + 1000).toISOString(),
    });
    world.clock.advance(MINUTE);
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    const { ok, entries } = await world.run('xdr-iocs-push', { indicator: ipOf(1).value });
    expect(ok).toBe(true);
    expect(entries.map(({ Type }) => Type)).toEqual([11, 1]);
    expect(entries[0]?.Contents).toContain('It expired on');
    expect(world.tenant.size).toBe(0);
    expect(refusedList()).toEqual([]);
  });
});

describe('the status that XSOAR holds', () => {
  it('is what XDR gets: enabled there is enabled here', async () => {
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    await world.run('xdr-iocs-disable', { indicator: ipOf(1).value });
    world.xsoar.indicators.add({ ...ipOf(1), CustomFields: { xdrstatus: 'enabled' } });
    const { ok, text } = await world.run('xdr-iocs-push', { indicator: ipOf(1).value });
    expect(world.tenant.get(ipOf(1).value)?.status).toBe('ENABLED');
    expect([ok, text]).toEqual([true, 'push success.']);
  });

  it('is what XDR gets: disabled there is disabled here, and a push of it is a success', async () => {
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.xsoar.indicators.edit(ipOf(1).value, { CustomFields: { xdrstatus: 'disabled' } });
    for (let push = 0; push < 2; push += 1) {
      const { ok, entries } = await world.run('xdr-iocs-push', { indicator: ipOf(1).value });
      expect([ok, entries.length]).toEqual([true, 1]);
      expect(world.tenant.get(ipOf(1).value)?.status).toBe('DISABLED');
    }
  });

  it('decides nothing where XSOAR does not say: it stays disabled, and how to enable it is told', async () => {
    await world.close();
    world = await createWorld({ xsoar: { keepsStatus: false } });
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    await world.run('xdr-iocs-disable', { indicator: ipOf(1).value });
    const { entries } = await world.run('xdr-iocs-push', {
      indicator: [ipOf(0).value, ipOf(1).value].join(','),
    });
    expect(entries[0]?.Contents).toContain('!xdr-iocs-enable enables it');
    expect(world.tenant.get(ipOf(1).value)?.status).toBe('DISABLED');
  });

  it('means enabled where XSOAR says nothing but was seen to keep it', async () => {
    world.addIps(2);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.tenant.edit(ipOf(0).value, { status: 'DISABLED' });
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
    }
    expect(world.xsoar.indicators.get(ipOf(0).value)?.CustomFields).toMatchObject({ xdrstatus: 'disabled' });
    world.xsoar.indicators.edit(ipOf(0).value, { CustomFields: { xdrstatus: null } });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get(ipOf(0).value)?.status).toBe('ENABLED');
  });

  it('does not stop the others where enabling fails: that one is reported', async () => {
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    await world.run('xdr-iocs-disable', { indicator: ipOf(1).value });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.xsoar.indicators.edit(ipOf(1).value, { CustomFields: { xdrstatus: 'enabled' } });
    world.addIps(1, 9);
    world.clock.advance(MINUTE);
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint === 'enable_iocs') {
        response.writeHead(500).end();
        return 'handled';
      }
      return 'continue';
    });
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(log).toContain(`${ipOf(1).value}: The call to enable it failed`);
    expect(valuesInXdr()).toContain(ipOf(9).value);
  });

  it('is what XDR gets from an instance that does not fetch, whatever a person did in XDR', async () => {
    world.params.feed = false;
    world.addIps(3);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(1).value, { status: 'DISABLED' });
    world.xsoar.indicators.edit(ipOf(1).value, { CustomFields: { xdrstatus: 'enabled' } });
    world.clock.advance(MINUTE);
    const { ok, text } = await world.run('xdr-iocs-push');
    expect(ok).toBe(true);
    expect(text).toContain("is overwritten: status 'DISABLED' by 'ENABLED'");
    expect(world.tenant.get(ipOf(1).value)?.status).toBe('ENABLED');
  });
});

describe('what is too much for an entry', () => {
  const contentsOf = (entry: Entry | undefined): string =>
    readFileSync(join(world.folder, `inv_${entry?.FileID}`), 'utf8');

  it('goes into a file: the first 200 refusals in the warning, the others beside it', async () => {
    const indicator = Array.from({ length: 500 }, (_, number) => `${number}.${'\u202e'.repeat(1000)}`);
    indicator.push(ipOf(0).value);
    world.xsoar.indicators.add(ipOf(0));
    const { entries } = await world.run('xdr-iocs-push', { indicator });
    expect(entries.map(({ Type }) => Type)).toEqual([11, 3, 1, 3]);
    expect(entries[0]?.Contents).toContain('300 more are in the file below.');
    expect(Buffer.byteLength(JSON.stringify(entries[0]))).toBeLessThan(5_000_000);
    const lines = contentsOf(entries[1]).trimEnd().split('\n');
    expect(lines).toHaveLength(300);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ indicator: indicator[499] });
  });

  it('goes into a file for enable and disable too', async () => {
    const indicator = Array.from({ length: 500 }, (_, number) => `${number}${'x'.repeat(3000)}`);
    const { entries } = await world.run('xdr-iocs-disable', { indicator });
    expect(entries.map(({ Type }) => Type)).toEqual([1, 3, 11]);
    const more = / and (\d+) more, in the file below, disabled\./.exec(entries[0]?.HumanReadable ?? '')?.[1];
    expect(Number(more)).toBeGreaterThanOrEqual(300);
    expect(Buffer.byteLength(JSON.stringify(entries[0]))).toBeLessThan(5_000_000);
    expect(contentsOf(entries[1]).trimEnd().split('\n')).toHaveLength(Number(more));
  });
});

describe('execution metrics', () => {
  it('count the calls of XDR by how they ended', async () => {
    world.tenant.onRequest(({ endpoint, number }, response) => {
      if (endpoint !== 'enable_iocs' || number > 3) {
        return 'continue';
      }
      response.writeHead([429, 503, 429][number - 1] ?? 500).end();
      return 'handled';
    });
    const { metrics } = await world.run('xdr-iocs-enable', { indicator: 'a' });
    expect(metrics).toEqual([
      {
        Type: 19,
        ContentsFormat: 'text',
        Contents: 'Metrics reported successfully.',
        HumanReadable: 'Metrics reported successfully.',
        IgnoreAutoExtract: true,
        APIExecutionMetrics: [
          { Type: 'Successful', APICallsCount: world.tenant.requests() - 3 },
          { Type: 'QuotaError', APICallsCount: 2 },
          { Type: 'ServiceError', APICallsCount: 1 },
        ],
      },
    ]);
  });

  it('are told by a run that failed too, and not by one that did not call XDR or by the Test button', async () => {
    world.tenant.onRequest((_request, response) => {
      response.writeHead(403).end();
      return 'handled';
    });
    expect((await world.run('xdr-iocs-enable', { indicator: 'a' })).metrics).toMatchObject([
      { APIExecutionMetrics: [{ Type: 'AuthError', APICallsCount: 1 }] },
    ]);
    expect((await world.run('test-module')).metrics).toEqual([]);
    expect((await world.run('xdr-iocs-to-keep-file')).metrics).toEqual([]);
  });
});
