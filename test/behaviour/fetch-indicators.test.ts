import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isRecord } from '../../src/indicators/json.ts';
import { createWorld, ipOf, type World, type WorldOptions } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

/** A world that differs from the usual one. */
async function anotherWorld(options: WorldOptions): Promise<void> {
  await world.close();
  world = await createWorld(options);
}

const MINUTE = 60_000;

/** What XDR holds. */
const valuesInXdr = (): string[] => [...world.tenant.all()].map(({ value }) => value).sort();
const ips = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => ipOf(from + index).value).sort();

/** Each push from now on: the values that it held. */
function watchPushes(): string[][] {
  const pushes: string[][] = [];
  world.tenant.onRequest(({ endpoint, body }) => {
    if (endpoint === 'tim_insert_jsons') {
      const { request_data: iocs } = JSON.parse(body.toString('utf8')) as {
        request_data: { indicator: string }[];
      };
      pushes.push(iocs.map(({ indicator }) => indicator).sort());
    }
    return 'continue';
  });
  return pushes;
}

/** Syncs so many IPs, and lets a minute pass. */
async function synced(count: number): Promise<void> {
  world.addIps(count);
  world.clock.advance(MINUTE);
  expect((await world.run('fetch-indicators')).ok).toBe(true);
  world.clock.advance(MINUTE);
}

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
    world.addIps(41_000);
    world.clock.advance(MINUTE);
    const pushes = watchPushes();
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(pushes.map(({ length }) => length)).toEqual([40_000, 1_000]);
    expect(world.tenant.size).toBe(41_000);
    expect(world.xsoar.context).toMatchObject({ is_first_sync_phase: false });
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

  it('begins anew, and says why, on the context of the official integration, which names no settings', async () => {
    world.addIps(5);
    world.clock.advance(MINUTE);
    const third = world.xsoar.indicators.get('10.0.0.2');
    world.xsoar.setContext({
      ts: world.clock.now(),
      time: new Date(world.clock.now()).toISOString().replace('.000', ''),
      is_first_sync_phase: true,
      search_after: [third?.modified, third?.id],
    });
    const { log } = await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(ips(5));
    expect(log).toContain('Everything is pushed anew: the state does not say by which settings');
  });
});

