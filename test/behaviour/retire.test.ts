import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry } from '../../src/xsoar/entries.ts';
import { createWorld, ipOf, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  world.params.retire_action = 'Disable the IOC';
  world.params.retire_limit = '2';
});
afterEach(async () => {
  await world.close();
});

const MINUTE = 60_000;
const NOTE = 1;
const FILE = 3;
const ERROR = 4;
const WARNING = 11;
const COMMAND = 'xdr-iocs-retire';
const typesOf = (entries: readonly Entry[]): number[] => entries.map(({ Type }) => Type);
const value = (number: number): string => ipOf(number).value;

/** Syncs so many IPs, and judges the first ones good. */
async function synced(count: number, good: number): Promise<void> {
  world.addIps(count);
  for (let run = 0; run < 2; run += 1) {
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
  }
  for (let number = 0; number < good; number += 1) {
    world.xsoar.indicators.edit(value(number), { score: 1 });
  }
  world.clock.advance(MINUTE);
}

const disabled = (): string[] =>
  [...world.tenant.all()]
    .filter(({ status }) => status === 'DISABLED')
    .map(({ value: name }) => name)
    .sort();

describe('xdr-iocs-retire with values', () => {
  it('retires these', async () => {
    await synced(3, 2);
    const { ok, text } = await world.run(COMMAND, { indicator: value(0) });
    expect([ok, text]).toEqual([true, 'retired 1 of 1 indicators.']);
    expect(disabled()).toEqual([value(0)]);
  });

  it('retires none that still matches, and says so', async () => {
    await synced(3, 1);
    const { entries } = await world.run(COMMAND, { indicator: [value(0), value(1)] });
    expect(typesOf(entries)).toEqual([WARNING, NOTE]);
    expect(entries[0]?.Contents).toContain(`${value(1)}: It still matches the 'Sync Query'`);
    expect(entries[1]?.HumanReadable).toMatch(/^retired 1 of 2 indicators\./);
    expect(disabled()).toEqual([value(0)]);
  });

  it('retires an IOC of which XSOAR has no indicator any more', async () => {
    await synced(3, 0);
    world.xsoar.indicators.remove(value(0));
    await world.run(COMMAND, { indicator: value(0) });
    expect(disabled()).toEqual([value(0)]);
  });

  it('says with dry_run=true what it would do, and changes nothing', async () => {
    await synced(3, 2);
    const { context } = world.xsoar;
    const { ok, text } = await world.run(COMMAND, { indicator: [value(0), value(2)], dry_run: 'true' });
    expect(ok).toBe(true);
    expect(text).toContain('1 indicators would be retired. Nothing was changed.');
    expect(text).toContain(value(0));
    expect(disabled()).toEqual([]);
    expect(world.xsoar.context).toEqual(context);
  });

  it('does not say that it retired what XDR does not hold', async () => {
    await synced(1, 1);
    const { text } = await world.run(COMMAND, { indicator: '203.0.113.7' });
    expect(text).not.toContain('retired 1 of 1');
  });

  it('leaves alone what a person made in XDR, and does not say that it retired it', async () => {
    await synced(1, 0);
    world.tenant.create({ value: 'people.example.com', type: 'DOMAIN_NAME' });
    const { text } = await world.run(COMMAND, { indicator: 'people.example.com' });
    expect(disabled()).toEqual([]);
    expect(text).not.toContain('retired 1 of 1');
  });

  it('disables, also where the instance leaves IOCs alone', async () => {
    world.params.retire_action = 'Leave the IOC';
    await synced(3, 1);
    await world.run('fetch-indicators');
    expect(disabled()).toEqual([]);
    await world.run(COMMAND, { indicator: value(0) });
    expect(disabled()).toEqual([value(0)]);
  });

  it('deletes where the instance deletes', async () => {
    world.params.retire_action = 'Delete the IOC';
    await synced(3, 1);
    await world.run(COMMAND, { indicator: value(0) });
    expect(world.tenant.get(value(0))).toBeUndefined();
    expect(world.tenant.size).toBe(2);
  });

  it('is an error where XDR does not do it', async () => {
    await synced(3, 1);
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint === 'disable_iocs') {
        response.writeHead(403).end();
        return 'handled';
      }
      return 'continue';
    });
    const { ok, entries } = await world.run(COMMAND, { indicator: value(0) });
    expect(ok).toBe(false);
    expect(typesOf(entries).at(-1)).toBe(ERROR);
  });
});

