import type { Environment } from './environment.ts';
import { COMMANDS, EVERYDAY, PULL_ONLY } from './scenarios.ts';
import type { Row, Trial } from './trial.ts';

const MINUTE_MS = 60_000;
/** How far XDR's clock is ahead of XSOAR's, in minutes: within a signature's 5 minutes, and far beyond. */
const SKEWS = [-600, -10, -2, 2, 10, 600];

/** XSOAR's clock is wrong, either way: requests are accepted, and no change is missed. */
export function clockRows(environments: readonly Environment[]): Row[] {
  return SKEWS.map((minutes) => ({
    group: 'clock',
    name: `XSOAR ${Math.abs(minutes)} minutes ${minutes < 0 ? 'fast' : 'slow'}`,
    trials: () => environments.flatMap((environment) => trialsIn(environment, minutes * MINUTE_MS)),
  }));
}

function trialsIn(environment: Environment, skewMs: number): Trial[] {
  const scenarios = environment.real ? environment.scenarios : [EVERYDAY, COMMANDS, PULL_ONLY];
  return scenarios.map((scenario) => ({
    label: `${environment.name}, ${scenario.name}`,
    play: async () => await environment.play(scenario, undefined, { skewMs }),
  }));
}
