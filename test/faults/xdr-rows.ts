import type { Environment } from './environment.ts';
import type { FaultyWorld } from './faulty-world.ts';
import type { ActiveFault } from './play.ts';
import { EVERYDAY, type Scenario } from './scenarios.ts';
import type { Findings, Row, Trial } from './trial.ts';
import { type Duration, XDR_FAULTS, type XdrFault } from './xdr-faults.ts';

/** Where a fault happens: at the nth request to an endpoint in a scenario. */
interface Place {
  scenario: Scenario;
  endpoint: string;
  number: number;
}

const SHORT_RUN_S = 2;
const ENDPOINTS = ['tim_insert_jsons', 'get_changes', 'sync_tim_iocs', 'enable_iocs', 'disable_iocs'];

/**
 * One row a fault, tried among the requests to every endpoint that the environments' scenarios reach.
 * @param chosen which faults are tried
 */
export function xdrRows(
  environments: readonly Environment[],
  chosen: (fault: XdrFault) => boolean = () => true,
): Row[] {
  return [
    ...XDR_FAULTS.filter(chosen).map((fault) => ({
      group: 'XDR',
      name: fault.name,
      trials: async () => (await Promise.all(environments.map((one) => trialsOf(fault, one)))).flat(),
    })),
    {
      group: 'XDR',
      name: 'HTTP 413 by body size',
      trials: () => environments.flatMap((one) => [700, 1200].map((limit) => tooLarge(one, limit))),
    },
  ];
}

async function trialsOf(fault: XdrFault, environment: Environment): Promise<Trial[]> {
  const all = (await Promise.all(environment.scenarios.map((one) => placesIn(one, environment)))).flat();
  // A file takes as long as it takes: an answer to it is waited for longer than a test can.
  const places = all.filter(({ endpoint }) => fault.slow !== true || endpoint !== 'sync_tim_iocs');
  return places.flatMap((place) =>
    (fault.durations ?? (['once', 'on'] as const)).map((duration) => ({
      label: `${environment.name}, ${place.scenario.name}, ${place.endpoint} ${place.number}, ${duration}`,
      waits: fault.slow === true || (environment.real && fault.passing),
      play: async () => await playAt(fault, place, duration, environment),
    })),
  );
}

async function placesIn(scenario: Scenario, environment: Environment): Promise<Place[]> {
  const { tenant } = await environment.dryRun(scenario);
  return ENDPOINTS.flatMap((endpoint) =>
    environment.places(tenant.requests(endpoint)).map((number) => ({ scenario, endpoint, number })),
  );
}

async function playAt(
  fault: XdrFault,
  place: Place,
  duration: Duration,
  environment: Environment,
): Promise<Findings> {
  return await environment.play(place.scenario, (world) => {
    const active = setUp(fault, place, duration, world);
    return fault.slow ? inShortRun(active, world, environment) : active;
  });
}

function setUp(fault: XdrFault, place: Place, duration: Duration, world: FaultyWorld): ActiveFault {
  const { hooks } = world;
  const moment = fault.moment ?? 'body';
  const active: ActiveFault = {
    happened: false,
    mustFail: duration === 'on',
    mustSucceed: duration === 'once' && fault.passing,
    end: async () => {
      hooks[moment] = undefined;
      await world.plugIn();
    },
  };
  hooks[moment] = (request, response) => {
    const begins = request.endpoint === place.endpoint && request.number === place.number;
    const happens = begins || (duration === 'on' && active.happened);
    active.happened ||= begins;
    return happens ? fault.answer(response, request, world) : 'continue';
  };
  return active;
}

/** What ends only with a timeout is tried in a short run, which has time for one more attempt. */
function inShortRun(active: ActiveFault, world: FaultyWorld, { real }: Environment): ActiveFault {
  const usual = world.params.max_run_seconds;
  const { end } = active;
  world.params.max_run_seconds = SHORT_RUN_S;
  active.end = async () => {
    world.params.max_run_seconds = usual;
    await end();
  };
  // Where time is real, the run's is over when the timeout has ended the wait.
  active.mustSucceed = active.mustSucceed === true && !real;
  return active;
}

/** A tenant that takes few bytes at a time: pushes are split until they fit. */
function tooLarge(environment: Environment, bodyLimit: number): Trial {
  return {
    label: `${environment.name}, ${bodyLimit} bytes`,
    play: async () => await environment.play(EVERYDAY, undefined, { bodyLimit }),
  };
}
