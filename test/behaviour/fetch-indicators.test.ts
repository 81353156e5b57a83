import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, ipOf, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;

/** What XDR holds. */
const valuesInXdr = (): string[] => [...world.tenant.all()].map(({ value }) => value).sort();
const ips = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => ipOf(from + index).value).sort();

describe('the first sync', () => {
  it('pushes every active indicator of the Sync Query, and no other', async () => {
    world.addIps(3);
    const { indicators } = world.xsoar;
    indicators.add({ value: '192.0.2.1', indicator_type: 'IP', score: 1 });
    indicators.add({ value: 'https://a.example/x', indicator_type: 'URL', score: 3 });
    indicators.add({
      value: '192.0.2.2',
      indicator_type: 'IP',
      score: 3,
      expiration: '2020-01-01T00:00:00Z',
    });
    world.clock.advance(MINUTE);
    const { ok, entries } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(entries).toEqual([]);
    expect(valuesInXdr()).toEqual(ips(3));
    expect(world.tenant.get('10.0.0.0')).toMatchObject({
      type: 'IP',
      severity: 'HIGH',
      reputation: 'BAD',
      source: 'XSOAR TIM',
    });
  });

  it('works through batch after batch in one run, 40,000 at most a push', async () => {
    world.addIps(90_000);
    world.clock.advance(MINUTE);
    const sizes: number[] = [];
    world.tenant.onRequest(({ endpoint, body }) => {
      if (endpoint === 'tim_insert_jsons') {
        sizes.push((JSON.parse(body.toString('utf8')) as { request_data: unknown[] }).request_data.length);
      }
      return 'continue';
    });
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(sizes).toEqual([40_000, 40_000, 10_000]);
    expect(world.tenant.size).toBe(90_000);
    expect(world.xsoar.context).toMatchObject({ is_first_sync_phase: false });
  });

  it("stops between two batches when the run's time is nearly used up, and the next runs go on", async () => {
    world.addIps(90_000);
    world.clock.advance(MINUTE);
    world.params.max_run_seconds = '150';
    const pushed: string[] = [];
    world.tenant.onRequest(({ endpoint, body }) => {
      if (endpoint === 'tim_insert_jsons') {
        world.clock.advance(100_000);
        const { request_data: iocs } = JSON.parse(body.toString('utf8')) as {
          request_data: { indicator: string }[];
        };
        pushed.push(...iocs.map(({ indicator }) => indicator));
      }
      return 'continue';
    });
    const counts: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      expect(world.xsoar.context.is_first_sync_phase ?? true).toBe(true);
      await world.run('fetch-indicators');
      counts.push(world.tenant.size);
    }
    expect(counts).toEqual([40_000, 80_000, 90_000]);
    expect(world.xsoar.context.is_first_sync_phase).toBe(false);
    expect(new Set(pushed).size).toBe(pushed.length);
  });

  it('stores the keys of the official integration', async () => {
    world.addIps(1);
    world.clock.advance(MINUTE);
    const now = world.clock.now();
    await world.run('fetch-indicators');
    const { ts, time, is_first_sync_phase, search_after } = world.xsoar.context;
    expect(ts).toBe(now - 2_000);
    expect(time).toBe(new Date(now - 30_000).toISOString().replace('.000', ''));
    expect(is_first_sync_phase).toBe(false);
    expect(search_after).toEqual([world.xsoar.indicators.get('10.0.0.0')?.modified, expect.any(String)]);
  });

  it('goes on where the official integration stopped in its first phase', async () => {
    world.addIps(5);
    world.clock.advance(MINUTE);
    const third = world.xsoar.indicators.get('10.0.0.2');
    world.xsoar.setContext({
      ts: world.clock.now(),
      time: new Date(world.clock.now()).toISOString().replace('.000', ''),
      is_first_sync_phase: true,
      search_after: [third?.modified, third?.id],
    });
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(ips(2, 3));
  });

  it('does not step over an indicator that the index shows late', async () => {
    world.addIps(1);
    world.clock.advance(MINUTE);
    world.xsoar.indicators.add(ipOf(7));
    world.clock.advance(1000);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(ips(1));
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(['10.0.0.0', '10.0.0.7']);
  });
});

