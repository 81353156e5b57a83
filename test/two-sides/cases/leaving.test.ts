import { afterEach, describe, expect, it } from '@jest/globals';
import { type Played, play } from './played.ts';

let world: Played;
afterEach(async () => {
  await world.close();
});

const VALUE = '192.0.2.10';

const WAYS_TO_LEAVE = [
  ['judged Good', () => world.xsoar.indicators.edit(VALUE, { score: 1 })],
  ['expired by hand', () => world.xsoar.indicators.expire(VALUE)],
] as const;

describe.each(WAYS_TO_LEAVE)('case 12: an indicator that is %s', (_way, leave) => {
  const start = async (): Promise<string> => {
    world = await play({ retire_action: 'Disable the IOC' });
    await world.fetch(2);
    leave();
    let log = '';
    for (let time = 0; time < 3; time += 1) {
      log += (await world.fetch()).log;
    }
    return log;
  };

  it('is disabled in XDR', async () => {
    await start();
    expect(world.tenant.get(VALUE)?.status).toBe('DISABLED');
  });

  it('is told', async () => {
    expect(await start()).toContain(VALUE);
  });

  it("stays as people left it in XSOAR: our own disabling is no person's opinion", async () => {
    await start();
    const { score, expirationStatus } = world.held(VALUE);
    await world.fetch(2);
    expect(world.held(VALUE)).toMatchObject({ score, expirationStatus });
    expect(world.custom(VALUE, 'xdrstatus')).toBeUndefined();
  });
});

describe('case 13: a sync of a query that nothing matches', () => {
  const start = async (args: Record<string, unknown>) => {
    world = await play();
    await world.fetch();
    world.params.query = 'tags:nothing';
    return await world.run('xdr-iocs-sync', { firstTime: 'true', ...args });
  };

  it('fails, and says how to empty XDR on purpose', async () => {
    const { ok, text } = await start({});
    expect([ok, text]).toEqual([false, expect.stringContaining('confirm=true')]);
  });

  it('leaves XDR as it was', async () => {
    await start({});
    expect(world.tenant.size).toBe(9);
  });

  it('empties XDR with confirm=true', async () => {
    await start({ confirm: 'true' });
    expect(world.tenant.size).toBe(0);
  });
});

describe('case 14: a severity that a person set to Unknown in XDR', () => {
  it("is replaced by the parameter's in the next push", async () => {
    world = await play({ severity: 'low' });
    await world.fetch();
    world.tenant.edit(VALUE, { severity: 'unknown' });
    await world.fetch();
    await world.run('xdr-iocs-push', { indicator: VALUE });
    await world.fetch();
    expect(world.tenant.get(VALUE)?.severity).not.toBe('UNKNOWN');
  });

  it('is pushed by name with success', async () => {
    world = await play();
    await world.fetch();
    world.tenant.edit(VALUE, { severity: 'unknown' });
    await world.fetch();
    const { text } = await world.run('xdr-iocs-push', { indicator: VALUE });
    expect(text).toContain('push success.');
  });

  it('is no good value of the parameter: Test refuses it', async () => {
    world = await play({ severity: 'unknown' });
    expect((await world.run('test-module')).text).not.toBe('ok');
  });
});

describe('case 15: a rule that is marked as deleted', () => {
  const DELETED = '198.51.100.99';
  const start = async (): Promise<string> => {
    world = await play();
    await world.fetch();
    const rule = {
      RULE_ID: 99,
      RULE_INDICATOR: DELETED,
      IOC_TYPE: 'IP',
      RULE_SEVERITY: 'SEV_040_HIGH',
      REPUTATION: 'BAD',
      RULE_STATUS: 'ENABLED',
      RULE_COMMENT: '',
      RULE_EXPIRATION_TIME: -1,
      RULE_MODIFY_TIME: world.clock.now() + 60_000,
      RULE_SOURCE: 'XDR',
      MARKED_DELETED: 1,
    };
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'get_changes') {
        return 'continue';
      }
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ reply: [rule] }));
      return 'handled';
    });
    return (await world.fetch()).log;
  };

  it('makes no indicator in XSOAR', async () => {
    await start();
    expect(world.xsoar.indicators.get(DELETED)).toBeUndefined();
  });

  it('is told', async () => {
    expect(await start()).toContain(DELETED);
  });
});
