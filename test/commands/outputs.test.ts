import { afterEach, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../src/commands/index.ts';
import { contextKey, type Output } from '../../src/commands/outputs.ts';
import * as tables from '../../src/commands/tables.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { createWorld, ipOf, type Outcome, type World, type WorldOptions } from '../support/world.ts';

/** Some runs of a command that leave, together, all that it declares. */
interface Played {
  options?: WorldOptions;
  play(world: World): Promise<Outcome>;
}

const ONE = ipOf(0).value;
const TWO = ipOf(1).value;
const UNKNOWN = '203.0.113.222';
const REJECTED = { value: '2001:db8::bad', indicator_type: 'IP', score: 3 };
const MINUTE = 60_000;

async function synced(world: World, count = 2): Promise<void> {
  world.addIps(count);
  world.xsoar.indicators.add(REJECTED);
  world.clock.advance(MINUTE);
  await world.run('fetch-indicators');
  world.clock.advance(MINUTE);
}

/** A person changes one in XDR, and a push holds its indicator back. */
async function heldBack(world: World): Promise<void> {
  world.tenant.edit(ONE, { severity: 'LOW' });
  world.xsoar.indicators.edit(ONE, { CustomFields: { tags: ['x'] } });
  world.clock.advance(MINUTE);
  await world.run('xdr-iocs-push');
}

const files = (command: string, args: Record<string, string> = {}): Played[] => [
  { play: async (world) => await world.run(command, args) },
];

const statusChange = (command: string): Played[] => [
  {
    play: async (world) => {
      await synced(world);
      return await world.run(command, { indicator: [ONE, UNKNOWN] });
    },
  },
];

/** What is played of each command. A new command is covered by its lines here. */
const PLAYED: Readonly<Record<string, readonly Played[]>> = {
  'xdr-iocs-sync': [
    {
      play: async (world) => {
        world.addIps(2);
        world.xsoar.indicators.add(REJECTED);
        return await world.run('xdr-iocs-sync');
      },
    },
    {
      play: async (world) => {
        await synced(world);
        return await world.run('xdr-iocs-sync', { firstTime: 'true', dry_run: 'true' });
      },
    },
  ],
  'xdr-iocs-push': [
    {
      play: async (world) => {
        await synced(world);
        return await world.run('xdr-iocs-push', { indicator: [ONE, UNKNOWN] });
      },
    },
    {
      play: async (world) => {
        await synced(world);
        world.tenant.edit(TWO, { severity: 'LOW' });
        world.xsoar.indicators.edit(TWO, { CustomFields: { tags: ['x'] } });
        world.clock.advance(MINUTE);
        return await world.run('xdr-iocs-push');
      },
    },
    {
      play: async (world) => {
        await synced(world);
        world.xsoar.indicators.add({ ...REJECTED, value: '2001:db8::2' });
        world.addIps(1, 7);
        world.clock.advance(MINUTE);
        return await world.run('xdr-iocs-push', { dry_run: 'true' });
      },
    },
  ],
  'xdr-iocs-enable': statusChange('xdr-iocs-enable'),
  'xdr-iocs-disable': statusChange('xdr-iocs-disable'),
  'xdr-iocs-retire': [
    {
      play: async (world) => {
        world.params.retire_action = 'Disable the IOC';
        await synced(world);
        world.xsoar.indicators.edit(ONE, { score: 1 });
        world.clock.advance(MINUTE);
        return await world.run('xdr-iocs-retire', { indicator: [ONE, TWO] });
      },
    },
    {
      play: async (world) => {
        world.params.retire_action = 'Disable the IOC';
        await synced(world);
        world.xsoar.indicators.edit(ONE, { score: 1 });
        world.clock.advance(MINUTE);
        return await world.run('xdr-iocs-retire');
      },
    },
  ],
  'xdr-iocs-delete': [
    {
      play: async (world) => {
        await synced(world);
        return await world.run('xdr-iocs-delete', { indicator: [ONE, UNKNOWN] });
      },
    },
  ],
  'xdr-iocs-get': [
    {
      play: async (world) => {
        world.xsoar.indicators.add({
          ...ipOf(0),
          expiration: '2030-01-01T00:00:00Z',
          aggregatedReliability: 'B - Usually reliable',
          comments: [{ type: 'IndicatorCommentRegular', content: 'seen' }],
        });
        await synced(world, 0);
        return await world.run('xdr-iocs-get', { indicator: [ONE, UNKNOWN] });
      },
    },
    {
      options: { publicApi: false },
      play: async (world) => {
        await synced(world);
        world.tenant.edit(ONE, { reputation: 'SUSPICIOUS', status: 'DISABLED' });
        world.clock.advance(MINUTE);
        await world.run('fetch-indicators');
        return await world.run('xdr-iocs-get', { indicator: [ONE, UNKNOWN] });
      },
    },
  ],
  'xdr-iocs-explain': [
    {
      play: async (world) => {
        world.params.override_severity = false;
        const expiration = '2030-01-01T00:00:00Z';
        world.xsoar.indicators.add({ ...ipOf(0), expiration });
        await synced(world, 0);
        world.xsoar.indicators.edit(ONE, { CustomFields: { sourceoriginalseverity: 'critical' } });
        world.tenant.edit(ONE, { severity: 'LOW', comment: 'seen' });
        world.xsoar.indicators.add({ ...ipOf(1), score: 1 });
        world.clock.advance(MINUTE);
        const indicator = [ONE, TWO, REJECTED.value, UNKNOWN];
        return await world.run('xdr-iocs-explain', { indicator });
      },
    },
    {
      play: async (world) => {
        world.addIps(1);
        world.tenant.onRequest(({ endpoint }, response) => {
          if (endpoint !== 'tim_insert_jsons') {
            return 'continue';
          }
          const errors = [{ indicator: ONE, error: 'too bad' }];
          response.end(JSON.stringify({ reply: { success: true, validation_errors: errors } }));
          return 'handled';
        });
        world.clock.advance(MINUTE);
        await world.run('fetch-indicators');
        return await world.run('xdr-iocs-explain', { indicator: ONE });
      },
    },
  ],
  'xdr-iocs-status': [
    {
      play: async (world) => {
        world.params.retire_action = 'Disable the IOC';
        await synced(world);
        await heldBack(world);
        return await world.run('xdr-iocs-status', { check: 'true' });
      },
    },
    {
      play: async (world) => {
        await synced(world);
        world.tenant.edit(ONE, { reputation: 'GOOD' });
        world.clock.advance(MINUTE);
        await world.run('fetch-indicators');
        return await world.run('xdr-iocs-status');
      },
    },
    {
      play: async (world) => {
        await synced(world);
        world.params.apikey_creds = { password: 'wrong' };
        world.clock.advance(MINUTE);
        await world.run('fetch-indicators');
        return await world.run('xdr-iocs-status', { check: 'true' });
      },
    },
  ],
  'xdr-iocs-refused': [
    {
      play: async (world) => {
        await synced(world);
        return await world.run('xdr-iocs-refused');
      },
    },
  ],
  'xdr-iocs-set-sync-time': files('xdr-iocs-set-sync-time', { time: '2026-01-15T12:00:00Z' }),
  'xdr-iocs-create-sync-file': files('xdr-iocs-create-sync-file', { zip: 'false', set_time: 'false' }),
  'xdr-iocs-to-keep-file': files('xdr-iocs-to-keep-file'),
};

const KEYS = new Set(Object.values(tables).flatMap((table) => ('by' in table ? [contextKey(table)] : [])));
const CHECKS: Readonly<Record<Output['type'], (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  Number: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
  Unknown: () => true,
};

let world: World | undefined;
afterEach(async () => {
  await world?.close();
});

type Declared = ReadonlyMap<string, Output['type']>;

/** Every value in the context, with its path: lists are of one kind. What is declared as `Unknown` is one value. */
function* valuesIn(
  path: string,
  value: unknown,
  declared: Declared,
): Generator<[path: string, value: unknown]> {
  if (declared.get(path) === 'Unknown') {
    yield [path, value];
  } else if (Array.isArray(value)) {
    for (const item of value) {
      yield* valuesIn(path, item, declared);
    }
  } else if (isRecord(value)) {
    for (const [name, inner] of Object.entries(value)) {
      yield* valuesIn(`${path}.${name}`, inner, declared);
    }
  } else {
    yield [path, value];
  }
}

/** What the runs of a command left in the context. */
async function left(
  played: readonly Played[],
  declared: Declared,
): Promise<[key: string, path: string, value: unknown][]> {
  const found: [string, string, unknown][] = [];
  for (const { options, play } of played) {
    world = await createWorld(options);
    const { entries } = await play(world);
    for (const { EntryContext: context = {}, Type } of entries) {
      // The platform itself keeps what a file is.
      const ofFile =
        Type === 3 ? tables.FILE.map(({ path, type }) => [path, path, SAMPLES[type]] as const) : [];
      found.push(...ofFile.map(([key, path, value]): [string, string, unknown] => [key, path, value]));
      for (const [key, rows] of Object.entries(context)) {
        for (const [path, value] of valuesIn(key.replace(/\(.*$/s, ''), rows, declared)) {
          found.push([key, path, value]);
        }
      }
    }
    await world.close();
  }
  return found;
}

const SAMPLES: Readonly<Record<string, unknown>> = { String: '', Number: 0 };

const listed = COMMANDS.filter(({ builtIn }) => builtIn === undefined);

describe.each(listed)('what $name leaves in the context', ({ name, outputs }) => {
  it('is what it declares, of the declared types, and nothing that it declares is never there', async () => {
    const played = PLAYED[name];
    expect([name, played === undefined ? 'has no lines in PLAYED' : 'is played']).toEqual([
      name,
      'is played',
    ]);
    const declared = new Map(outputs.map(({ path, type }) => [path, type]));
    const found = await left(played ?? [], declared);
    // A command that offers a file only when something is too much does not declare it.
    const paths = found.filter(([, path]) => declared.has(path) || !path.startsWith('File.'));
    const wrong = paths
      .filter(([, path, value]) => !CHECKS[declared.get(path) ?? 'Unknown'](value))
      .map(([, path, value]) => `${path}: ${JSON.stringify(value)}`);
    expect(wrong).toEqual([]);
    expect([...new Set(paths.map(([, path]) => path))].sort()).toEqual([...declared.keys()].sort());
    for (const [key] of paths) {
      expect([key, KEYS.has(key) || key.startsWith('File.')]).toEqual([key, true]);
    }
  });
});

describe('the objects in the context', () => {
  it('name the instance by which they are one and the same', () => {
    for (const table of Object.values(tables)) {
      if ('by' in table) {
        expect(table.by).toContain('Instance');
        expect(Object.keys(table.fields)).toEqual(expect.arrayContaining([...table.by]));
      }
    }
  });
});
