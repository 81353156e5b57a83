import type { ContainerStage, Victim } from './in-container.ts';
import { play, type Struck } from './play.ts';
import { type Scene, THREE_BATCHES, TWO_FETCHES } from './scenes.ts';
import type { Fault, Trial } from './verdict.ts';

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
const WRITES = new Set(['setIntegrationContext', 'createIndicators']);

export type ContainerMaker = () => Promise<ContainerStage>;

/**
 * SIGKILL at the events of a first sync of three batches, and of a steady run with a pull.
 * @param chosen whether an event, by its place in the order of all, is tried
 */
export function killFaults(make: ContainerMaker, chosen: (index: number) => boolean): Fault[] {
  return (['loop', 'node'] as const).map((victim) => ({
    family: 'kill -9',
    name: `of the ${victim} process, at each event`,
    trials: async () =>
      await killsAt(
        (await eventsOf(TWO_FETCHES, make)).filter((_, index) => chosen(index)),
        {
          scene: TWO_FETCHES,
          victim,
          make,
        },
      ),
  }));
}

/** The same with batches of 40,000, at what makes a batch count: its push, and its cursor. */
export function fullBatchKills(make: ContainerMaker): Fault {
  const isMilestone = ({ side, name }: Event): boolean =>
    side === 'XDR' ? name === 'tim_insert_jsons' : name === 'setIntegrationContext';
  return {
    family: 'kill -9',
    name: 'of the loop process, three batches of 40,000',
    trials: async () =>
      await killsAt((await eventsOf(THREE_BATCHES, make)).filter(isMilestone), {
        scene: THREE_BATCHES,
        victim: 'loop',
        make,
      }),
  };
}

interface Killing {
  scene: Scene;
  victim: Victim;
  make: ContainerMaker;
}

async function killsAt(events: readonly Event[], { scene, victim, make }: Killing): Promise<Trial[]> {
  return events.map((event) => ({
    label: `${event.moment} ${event.side}'s ${event.name} ${event.number}`,
    play: async () => {
      const stage = await make();
      try {
        return await play(scene, stage, kill(stage, event, victim));
      } finally {
        await stage.close();
      }
    },
  }));
}

function kill(stage: ContainerStage, event: Event, victim: Victim): Struck {
  const struck: Struck = { struck: false, mustFail: true, silent: victim === 'loop', lift: () => undefined };
  listen(stage, (happened) => {
    if (!struck.struck && sameEvent(happened, event)) {
      struck.struck = true;
      stage.kill(victim);
    }
  });
  return struck;
}

/** A rehearsal writes down what happens. */
async function eventsOf(scene: Scene, make: ContainerMaker): Promise<Event[]> {
  const stage = await make();
  const events: Event[] = [];
  try {
    listen(stage, (event) => events.push(event));
    await play(scene, stage);
  } finally {
    await stage.close();
  }
  return events.filter(({ side, name, moment }) => side === 'XDR' || moment === 'before' || WRITES.has(name));
}

/** Tells of each event as it happens: what is killed before it counts has no effect, after it has. */
function listen(stage: ContainerStage, tell: (event: Event) => void): void {
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    return number;
  };
  stage.onEvent = (name, moment) => tell({ side: 'XSOAR', name, moment, number: count(`${name} ${moment}`) });
  stage.interference.body = ({ endpoint: name, number }, response) => {
    const killed = stage.kills;
    tell({ side: 'XDR', name, number, moment: 'before' });
    if (stage.kills > killed) {
      response.destroy();
      return 'handled';
    }
    // The tenant carries out a request as soon as its hook has returned: the client dies, the request counts.
    tell({ side: 'XDR', name, number, moment: 'after' });
    return 'continue';
  };
}

function sameEvent(one: Event, other: Event): boolean {
  return (
    one.side === other.side &&
    one.name === other.name &&
    one.number === other.number &&
    one.moment === other.moment
  );
}
