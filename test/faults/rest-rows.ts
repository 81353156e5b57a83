import { type Environment, everywhere } from './environment.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { RestWorld } from './in-rest.ts';
import type { ActiveFault } from './play.ts';
import { REST_FAULTS, type RestFault } from './rest-faults.ts';
import type { Scenario } from './scenarios.ts';
import type { Row, Trial } from './trial.ts';
import { errorsOn, ODD_ANSWERS, oddAnswers, shortPages } from './xsoar-rows.ts';

/** What is called over REST, or kept in the state file in its place. */
const CALLS = [
  'searchIndicators',
  'createIndicators',
  'getIntegrationContextVersioned',
  'setIntegrationContextVersioned',
  'demistoVersion',
];

/** Where a fault happens: at the nth request of its kind in a scenario. */
interface Place {
  scenario: Scenario;
  call: string;
  number: number;
}

/** XSOAR over its REST API: an error on every call, and one row for each fault of HTTP. */
export function restRows(rest: Environment): Row[] {
  const row = (name: string, trials: () => Promise<Trial[]>): Row => ({ group: 'REST', name, trials });
  return [
    ...CALLS.map((call) => row(`an error on ${call}`, async () => await errorsOn(call, rest))),
    ...ODD_ANSWERS.map((odd) => row(odd.name, async () => await oddAnswers(odd, rest))),
    ...REST_FAULTS.map((fault) => row(fault.name, async () => await trialsOf(fault, rest))),
  ];
}

async function trialsOf(fault: RestFault, rest: Environment): Promise<Trial[]> {
  const places = (await Promise.all(rest.scenarios.map((scenario) => placesIn(scenario, rest)))).flat();
  return places.flatMap((place) =>
    [true, false].map((once) => ({
      label: `${place.scenario.name}, ${place.call} ${place.number}, ${once ? 'once' : 'on'}`,
      play: async () =>
        await rest.play(place.scenario, (world) => setUp(fault, place, once, world), shortPages(rest)),
    })),
  );
}

async function placesIn(scenario: Scenario, rest: Environment): Promise<Place[]> {
  const { seen } = restOf(await rest.dryRun(scenario, shortPages(rest)));
  return [...new Set(seen)].flatMap((call) => {
    const count = seen.filter((one) => one === call).length;
    return (count < 10 ? everywhere(count) : rest.places(count)).map((number) => ({
      scenario,
      call,
      number,
    }));
  });
}

function setUp(fault: RestFault, { call, number }: Place, once: boolean, world: FaultyWorld): ActiveFault {
  const rest = restOf(world);
  const mustPass = once && fault.passing;
  // A version is asked for the statistics, too, which nothing depends on.
  const isNeeded = call !== 'GET /about';
  const active: ActiveFault = {
    happened: false,
    mustFail: !once && isNeeded && call === 'POST /indicators/search',
    mustSucceed: mustPass,
    end: () => {
      rest.hook = undefined;
    },
  };
  let count = 0;
  rest.hook = (request, response) => {
    const isOne = `${request.method} ${request.path}` === call;
    count += isOne ? 1 : 0;
    const begins = isOne && count === number;
    active.happened ||= begins;
    return begins || (isOne && active.happened && !once) ? fault.answer(response, request) : 'continue';
  };
  return active;
}

/** What was asked of XSOAR, and where a test steps in. */
function restOf(world: FaultyWorld): { seen: readonly string[]; hook: RestWorld['restHook'] } {
  if (!(world instanceof RestWorld)) {
    throw new Error('these rows are for worlds over REST');
  }
  return {
    seen: world.rest.seen,
    get hook() {
      return world.restHook;
    },
    set hook(hook) {
      world.restHook = hook;
    },
  };
}