describe('the steady push', () => {
  it('pushes only what was modified since', async () => {
    world.addIps(3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    const pushes = world.tenant.requests('tim_insert_jsons');
    await world.run('fetch-indicators');
    expect(world.tenant.requests('tim_insert_jsons')).toBe(pushes);
    world.addIps(2, 3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.requests('tim_insert_jsons')).toBe(pushes + 1);
    expect(valuesInXdr()).toEqual(ips(5));
  });

  it('begins at the sync time where the official integration has left no cursor', async () => {
    world.addIps(2);
    world.clock.advance(MINUTE);
    const time = new Date(world.clock.now()).toISOString().replace('.000', '');
    world.xsoar.setContext({ ts: world.clock.now(), time });
    world.clock.advance(MINUTE);
    world.addIps(1, 2);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(ips(1, 2));
  });
});

describe('the pull', () => {
  async function synced(count: number): Promise<void> {
    world.addIps(count);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.clock.advance(MINUTE);
  }

  it("brings people's changes in XDR to XSOAR", async () => {
    await synced(1);
    world.params.override_severity = false;
    world.params.severity = '';
    world.tenant.edit('10.0.0.0', {
      severity: 'low',
      reputation: 'SUSPICIOUS',
      status: 'DISABLED',
      comment: 'seen | twice',
      expiration: '2030-01-01',
    });
    world.tenant.create({ value: 'new.example.com', type: 'DOMAIN_NAME', reputation: 'BAD' });
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    const changed = world.xsoar.indicators.get('10.0.0.0');
    expect(changed?.CustomFields).toMatchObject({
      xdrstatus: 'disabled',
      sourceoriginalseverity: 'LOW',
      tags: ['Cortex XDR'],
    });
    expect(changed?.expiration).toBe('2030-01-01T00:00:00Z');
    expect(changed?.comments).toMatchObject([{ content: 'seen | twice' }]);
    expect(world.xsoar.indicators.get('new.example.com')).toMatchObject({
      indicator_type: 'Domain',
      score: 3,
    });
  });

  it('brings back a change of an indicator that is still to be pushed: the later change wins', async () => {
    world.params.override_severity = false;
    world.params.severity = '';
    world.addIps(1);
    expect((await world.run('xdr-iocs-sync')).ok).toBe(true);
    world.clock.advance(1000);
    world.tenant.edit('10.0.0.0', { severity: 'low', comment: 'a person said so' });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'LOW', comment: 'a person said so' });
    const pulled = world.xsoar.indicators.get('10.0.0.0');
    expect(pulled?.CustomFields).toMatchObject({ sourceoriginalseverity: 'LOW' });
    expect(pulled?.comments).toMatchObject([{ content: 'a person said so' }]);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'LOW', comment: 'a person said so' });
  });

  it('does not take back a change in XSOAR that was later than the one in XDR', async () => {
    world.params.override_severity = false;
    world.params.severity = '';
    await synced(1);
    world.tenant.edit('10.0.0.0', { severity: 'low', status: 'DISABLED' });
    world.clock.advance(MINUTE);
    world.xsoar.indicators.add({ ...ipOf(0), CustomFields: { sourceoriginalseverity: 'critical' } });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'CRITICAL', status: 'DISABLED' });
    expect(world.xsoar.indicators.get('10.0.0.0')?.CustomFields).toMatchObject({
      sourceoriginalseverity: 'CRITICAL',
      xdrstatus: 'disabled',
    });
  });

  it('does not bring back a score that XDR merely got from XSOAR', async () => {
    await synced(1);
    world.tenant.edit('10.0.0.0', { comment: 'only a comment' });
    await world.run('fetch-indicators');
    const map = world.xsoar.indicators.get('10.0.0.0')?.moduleToFeedMap as Record<
      string,
      { sourceBrand: string; score: number }
    >;
    expect(Object.values(map)).toMatchObject([{ sourceBrand: 'Cortex XDR - IOC', score: 0 }]);
  });

  it('hands over 2,000 at a time with at most 20 searches, and moves the cursor behind each chunk', async () => {
    await synced(4500);
    for (const { value } of [...world.tenant.all()]) {
      world.tenant.edit(value, { comment: 'c' });
    }
    world.xsoar.faults = (call, number) => {
      if (call === 'createIndicators' && number === 3) {
        throw new Error('XSOAR is down');
      }
    };
    const before = world.xsoar.callsOf('searchIndicators');
    expect((await world.run('fetch-indicators')).ok).toBe(false);
    expect(world.xsoar.callsOf('searchIndicators') - before).toBeLessThanOrEqual(1 + 3 * 10);
    world.xsoar.faults = undefined;
    const taken = world.xsoar.callsOf('createIndicators');
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(world.xsoar.callsOf('createIndicators') - taken).toBe(1);
    const missing = [...world.xsoar.indicators.all()].filter(
      ({ comments }) => (comments as unknown[]).length !== 1,
    );
    expect(missing).toEqual([]);
  });

  it('passes over what XSOAR has no type for, and says so', async () => {
    await synced(1);
    world.tenant.create({ value: 'C:\\evil.exe', type: 'PATH' });
    world.tenant.create({ value: 'after.example.com', type: 'DOMAIN_NAME' });
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(log).toContain('1 indicators changed in XDR but have no place in XSOAR');
    expect(log).toContain('C:\\evil.exe');
    expect(world.xsoar.indicators.get('after.example.com')).toBeDefined();
    const pulls = world.xsoar.callsOf('createIndicators');
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators')).toBe(pulls);
  });

  it('is all there is with Auto Sync off, from the first run on', async () => {
    world.addIps(1);
    world.params.autoSync = false;
    world.clock.advance(MINUTE);
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(log).toContain('changes in XDR are fetched from now on');
    expect(world.xsoar.context).toMatchObject({ ts: world.clock.now() - 2_000 });
    expect(world.tenant.size).toBe(0);
    world.clock.advance(MINUTE);
    world.tenant.create({ value: 'new.example.com', type: 'DOMAIN_NAME' });
    await world.run('fetch-indicators');
    expect(world.xsoar.indicators.get('new.example.com')).toBeDefined();
    world.params.autoSync = true;
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')).toBeDefined();
  });

  it('stops between two chunks when the time is used up', async () => {
    await synced(4500);
    for (const { value } of [...world.tenant.all()]) {
      world.tenant.edit(value, { comment: 'c' });
    }
    world.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        world.clock.advance(100_000);
      }
    };
    const before = world.xsoar.callsOf('createIndicators');
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators') - before).toBe(1);
    await world.run('fetch-indicators');
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators') - before).toBe(3);
  });
});