describe('xdr-iocs-retire without values', () => {
  it('only says what waits, unless dry_run=false is given', async () => {
    await synced(5, 3);
    await world.run('fetch-indicators');
    const { context } = world.xsoar;
    const { ok, entries } = await world.run(COMMAND);
    expect([ok, typesOf(entries)]).toEqual([true, [NOTE]]);
    expect(entries[0]?.HumanReadable).toContain('3 indicators would be retired. Nothing was changed.');
    expect(entries[0]?.HumanReadable).toContain(`| ${value(2)} | IP |`);
    expect(disabled()).toEqual([]);
    expect(world.xsoar.context).toEqual(context);
  });

  it('retires what waits behind the brake', async () => {
    await synced(5, 3);
    const { log } = await world.run('fetch-indicators');
    expect(log).toContain('Nothing was retired: 3 indicators fewer');
    const { ok, text } = await world.run(COMMAND, { dry_run: 'false' });
    expect([ok, text]).toEqual([true, 'retired 3 indicators.']);
    expect(disabled()).toEqual([value(0), value(1), value(2)]);
  });

  it('releases the brake: the next run retires again by itself', async () => {
    await synced(6, 3);
    await world.run('fetch-indicators');
    await world.run(COMMAND, { dry_run: 'false' });
    world.xsoar.indicators.edit(value(3), { score: 1 });
    world.clock.advance(MINUTE);
    await world.run('fetch-indicators');
    expect(disabled()).toEqual([value(0), value(1), value(2), value(3)]);
  });

  it('names 200 in the entry, and the others in a file', async () => {
    await synced(300, 250);
    const { entries } = await world.run(COMMAND);
    expect(typesOf(entries)).toEqual([NOTE, FILE]);
    expect(entries[0]?.HumanReadable).toContain('250 indicators would be retired.');
    const path = join(world.folder, `inv_${entries[1]?.FileID}`);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(50);
  });

  it('says that there is nothing to look at before the first sync is finished', async () => {
    const { ok, entries } = await world.run(COMMAND, { dry_run: 'false' });
    expect([ok, typesOf(entries)]).toEqual([true, [WARNING]]);
    expect(world.tenant.requests()).toBe(0);
  });

  it('disables on a tenant that offers neither get nor delete, and says so', async () => {
    await world.close();
    world = await createWorld({ publicApi: false });
    world.params.retire_action = 'Delete the IOC';
    world.params.retire_limit = '2';
    await synced(5, 3);
    const { text } = await world.run(COMMAND, { dry_run: 'false' });
    expect(disabled()).toEqual([value(0), value(1), value(2)]);
    expect(text).toContain('does not offer to delete IOCs');
  });
});

describe('an indicator that left and comes back', () => {
  it('is enabled in XDR again', async () => {
    await synced(3, 1);
    await world.run('fetch-indicators');
    expect(disabled()).toEqual([value(0)]);
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
    }
    expect(world.xsoar.indicators.get(value(0))?.CustomFields ?? {}).not.toHaveProperty('xdrstatus');
    world.xsoar.indicators.edit(value(0), { score: 3 });
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(MINUTE);
      await world.run('fetch-indicators');
    }
    expect(disabled()).toEqual([]);
    expect(world.tenant.get(value(0))).toMatchObject({ reputation: 'BAD', status: 'ENABLED' });
  });
});