describe('the steady push', () => {
  it('pushes only what was modified since', async () => {
    await synced(3);
    const pushes = watchPushes();
    await world.run('fetch-indicators');
    expect(pushes).toEqual([]);
    world.addIps(2, 3);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(pushes).toEqual([ips(2, 3)]);
  });

  it('begins at the time of a full sync, which leaves no cursor', async () => {
    world.addIps(2);
    world.clock.advance(MINUTE);
    await world.run('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.addIps(1, 2);
    world.clock.advance(MINUTE);
    const pushes = watchPushes();
    await world.run('fetch-indicators');
    expect(pushes).toEqual([ips(1, 2)]);
  });

  it('pushes at once what was modified a second ago, and with the next run again', async () => {
    await synced(1);
    world.addIps(1, 7);
    world.clock.advance(1000);
    const pushes = watchPushes();
    await world.run('fetch-indicators');
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    await world.run('fetch-indicators');
    expect(pushes).toEqual([ips(1, 7), ips(1, 7)]);
  });

  it('does not step over an indicator that the index shows late', async () => {
    await anotherWorld({ xsoar: { indexLagMs: 20_000 } });
    await synced(1);
    world.addIps(1, 7);
    world.clock.advance(10_000);
    world.addIps(1, 8);
    world.clock.advance(15_000);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(['10.0.0.0', '10.0.0.7']);
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(['10.0.0.0', '10.0.0.7', '10.0.0.8']);
  });

  it('sends an IOC without a comment as one whose comment is empty', async () => {
    world.params.xsoar_comments_field = 'comments';
    world.xsoar.indicators.add({
      ...ipOf(0),
      comments: [{ type: 'IndicatorCommentRegular', content: 'gone tomorrow' }],
    });
    await synced(0);
    expect(world.tenant.get('10.0.0.0')?.comment).toBe('gone tomorrow');
    world.xsoar.indicators.add({ ...ipOf(0), comments: [] });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')?.comment).toBe('');
  });
});

describe('settings that decide what is sent', () => {
  it('make everything be pushed anew when they change, before anything is pulled', async () => {
    await synced(2);
    world.params.severity = 'low';
    const { log } = await world.run('fetch-indicators');
    expect(log).toContain('Everything is pushed anew: settings that decide what is sent have changed.');
    expect([...world.tenant.all()].map(({ severity }) => severity)).toEqual(['LOW', 'LOW']);
  });

  it('make what matches only a new Sync Query be pushed, however old it is', async () => {
    world.xsoar.indicators.add({ value: 'https://a.example/x', indicator_type: 'URL', score: 3 });
    await synced(1);
    world.params.query = 'type:IP or type:URL';
    const { log } = await world.run('fetch-indicators');
    expect(valuesInXdr()).toEqual(['10.0.0.0', 'https://a.example/x']);
    expect(log).toContain('!xdr-iocs-sync firstTime=true');
  });

  it('that change back and forth do not turn old values in XDR into opinions', async () => {
    await synced(1);
    for (const override of [false, true, false]) {
      world.params.override_severity = override;
      world.params.severity = override ? 'high' : '';
      await world.run('fetch-indicators');
      world.clock.advance(MINUTE);
    }
    expect(world.xsoar.callsOf('createIndicators')).toBe(0);
  });
});

describe('the pull', () => {
  beforeEach(() => {
    world.params.override_severity = false;
    world.params.severity = '';
  });
  const severityInXsoar = (): unknown => {
    const fields = world.xsoar.indicators.get('10.0.0.0')?.CustomFields;
    return isRecord(fields) ? fields.sourceoriginalseverity : undefined;
  };

  it("brings people's changes in XDR to XSOAR", async () => {
    await synced(1);
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

  it('brings a change of an indicator that is still to be pushed, and the push does not overwrite it', async () => {
    world.addIps(1);
    expect((await world.run('xdr-iocs-sync')).ok).toBe(true);
    world.clock.advance(1000);
    world.tenant.edit('10.0.0.0', { severity: 'low', comment: 'a person said so' });
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
      expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'LOW', comment: 'a person said so' });
    }
    expect(severityInXsoar()).toBe('LOW');
    expect(world.xsoar.indicators.get('10.0.0.0')?.comments).toMatchObject([{ content: 'a person said so' }]);
  });

  it("is not beaten by a feed's later refresh", async () => {
    await synced(1);
    world.tenant.edit('10.0.0.0', { severity: 'low', status: 'DISABLED' });
    world.clock.advance(MINUTE);
    world.xsoar.indicators.refresh('10.0.0.0', { CustomFields: { sourceoriginalseverity: 'CRITICAL' } });
    for (let run = 0; run < 3; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
    }
    expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'LOW', status: 'DISABLED' });
    expect(world.xsoar.indicators.get('10.0.0.0')?.CustomFields).toMatchObject({ xdrstatus: 'disabled' });
    expect(severityInXsoar()).toBe('LOW');
  });

  it('passes over a field that a person edited in XSOAR, tells both sides, and takes the others', async () => {
    await synced(1);
    world.xsoar.indicators.edit('10.0.0.0', { CustomFields: { sourceoriginalseverity: 'CRITICAL' } });
    world.clock.advance(MINUTE);
    world.tenant.edit('10.0.0.0', { severity: 'low', status: 'DISABLED' });
    world.clock.advance(MINUTE);
    const { log } = await world.run('fetch-indicators');
    expect(log).toMatch(
      /10\.0\.0\.0: severity in XDR passed over: 'LOW' \(2026-01-15T12:03:00.*Z\); XSOAR's 'CRITICAL' \(2026-/,
    );
    expect(log).toContain("10.0.0.0: status taken from XDR: 'ENABLED' became 'DISABLED'.");
    expect(severityInXsoar()).toBe('CRITICAL');
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(world.tenant.get('10.0.0.0')).toMatchObject({ severity: 'CRITICAL', status: 'DISABLED' });
  });

  it('writes nothing for what XSOAR says already, whatever else was edited', async () => {
    world.params.override_severity = true;
    world.params.severity = 'high';
    await synced(1);
    world.tenant.edit('10.0.0.0', { comment: 'only a comment' });
    await world.run('fetch-indicators');
    expect(severityInXsoar()).toBeUndefined();
    const map = world.xsoar.indicators.get('10.0.0.0')?.moduleToFeedMap as Record<
      string,
      { sourceBrand: string; score: number }
    >;
    expect(Object.values(map)).toMatchObject([{ sourceBrand: 'Cortex XDR - IOC Sync', score: 0 }]);
  });

  it('writes nothing at all where each change was undone again', async () => {
    await synced(1);
    world.tenant.edit('10.0.0.0', { comment: 'a slip' });
    world.tenant.edit('10.0.0.0', { comment: '' });
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators')).toBe(0);
    expect(Number(world.xsoar.context.ts)).toBeGreaterThan(0);
  });

  it('passes over what XSOAR has no type for, and says so once', async () => {
    await synced(1);
    world.tenant.create({ value: 'C:\\evil.exe', type: 'PATH' });
    world.tenant.create({ value: 'after.example.com', type: 'DOMAIN_NAME' });
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    expect(log).toMatch(/C:.*evil\.exe: XSOAR has no indicator type for XDR's type "PATH"/);
    expect(world.xsoar.indicators.get('after.example.com')).toBeDefined();
    world.clock.advance(MINUTE);
    const again = await world.run('fetch-indicators');
    expect(again.log).not.toContain('evil.exe');
  });

  it('does not create anew what a person deleted in XDR, and tells it', async () => {
    await synced(2);
    world.tenant.remove('10.0.0.0');
    world.xsoar.indicators.remove('10.0.0.0');
    const { log } = await world.run('fetch-indicators');
    expect(log).toContain('10.0.0.0: Somebody deleted it in XDR');
    expect(world.xsoar.indicators.get('10.0.0.0')).toBeUndefined();
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
});

describe('a pull of many changes', () => {
  const COUNT = 2_100;

  async function changed(): Promise<void> {
    await synced(COUNT);
    for (const { value } of [...world.tenant.all()]) {
      world.tenant.edit(value, { comment: 'c' });
    }
    world.clock.advance(MINUTE);
  }
  const withoutComment = (): unknown[] =>
    [...world.xsoar.indicators.all()].filter(({ comments }) => (comments as unknown[]).length !== 1);

  it('hands over 2,000 at a time, and after a failure goes on behind what XSOAR took', async () => {
    await changed();
    const sizes: number[] = [];
    const { createIndicators } = world.xsoar.indicators;
    world.xsoar.indicators.createIndicators = (indicators, source) => {
      sizes.push(indicators.length);
      createIndicators.call(world.xsoar.indicators, indicators, source);
    };
    world.xsoar.faults = (call, number) => {
      if (call === 'createIndicators' && number > 1) {
        throw new Error('XSOAR is down');
      }
    };
    expect((await world.run('fetch-indicators')).ok).toBe(false);
    world.xsoar.faults = undefined;
    expect((await world.run('fetch-indicators')).ok).toBe(true);
    expect(sizes).toEqual([2_000, 100]);
    expect(withoutComment()).toEqual([]);
  });

  it('stops between two chunks when the time is used up', async () => {
    await changed();
    world.xsoar.faults = (call) => {
      if (call === 'createIndicators') {
        world.clock.advance(100_000);
      }
    };
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators')).toBe(1);
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('createIndicators')).toBe(2);
    expect(withoutComment()).toEqual([]);
  });

  it('that are all echoes costs at most 20 searches, and no createIndicators', async () => {
    await synced(2_000);
    for (const { value } of [...world.tenant.all()]) {
      world.tenant.edit(value, { comment: '' });
    }
    world.clock.advance(MINUTE);
    const before = world.xsoar.callsOf('searchIndicators');
    await world.run('fetch-indicators');
    expect(world.xsoar.callsOf('searchIndicators') - before).toBeLessThanOrEqual(20);
    expect(world.xsoar.callsOf('createIndicators')).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('a push that fails loses nothing, and does not keep changes from XSOAR', async () => {
    await synced(1);
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
