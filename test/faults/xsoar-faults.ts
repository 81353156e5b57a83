import type { Ledger } from './ledger.ts';
import { play, type Struck } from './play.ts';
import { type Cast, COMMANDS, EVERYDAY, LINKS, PULL_ONLY, type Scene } from './scenes.ts';
import type { SearchAnswer, Stage, StageOptions } from './stage.ts';
import { inThree, type Venue } from './venue.ts';
import type { Fault, Trial, Verdict } from './verdict.ts';

/** Once: one call fails. On: it fails from then on, until the run is over, as any other call does. */
type Duration = 'once' | 'on';

/** The platform calls that XSOAR answers, and what a failure of each may do. */
const CALLS = {
  searchIndicators: {},
  createIndicators: {},
  getIntegrationContextVersioned: {},
  setIntegrationContextVersioned: {},
  demistoVersion: {},
  demistoUrls: {},
  // A log that cannot be written fails no run.
  debug: { harmless: true },
  info: { harmless: true },
  // Without it XSOAR cannot be told anything.
  results: { silent: true },
} as const satisfies Record<string, { harmless?: true; silent?: true }>;
type Call = keyof typeof CALLS;

/** What a server in trouble may answer to a search. */
const SEARCHES: readonly { name: string; change: (answer: SearchAnswer) => unknown; mustFail: boolean }[] = [
  { name: 'total missing', change: ({ total: _total, ...rest }) => rest, mustFail: true },
  {
    name: 'an empty page in the middle',
    change: ({ total }) => ({ iocs: [], total, searchAfter: [] }),
    mustFail: false,
  },
  {
    name: 'null for a page',
    change: ({ total }) => ({ iocs: null, total, searchAfter: null }),
    mustFail: false,
  },
  { name: 'no answer at all', change: () => ({}), mustFail: true },
];

/**
 * Errors and odd answers of XSOAR.
 * @param venue where every call is tried
 * @param container where the same is tried at few calls, through launcher and pipe
 */
export function xsoarFaults(venue: Venue, container?: Venue): Fault[] {
  const venues = container === undefined ? [venue] : [venue, container];
  return [
    ...(Object.keys(CALLS) as Call[]).map((call) => ({
      family: 'XSOAR',
      name: `an error on ${call}`,
      trials: async () => (await Promise.all(venues.map((one) => errorsOn(call, one)))).flat(),
    })),
    ...SEARCHES.map(({ name, change, mustFail }) => ({
      family: 'XSOAR',
      name,
      trials: async () =>
        (await Promise.all(venues.map((one) => searchesWith(change, mustFail, one)))).flat(),
    })),
    { family: 'XSOAR', name: 'pages that repeat the last element', trials: () => overlapping(venue) },
    {
      family: 'XSOAR',
      name: 'a context that another run moved meanwhile',
      trials: async () => await conflicts(venue),
    },
    {
      family: 'XSOAR',
      name: 'a context that is always newer',
      trials: async () => await endlessConflict(venue),
    },
  ];
}

/** In process every call of that name, one after the other: it costs little. */
async function errorsOn(call: Call, venue: Venue): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const scene of venue.real ? venue.scenes : [EVERYDAY, COMMANDS, LINKS, PULL_ONLY]) {
    const count = await callsIn(scene, call, venue);
    for (const number of placesIn(count, venue)) {
      for (const duration of ['once', 'on'] as const) {
        trials.push({
          label: `${venue.name}, ${scene.name}, call ${number} of ${count}, ${duration}`,
          play: async () =>
            await venue.on(
              async (stage) => await play(scene, stage, failing(stage, call, number, duration)),
              shortPages(venue),
            ),
        });
      }
    }
  }
  return trials;
}

function placesIn(count: number, venue: Venue): number[] {
  return venue.real ? venue.spots(count) : Array.from({ length: count }, (_, index) => index + 1);
}

/** Several pages in a search of few indicators; a container has its own. */
function shortPages(venue: Venue): StageOptions {
  return venue.real ? {} : { pageSize: 4 };
}

async function callsIn(scene: Scene, call: string, venue: Venue): Promise<number> {
  return await venue.on(async (stage) => {
    await play(scene, stage);
    return stage.xsoar.callsOf(call);
  }, shortPages(venue));
}

function failing(stage: Stage, call: Call, number: number, duration: Duration): Struck {
  const struck: Struck = {
    struck: false,
    silent: 'silent' in CALLS[call],
    mustSucceed: 'harmless' in CALLS[call],
    lift: () => {
      stage.interference.call = undefined;
    },
  };
  stage.interference.call = (name, count) => {
    const begins = name === call && count === number;
    struck.struck ||= begins;
    if (begins || (struck.struck && duration === 'on' && name === call)) {
      throw new Error('the server is in trouble');
    }
  };
  return struck;
}

