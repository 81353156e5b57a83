import { sampleIndicators } from '../../../sandbox/xsoar/samples.ts';
import type { StoredIndicator } from '../../../sandbox/xsoar/stored-indicator.ts';
import { createWorld, type Outcome, type World, type WorldOptions } from '../../support/world.ts';

/** What XSOAR's *Feed Fetch Interval* is by default. */
const FETCH_INTERVAL_MS = 20 * 60_000;

/** A world with the sandbox's samples in XSOAR, as `npm start` shows it. */
export interface Played extends World {
  /** XSOAR fetches so many times, as it would every 20 minutes; answers how the last ended. */
  fetch(times?: number): Promise<Outcome>;
  /** What XSOAR holds of a value. */
  held(value: string): StoredIndicator;
  /** Its custom field. */
  custom(value: string, field: string): unknown;
  /** Its comments' texts, oldest first. */
  comments(value: string): string[];
}

export async function play(
  params: Record<string, unknown> = {},
  options: WorldOptions = {},
): Promise<Played> {
  const world = await createWorld(options);
  Object.assign(world.params, { override_severity: false }, params);
  for (const draft of sampleIndicators(world.clock.now())) {
    world.xsoar.indicators.add(draft);
  }
  const held = (value: string): StoredIndicator => {
    const indicator = world.xsoar.indicators.get(value);
    if (indicator === undefined) {
      throw new Error(`XSOAR does not hold ${value}.`);
    }
    return indicator;
  };
  return {
    ...world,
    held,
    fetch: async (times = 1) => await fetchOften(world, times),
    custom: (value, field) => (held(value).CustomFields as Record<string, unknown>)[field],
    comments: (value) => (held(value).comments as { content: string }[]).map(({ content }) => content),
  };
}

async function fetchOften(world: World, times: number): Promise<Outcome> {
  world.clock.advance(FETCH_INTERVAL_MS);
  const outcome = await world.run('fetch-indicators');
  return times > 1 ? await fetchOften(world, times - 1) : outcome;
}
