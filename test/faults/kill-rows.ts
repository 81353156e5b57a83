import type { FaultyWorld } from './faulty-world.ts';
import type { Process } from './in-container.ts';
import { type ActiveFault, play } from './play.ts';
import { type Scenario, THREE_BATCHES, TWO_FETCHES } from './scenarios.ts';
import type { Row, Trial } from './trial.ts';

/** Before it counts, or when it has counted and was not answered yet. */
type Moment = 'before' | 'after';

/** Something that the integration asks of either side: the nth call, or request, of its name. */
interface Event {
  side: 'XSOAR' | 'XDR';
  name: string;
  number: number;
  moment: Moment;
}

/** Calls that change something in XSOAR: killed before and after. Of the others one moment is like the other. */
const WRITES = new Set(['setIntegrationContext', 'createIndicators', 'POST /indicators/feed/json']);

/** A world whose processes can be killed. */
interface KillableWorld extends FaultyWorld {
  /** Called when a call has arrived at XSOAR, before it counts, and when it has counted, before the answer. */
  onCall: ((call: string, moment: Moment) => void) | undefined;
  /** How often a process was killed. */
  readonly kills: number;
  kill(which: Process): void;
}

export type MakeKillable = () => Promise<KillableWorld>;

/** SIGKILL at each event of a first sync of three batches, and of a steady run with a pull. */
export function killRows(make: MakeKillable): Row[] {
  return (['loop', 'node'] as const).map((which) => ({
    group: 'kill -9',
    name: `of the ${which} process, at each event`,
    trials: async () => {
      const events = await eventsOf(TWO_FETCHES, make);
      return events.map((event) => killAt(event, { scenario: TWO_FETCHES, which, make }));
    },
  }));
}

/** The same with batches of 40,000, at what makes a batch count: its push, and its cursor. */
export function fullBatchKillRow(make: MakeKillable): Row {
  const isMilestone = ({ side, name }: Event): boolean =>
    name === (side === 'XDR' ? 'tim_insert_jsons' : 'setIntegrationContext');
  return {
    group: 'kill -9',
    name: 'of the loop process, three batches of 40,000',
    trials: async () => {
      const events = (await eventsOf(THREE_BATCHES, make)).filter(isMilestone);
      return events.map((event) => killAt(event, { scenario: THREE_BATCHES, which: 'loop', make }));
    },
  };
}

/** SIGKILL of the program outside of XSOAR: what it has not written into its state file is lost, its lock is left. */
export function programKillRow(make: MakeKillable): Row {
  return {
    group: 'kill -9',
    name: 'of the program over REST, at each event',
    trials: async () => {
      const events = await eventsOf(TWO_FETCHES, make);
      return events.map((event) => killAt(event, { scenario: TWO_FETCHES, which: 'loop', make }));
    },
  };
}

interface Kill {
  scenario: Scenario;
  which: Process;
  make: MakeKillable;
}

function killAt(event: Event, { scenario, which, make }: Kill): Trial {
  return {
    label: `${event.moment} ${event.side}'s ${event.name} ${event.number}`,
    play: async () => {
      const world = await make();
      try {
        return await play(scenario, world, setUp(world, event, which));
      } finally {
        await world.close();
      }
    },
  };
}

function setUp(world: KillableWorld, event: Event, which: Process): ActiveFault {
  const active: ActiveFault = {
    happened: false,
    mustFail: true,
    silent: which === 'loop',
    end: () => undefined,
  };
  listen(world, (now) => {
    if (!active.happened && isSame(now, event)) {
      active.happened = true;
      world.kill(which);
    }
  });
  return active;
}

/** What happens in a scenario without a kill. */
async function eventsOf(scenario: Scenario, make: MakeKillable): Promise<Event[]> {
  const world = await make();
  const events: Event[] = [];
  try {
    listen(world, (event) => events.push(event));
    await play(scenario, world);
  } finally {
    await world.close();
  }
  return events.filter(({ side, name, moment }) => side === 'XDR' || moment === 'before' || WRITES.has(name));
}

/** Tells of each event as it happens: what is killed before it counts has no effect, after it has. */
function listen(world: KillableWorld, tell: (event: Event) => void): void {
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    return number;
  };
  world.onCall = (name, moment) => tell({ side: 'XSOAR', name, moment, number: count(`${name} ${moment}`) });
  world.hooks.body = ({ endpoint: name, number }, response) => {
    const killed = world.kills;
    tell({ side: 'XDR', name, number, moment: 'before' });
    if (world.kills > killed) {
      response.destroy();
      return 'handled';
    }
    // The tenant carries out a request as soon as its hook has returned: the client dies, the request counts.
    tell({ side: 'XDR', name, number, moment: 'after' });
    return 'continue';
  };
}

function isSame(one: Event, other: Event): boolean {
  return (
    one.side === other.side &&
    one.name === other.name &&
    one.number === other.number &&
    one.moment === other.moment
  );
}