async function searchesWith(
  change: (answer: SearchAnswer) => unknown,
  mustFail: boolean,
  venue: Venue,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const scene of venue.real ? venue.scenes : [EVERYDAY, COMMANDS]) {
    const count = await callsIn(scene, 'searchIndicators', venue);
    for (const number of placesIn(count, venue)) {
      trials.push({
        label: `${venue.name}, ${scene.name}, search ${number} of ${count}`,
        play: async () =>
          await venue.on(async (stage) => {
            let searches = 0;
            const struck: Struck = {
              struck: false,
              mustFail,
              lift: () => {
                stage.interference.search = undefined;
              },
            };
            stage.interference.search = (answer) => {
              searches += 1;
              struck.struck ||= searches === number;
              return searches === number ? change(answer) : answer;
            };
            return await play(scene, stage, struck);
          }, shortPages(venue)),
      });
    }
  }
  return trials;
}

/** Every page begins with the element that the last one ended with. */
function overlapping(venue: Venue): Trial[] {
  return [EVERYDAY, COMMANDS].map((scene) => ({
    label: scene.name,
    play: async () =>
      await venue.on(async (stage) => {
        let last: unknown[] = [];
        stage.interference.search = (answer) => {
          const iocs = [...last, ...(answer.iocs ?? [])];
          const isPage = (answer.iocs ?? []).length > 0;
          last = isPage ? (answer.iocs ?? []).slice(-1) : [];
          return isPage ? { ...answer, iocs } : answer;
        };
        return await play(scene, stage);
      }, shortPages(venue)),
  }));
}

/** Before a write, another whole run takes place: the write meets a newer version, and the further cursor must win. */
async function conflicts(venue: Venue): Promise<Trial[]> {
  const count = await callsIn(EVERYDAY, 'setIntegrationContextVersioned', venue);
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((number) => [
    {
      label: `a run before write ${number} of ${count}`,
      play: async () =>
        await venue.on(async (stage) => await playWithOtherRun(stage, number), shortPages(venue)),
    },
    {
      label: `a key of somebody else's before write ${number} of ${count}`,
      play: async () =>
        await venue.on(async (stage) => await playWithOtherWriter(stage, number), shortPages(venue)),
    },
  ]);
}

async function playWithOtherRun(stage: Stage, number: number): Promise<Verdict> {
  const problems = new Set<string>();
  let ledger: Ledger | undefined;
  const steps = EVERYDAY.steps.map((step) => ({
    ...step,
    prepare: (cast: Cast) => {
      ledger = cast.ledger;
      step.prepare?.(cast);
    },
  }));
  stage.interference.call = async (name, count) => {
    if (name !== 'setIntegrationContextVersioned' || count !== number) {
      return;
    }
    stage.interference.call = undefined;
    // The other run sees one indicator more, and so comes further.
    ledger?.put('10.8.0.1', 'meanwhile');
    stage.settle();
    if (!(await stage.run('fetch-indicators')).ok) {
      problems.add('the other run failed');
    }
    const cursor = cursorOf(stage);
    stage.interference.call = () => {
      if (cursorOf(stage) < cursor) {
        problems.add('the cursor went back');
      }
    };
  };
  const verdict = await play({ ...EVERYDAY, steps }, stage);
  verdict.problems.push(...problems);
  return verdict;
}

/** The push cursor as a text that grows with it: its times all have one form. */
function cursorOf({ xsoar }: Stage): string {
  return JSON.stringify(xsoar.context.search_after ?? []);
}

async function playWithOtherWriter(stage: Stage, number: number): Promise<Verdict> {
  stage.interference.call = (name, count) => {
    if (name === 'setIntegrationContextVersioned' && count === number) {
      stage.xsoar.setContext({ ...stage.xsoar.context, of_somebody_else: number });
    }
  };
  const verdict = await play(EVERYDAY, stage);
  if (stage.xsoar.context.of_somebody_else !== number) {
    verdict.problems.push("somebody else's key was lost");
  }
  return verdict;
}

/** Somebody writes faster than any run can: an error, and nothing is lost. */
async function endlessConflict(venue: Venue): Promise<Trial[]> {
  const count = await callsIn(EVERYDAY, 'setIntegrationContextVersioned', venue);
  return inThree(count).map((number) => ({
    label: `from write ${number} of ${count} on`,
    play: async () =>
      await venue.on(async (stage) => {
        const struck: Struck = {
          struck: false,
          mustFail: true,
          lift: () => {
            stage.interference.call = undefined;
          },
        };
        stage.interference.call = (name, calls) => {
          if (name === 'setIntegrationContextVersioned' && calls >= number) {
            struck.struck = true;
            stage.xsoar.setContext(stage.xsoar.context);
          }
        };
        return await play(EVERYDAY, stage, struck);
      }, shortPages(venue)),
  }));
}
