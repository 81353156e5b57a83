import { type Disturbance, PASSING_FAULTS } from './acts.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { ContainerWorld } from './in-container.ts';
import { answerProblems } from './play.ts';

/** A fetch with a disturbance, which is over when the run is. */
export async function runDisturbed(world: FaultyWorld, disturbance: Disturbance): Promise<string[]> {
  disturb(world, disturbance);
  const outcome = await world.run('fetch-indicators');
  world.hooks.call = undefined;
  world.hooks.body = undefined;
  world.hooks.headers = undefined;
  if (world instanceof ContainerWorld) {
    world.onCall = undefined;
  }
  await world.plugIn();
  // What is killed cannot say what happened.
  return disturbance.kind === 'kill' ? [] : answerProblems(outcome);
}

function disturb(world: FaultyWorld, disturbance: Disturbance): void {
  if (disturbance.kind === 'xdr') {
    failRequests(world, disturbance);
  } else if (disturbance.kind === 'xsoar') {
    failCalls(world, disturbance);
  } else if (disturbance.kind === 'kill' && world instanceof ContainerWorld) {
    killProcess(world, disturbance.at);
  } else if (disturbance.kind === 'kill') {
    answerNothing(world, disturbance.at);
  }
}

function failRequests(world: FaultyWorld, { fault, at, once }: Disturbance & { kind: 'xdr' }): void {
  const chosen = PASSING_FAULTS[fault];
  const happens = counter(at, once);
  world.hooks[chosen?.moment ?? 'body'] = (request, response) =>
    happens() && chosen !== undefined ? chosen.answer(response, request, world) : 'continue';
}

function failCalls({ hooks }: FaultyWorld, { call, at, once }: Disturbance & { kind: 'xsoar' }): void {
  const happens = counter(at, once);
  hooks.call = (name) => {
    if (name === call && happens()) {
      throw new Error('the server is in trouble');
    }
  };
}

/** Where there is no process to kill, nothing answers any more: that is all that a dead run would see. */
function answerNothing({ hooks }: FaultyWorld, at: number): void {
  const isDead = counter(at, false);
  hooks.call = () => {
    if (isDead()) {
      throw new Error('killed');
    }
  };
  hooks.body = (_request, response) => {
    if (!isDead()) {
      return 'continue';
    }
    response.destroy();
    return 'handled';
  };
}

function killProcess(world: ContainerWorld, at: number): void {
  let events = 0;
  const isDead = (): boolean => {
    events += 1;
    if (events === at) {
      world.kill(at % 2 === 0 ? 'loop' : 'node');
    }
    return events >= at;
  };
  world.onCall = () => void isDead();
  world.hooks.body = (_request, response) => {
    if (!isDead()) {
      return 'continue';
    }
    response.destroy();
    return 'handled';
  };
}

/** Counts the events, and says which are disturbed: that of this number, or from it on. */
function counter(at: number, once: boolean): () => boolean {
  let events = 0;
  return () => {
    events += 1;
    return events === at || (events > at && !once);
  };
}
