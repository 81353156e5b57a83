import { type Environment, everywhere } from './environment.ts';
import type { FaultyWorld, SearchAnswer, WorldOptions } from './faulty-world.ts';
import type { ActiveFault } from './play.ts';
import { COMMANDS, EVERYDAY, LINKS, PULL_ONLY, type Scenario } from './scenarios.ts';
import type { Row, Trial } from './trial.ts';

/** The platform calls that XSOAR answers, and what a failure of each may do. */
const CALLS: Readonly<Record<string, { harmless?: true; silent?: true }>> = {
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
};

interface OddAnswer {
  name: string;
  change: (answer: SearchAnswer) => unknown;
  mustFail: boolean;
}

/** What a server in trouble may answer to a search. */
export const ODD_ANSWERS: readonly OddAnswer[] = [
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
 * Errors and odd answers of XSOAR: in process at every call of a name, because it costs little, in a container at few.
 */
export function xsoarRows(process: Environment, container?: Environment): Row[] {
  const environments = container === undefined ? [process] : [process, container];
  const row = (name: string, trialsIn: (environment: Environment) => Promise<Trial[]>): Row => ({
    group: 'XSOAR',
    name,
    trials: async () => (await Promise.all(environments.map(trialsIn))).flat(),
  });
  return [
    ...Object.keys(CALLS).map((call) =>
      row(`an error on ${call}`, async (environment) => await errorsOn(call, environment)),
    ),
    ...ODD_ANSWERS.map((odd) => row(odd.name, async (environment) => await oddAnswers(odd, environment))),
    { group: 'XSOAR', name: 'pages that repeat the last element', trials: () => overlapping(process) },
  ];
}

/** Several pages in a search of few indicators; a container has its own. */
export function shortPages({ real }: Environment): WorldOptions {
  return real ? {} : { pageSize: 4 };
}

/** Which calls of a name are tried, as `call 2 of 7`. */
async function callsIn(
  scenario: Scenario,
  call: string,
  environment: Environment,
): Promise<{ number: number; label: string }[]> {
  const { xsoar } = await environment.dryRun(scenario, shortPages(environment));
  const count = xsoar.callsOf(call);
  const numbers = environment.real ? environment.places(count) : everywhere(count);
  return numbers.map((number) => ({
    number,
    label: `${environment.name}, ${scenario.name}, call ${number} of ${count}`,
  }));
}

/** An error of XSOAR on each call of a name, once, and until the run is over. */
export async function errorsOn(call: string, environment: Environment): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const scenario of environment.real ? environment.scenarios : [EVERYDAY, COMMANDS, LINKS, PULL_ONLY]) {
    for (const { number, label } of await callsIn(scenario, call, environment)) {
      for (const once of [true, false]) {
        trials.push({
          label: `${label}, ${once ? 'once' : 'on'}`,
          play: async () =>
            await environment.play(
              scenario,
              (world) => failCall(world, { call, number, once }),
              shortPages(environment),
            ),
        });
      }
    }
  }
  return trials;
}

/** The call of that number fails; where it is not once, all later ones of its name too, until the run is over. */
function failCall(
  { hooks }: FaultyWorld,
  { call, number, once }: { call: string; number: number; once: boolean },
): ActiveFault {
  const active: ActiveFault = {
    happened: false,
    silent: CALLS[call]?.silent ?? false,
    mustSucceed: CALLS[call]?.harmless ?? false,
    end: () => {
      hooks.call = undefined;
    },
  };
  hooks.call = (name, count) => {
    const begins = name === call && count === number;
    active.happened ||= begins;
    if (begins || (active.happened && !once && name === call)) {
      throw new Error('the server is in trouble');
    }
  };
  return active;
}

/** Each search is answered oddly once. */
export async function oddAnswers(odd: OddAnswer, environment: Environment): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const scenario of environment.real ? environment.scenarios : [EVERYDAY, COMMANDS]) {
    for (const { number, label } of await callsIn(scenario, 'searchIndicators', environment)) {
      trials.push({
        label,
        play: async () =>
          await environment.play(
            scenario,
            (world) => answerOddly(world, odd, number),
            shortPages(environment),
          ),
      });
    }
  }
  return trials;
}

function answerOddly({ hooks }: FaultyWorld, { change, mustFail }: OddAnswer, number: number): ActiveFault {
  let searches = 0;
  const active: ActiveFault = {
    happened: false,
    mustFail,
    end: () => {
      hooks.search = undefined;
    },
  };
  hooks.search = (answer) => {
    searches += 1;
    active.happened ||= searches === number;
    return searches === number ? change(answer) : answer;
  };
  return active;
}

/** Every page begins with the element that the last one ended with. */
function overlapping(environment: Environment): Trial[] {
  return [EVERYDAY, COMMANDS].map((scenario) => ({
    label: scenario.name,
    play: async () => await environment.play(scenario, (world) => repeatLast(world), shortPages(environment)),
  }));
}

function repeatLast({ hooks }: FaultyWorld): undefined {
  let last: unknown[] = [];
  hooks.search = (answer) => {
    const page = answer.iocs ?? [];
    const iocs = [...last, ...page];
    last = page.slice(-1);
    return page.length > 0 ? { ...answer, iocs } : answer;
  };
}
