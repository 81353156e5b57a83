import { play } from './play.ts';
import { COMMANDS, EVERYDAY, PULL_ONLY } from './scenes.ts';
import type { StageOptions } from './stage.ts';
import type { Venue } from './venue.ts';
import type { Fault, Trial } from './verdict.ts';

const MINUTE_MS = 60_000;
/** How far XDR's clock is ahead of XSOAR's, in minutes: within a signature's 5 minutes, and far beyond. */
const SKEWS = [-600, -10, -2, 2, 10, 600];

/** XSOAR's clock is wrong, either way: requests are accepted, and no change is missed. */
export function clockFaults(venues: readonly Venue[]): Fault[] {
  return SKEWS.map((minutes) => ({
    family: 'clock',
    name: `XSOAR ${Math.abs(minutes)} minutes ${minutes < 0 ? 'fast' : 'slow'}`,
    trials: () => venues.flatMap((venue) => trialsAt(venue, { skewMs: minutes * MINUTE_MS })),
  }));
}

function trialsAt(venue: Venue, skew: StageOptions): Trial[] {
  return (venue.real ? venue.scenes : [EVERYDAY, COMMANDS, PULL_ONLY]).map((scene) => ({
    label: `${venue.name}, ${scene.name}`,
    play: async () => await venue.on(async (stage) => await play(scene, stage), skew),
  }));
}