describe('what goes wrong', () => {
  it('a push that fails loses nothing, and does not keep changes from XSOAR', async () => {
    world.addIps(1);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    world.addIps(1, 1);
    world.tenant.edit('10.0.0.0', { comment: 'changed' });
    world.clock.advance(MINUTE);
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint === 'tim_insert_jsons') {
        response.writeHead(400).end('{"reply": {"err_code": 400, "err_msg": "no"}}');
        return 'handled';
      }
      return 'continue';
    });
    const { ok, entries } = await world.run('fetch-indicators');
    expect(ok).toBe(false);
    expect(entries).toMatchObject([{ Type: 4, Contents: expect.stringContaining('XDR said: no') }]);
    expect(world.xsoar.indicators.get('10.0.0.0')?.comments).toMatchObject([{ content: 'changed' }]);
    world.tenant.onRequest(undefined);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(ips(2));
  });

  it('one indicator that cannot be mapped or is refused does not stop the others, and is told', async () => {
    world.params.override_severity = false;
    const { indicators } = world.xsoar;
    indicators.add({ ...ipOf(0), CustomFields: { sourceoriginalseverity: 'bogus' } });
    indicators.add({ ...ipOf(1), value: '2001:db8::1' });
    indicators.add({ value: 'a'.repeat(40), indicator_type: 'File', score: 3 });
    world.addIps(2, 5);
    world.clock.advance(MINUTE);
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(valuesInXdr()).toEqual(ips(2, 5));
    expect(log).toContain('3 indicators did not reach XDR');
    for (const value of ['10.0.0.0', '2001:db8::1', 'a'.repeat(40)]) {
      expect(log).toContain(`${value}: `);
    }
    const pushes = world.tenant.requests('tim_insert_jsons');
    await world.run('fetch-indicators');
    expect(world.tenant.requests('tim_insert_jsons')).toBe(pushes);
  });

  it('an answer without a total is a failure, not an end', async () => {
    world.addIps(1);
    world.clock.advance(MINUTE);
    world.xsoar.faults = (call) => {
      if (call === 'searchIndicators') {
        throw new Error('the index is not there');
      }
    };
    const { ok, text } = await world.run('fetch-indicators');
    expect(ok).toBe(false);
    expect(text).toContain('the index is not there');
    expect(world.xsoar.context.is_first_sync_phase).toBe(true);
  });

  it('a context that cannot be understood stops everything before it begins', async () => {
    world.addIps(1);
    world.clock.advance(MINUTE);
    world.xsoar.setContext({ ts: 'yesterday' });
    const { ok, text } = await world.run('fetch-indicators');
    expect(ok).toBe(false);
    expect(text).toContain("'ts'");
    expect(world.tenant.requests()).toBe(0);
    expect(world.xsoar.context).toEqual({ ts: 'yesterday' });
  });
});
