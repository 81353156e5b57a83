import fc from 'fast-check';
import { perform } from '../two-sides/acts.ts';
import { poolOf, type Subject } from '../two-sides/pool.ts';
import { Random } from '../two-sides/random.ts';
import { PLAIN, type Settings } from '../two-sides/settings.ts';
import { createSides, type Platform, type Sides } from '../two-sides/sides.ts';
import type { Act, Change } from '../two-sides/steps.ts';
import { runSeen } from './observe.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 15, 12, 0, 0);
const POOL = 6;

/** What happens before values are explained. */
export type Event =
  | { do: 'act'; act: Act }
  | { do: 'wait'; ms: number }
  | { do: 'set'; settings: Partial<Settings> }
  | { do: 'run'; command: string; who: readonly number[] };

/** A world, and what happens in it. */
export interface Story {
  poolSeed: number;
  platform: Platform;
  settings: Settings;
  /** Which values XSOAR holds before the first run. */
  first: readonly number[];
  events: readonly Event[];
}

const who = fc.nat({ max: POOL - 1 });
const severity = fc.constantFrom('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
const text = fc.integer({ min: 1, max: 9_999 }).map((number) => `seen${number}x`);
const expiration = fc.oneof(
  fc.constant(-1),
  fc.integer({ min: 1, max: 90 }).map((days) => START + days * DAY),
);
const status = fc.constantFrom('ENABLED', 'DISABLED');
const reputation = fc.constantFrom('GOOD', 'SUSPICIOUS', 'BAD');
const change: fc.Arbitrary<Change> = fc.oneof(
  severity.map((one) => ({ severity: one })),
  text.map((comment) => ({ comment })),
  text.map((behind) => ({ behind })),
  fc.constant({ comment: '' }),
  status.map((one) => ({ status: one })),
  expiration.map((one) => ({ expiration: one })),
  reputation.map((one) => ({ reputation: one })),
  fc.record({ severity, comment: text }),
);
const inXsoar: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('edit in XSOAR' as const), who, change }),
  fc.record({ do: fc.constant('edit in XSOAR' as const), who, change: fc.constant({ reputation: 'GOOD' }) }),
  fc.record({
    do: fc.constant('refresh by a feed' as const),
    who,
    change: fc.oneof(fc.constant({}), change),
  }),
  fc.record({ do: fc.constant('add in XSOAR' as const), who, change }),
  fc.record({ do: fc.constant('expire in XSOAR' as const), who }),
  fc.record({ do: fc.constant('delete in XSOAR' as const), who }),
);
const inXdr: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('edit in XDR' as const), who, change }),
  fc.record({ do: fc.constant('edit in XDR' as const), who, change }),
  fc.record({ do: fc.constant('add in XDR' as const), who, change }),
  fc.record({ do: fc.constant('delete in XDR' as const), who }),
  fc.record({ do: fc.constant('5,000 hits in XDR' as const), who }),
);
const commands = [
  'fetch-indicators',
  'fetch-indicators',
  'fetch-indicators',
  'xdr-iocs-push',
  'named push',
  'xdr-iocs-enable',
  'xdr-iocs-disable',
  'xdr-iocs-disable',
  'xdr-iocs-retire',
  'sync',
];
const settingsLater: fc.Arbitrary<Partial<Settings>> = fc.oneof(
  fc.record({ override: fc.boolean() }),
  fc.record({ severity: fc.constantFrom('low' as const, 'critical' as const, '' as const) }),
  fc.constant({ query: '(reputation:Bad or reputation:Suspicious) and type:(IP Domain URL)' }),
  fc.record({ autoSync: fc.boolean() }),
  fc.record({ retireLimit: fc.nat({ max: 2 }) }),
  fc.record({
    retireAction: fc.constantFrom<Settings['retireAction']>(
      'Disable the IOC',
      'Delete the IOC',
      'Leave the IOC',
    ),
  }),
  fc.record({ excludePrivate: fc.boolean() }),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: inXsoar.map((act) => ({ do: 'act' as const, act })) },
  { weight: 4, arbitrary: inXdr.map((act) => ({ do: 'act' as const, act })) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(1, 900, 5_000, 29_000, 31_000, 90_000, 1_200_000)
      .map((ms) => ({ do: 'wait' as const, ms })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      command: fc.constantFrom(...commands),
      who: fc.uniqueArray(who, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: settingsLater.map((settings) => ({ do: 'set' as const, settings })) },
);

const fetched: Event = { do: 'run', command: 'fetch-indicators', who: [] };
const waited = (ms: number): Event => ({ do: 'wait', ms });
const acted = (act: Act): Event => ({ do: 'act', act });

/** What seldom comes about by chance, of one value. */
const scene: fc.Arbitrary<Event[]> = fc
  .tuple(who, fc.nat({ max: 4 }), change, change)
  .map(([one, which, first, second]): Event[] => {
    const inXsoarAct = (changed: Change): Event => acted({ do: 'edit in XSOAR', who: one, change: changed });
    const inXdrAct = (changed: Change): Event => acted({ do: 'edit in XDR', who: one, change: changed });
    switch (which) {
      case 0: // It leaves, and comes back.
        return [
          inXsoarAct({ reputation: 'GOOD' }),
          waited(31_000),
          fetched,
          waited(40_000),
          inXsoarAct({ reputation: 'BAD' }),
        ];
      case 1: // It is disabled by command, and enabled by hand.
        return [
          { do: 'run', command: 'xdr-iocs-disable', who: [one] },
          waited(40_000),
          fetched,
          waited(40_000),
          inXsoarAct({ status: 'ENABLED' }),
        ];
      case 2: // It is disabled by a person in XDR, and enabled by one in XSOAR.
        return [
          inXdrAct({ status: 'DISABLED' }),
          fetched,
          waited(40_000),
          fetched,
          inXsoarAct({ status: 'ENABLED' }),
        ];
      case 3: // Both sides are changed.
        return [inXdrAct(first), inXsoarAct({ ...second, ...first })];
      default: // A change was taken, and is to be answered.
        return [inXdrAct(first), fetched, waited(40_000)];
    }
  });

const platform: fc.Arbitrary<Platform> = fc.record({
  marks: fc.constantFrom(true, true, true, false),
  keepsStatus: fc.constantFrom(true, true, true, false),
  skewMs: fc.constantFrom(0, 0, 0, 45_000, -45_000),
  indexLagMs: fc.constantFrom(0, 0, 0, 8_000),
  publicApi: fc.boolean(),
  idOrder: fc.constantFrom('text' as const, 'number' as const),
  feedReliability: fc.constantFrom('C - Fairly reliable', 'A - Completely reliable'),
});

const settings: fc.Arbitrary<Settings> = fc
  .record({
    fetches: fc.constantFrom(true, true, true, true, false),
    override: fc.boolean(),
    severity: fc.constantFrom('high' as const, 'low' as const, '' as const),
    commentFields: fc.constantFrom(
      ['comments'],
      ['indicator_link', 'comments'],
      ['description', 'actor'],
      ['aliases'],
      ['tags'],
    ),
    retireAction: fc.constantFrom<Settings['retireAction']>(
      'Disable the IOC',
      'Disable the IOC',
      'Delete the IOC',
      'Leave the IOC',
    ),
    retireLimit: fc.constantFrom(10_000, 10_000, 10_000, 0),
  })
  .map((some) => ({ ...PLAIN, ...some, asTags: some.commentFields[0] === 'tags' }));

/** Worlds of any kind, with whatever may have happened in them. */
export const stories: fc.Arbitrary<Story> = fc.record({
  poolSeed: fc.nat({ max: 1_000 }),
  platform,
  settings,
  first: fc.uniqueArray(who, { minLength: 3 }),
  events: fc
    .array(fc.oneof({ weight: 5, arbitrary: event.map((one) => [one]) }, { weight: 1, arbitrary: scene }), {
      maxLength: 14,
      size: 'max',
    })
    .map((parts) => parts.flat()),
});

/** Lets a story happen. The caller closes the sides. */
export async function live(story: Story): Promise<{ sides: Sides; pool: readonly Subject[] }> {
  const sides = await createSides(story.platform, story.settings);
  const pool = poolOf(new Random(story.poolSeed), POOL);
  for (const one of story.first) {
    perform(sides, pool, { do: 'add in XSOAR', who: one, change: {} });
  }
  for (const happening of story.events) {
    await happen(sides, pool, happening);
  }
  return { sides, pool };
}

async function happen(sides: Sides, pool: readonly Subject[], happening: Event): Promise<void> {
  switch (happening.do) {
    case 'act':
      perform(sides, pool, happening.act);
      break;
    case 'wait':
      sides.clock.advance(happening.ms);
      break;
    case 'set':
      sides.settings = { ...sides.settings, ...happening.settings };
      break;
    case 'run':
      await runAny(sides, pool, happening);
  }
}

async function runAny(
  sides: Sides,
  pool: readonly Subject[],
  { command, who: named }: { command: string; who: readonly number[] },
): Promise<void> {
  const indicator = named.map((place) => pool[place]?.value ?? '').join(',');
  switch (command) {
    case 'named push':
      await runSeen(sides, 'xdr-iocs-push', { indicator });
      break;
    case 'xdr-iocs-enable':
    case 'xdr-iocs-disable':
      await runSeen(sides, command, { indicator });
      break;
    case 'xdr-iocs-retire':
      await runSeen(sides, command, { dry_run: 'false' });
      break;
    case 'sync':
      await runSeen(sides, 'xdr-iocs-sync', { firstTime: 'true', confirm: 'true' });
      break;
    case 'fetch-indicators':
      await runSeen(sides, sides.settings.fetches ? command : 'xdr-iocs-push');
      break;
    default:
      await runSeen(sides, command);
  }
}
