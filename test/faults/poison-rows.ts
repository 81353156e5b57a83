import type { SeenRequest } from '../../sandbox/tenant/tenant.ts';
import { ipOf } from '../support/world.ts';
import { type Environment, everywhere } from './environment.ts';
import { type FaultyWorld, pushedValues } from './faulty-world.ts';
import { answerProblems, findingsAtEnd } from './play.ts';
import type { Findings, Row, Trial } from './trial.ts';

/** How a tenant may answer a batch that it stumbles over. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  'HTTP 500': [500, '{"reply": {"err_code": 500, "err_msg": "internal error"}}'],
  'HTTP 413': [413, '{"reply": {"err_code": 413, "err_msg": "too large"}}'],
  'HTTP 400': [400, '{"reply": {"err_code": 400, "err_msg": "bad batch"}}'],
  'success: false': [200, '{"reply": {"success": false}}'],
};

type Answer = keyof typeof ANSWERS;

const COUNT = 500;
/** A batch with poison takes this many runs at most. */
const RUNS = 6;
/** To find one takes about so many pushes. */
const LAST_PUSH = 25;
/** An outage that ends after so many pushes is over after fewer runs than that. */
const LONGEST_OUTAGE = 30;
const POISON = ipOf(237).value;

/** Which indicators are poison, of `COUNT`. */
const PLACES: Readonly<Record<string, readonly number[]>> = {
  'the first': [0],
  'one in the middle': [237],
  'the last': [COUNT - 1],
  'three of them': [3, 250, 251],
};

/**
 * An indicator that makes the tenant refuse any batch that holds it is found, reported and left out, and all else
 * arrives. A tenant that refuses everything is down: no run is a success, and all arrives when it is up again.
 */
export function poisonRows(environment: Environment): Row[] {
  const trial = (label: string, play: (world: FaultyWorld) => Promise<Findings>): Trial => ({
    label,
    play: async () => await environment.inWorld(play),
  });
  return Object.keys(ANSWERS).flatMap((answer) => [
    row(`any batch that holds it: ${answer}`, () =>
      Object.entries(PLACES).map(([place, numbers]) =>
        trial(place, async (world) => await poisoned(world, answer, numbers)),
      ),
    ),
    row(`an outage: ${answer} to every push`, () =>
      [1, 2, COUNT].map((count) =>
        trial(`${count} indicators`, async (world) => await outage(world, answer, count)),
      ),
    ),
    {
      ...row(`an outage that begins while it is looked for: ${answer}`, () =>
        everywhere(LAST_PUSH).map((number) =>
          trial(`from push ${number} on`, async (world) => await outageFrom(world, answer, number)),
        ),
      ),
      // Each takes hundreds of requests.
      bounded: 2,
    },
    row(`an outage that ends while it is looked for: ${answer}`, () =>
      everywhere(LONGEST_OUTAGE).map((number) =>
        trial(`up to push ${number}`, async (world) => await outageUpTo(world, answer, number)),
      ),
    ),
  ]);
}

function row(name: string, trials: () => Trial[]): Row {
  return { group: 'poison', name, trials };
}

async function poisoned(world: FaultyWorld, answer: Answer, numbers: readonly number[]): Promise<Findings> {
  putIps(world, COUNT);
  const poison = numbers.map((number) => ipOf(number).value);
  failPushes(world, answer, (request) => pushedValues(request).some((value) => poison.includes(value)));
  const { ok, log, problems } = await fetchUntilOk(world, RUNS);
  if (!ok) {
    problems.push('it blocks the runs');
  }
  for (const value of poison) {
    if (!log.includes(value)) {
      problems.push(`${value} is not reported`);
    }
    world.expected.forget(value);
  }
  return withProblems(world, problems);
}

async function outage(world: FaultyWorld, answer: Answer, count: number): Promise<Findings> {
  putIps(world, count);
  failPushes(world, answer, () => true);
  const problems: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const outcome = await world.run('fetch-indicators');
    problems.push(...answerProblems(outcome));
    if (outcome.ok) {
      problems.push('claims success in an outage');
    }
  }
  world.hooks.body = undefined;
  if (!(await world.run('fetch-indicators')).ok) {
    problems.push('does not recover');
  }
  return withProblems(world, problems);
}

/** A poisoned batch, and then nothing gets through any more: whatever is blamed then is blamed for the outage. */
async function outageFrom(world: FaultyWorld, answer: Answer, from: number): Promise<Findings> {
  putIps(world, COUNT);
  const holdsPoison = (request: SeenRequest): boolean => pushedValues(request).includes(POISON);
  failPushes(world, answer, (request, push) => push >= from || holdsPoison(request));
  const problems = answerProblems(await world.run('fetch-indicators'));
  failPushes(world, answer, holdsPoison);
  world.expected.forget(POISON);
  return await recover(world, problems);
}

/** Nothing is wrong with any indicator: the tenant was down, and comes up again between two pushes. */
async function outageUpTo(world: FaultyWorld, answer: Answer, upTo: number): Promise<Findings> {
  putIps(world, COUNT);
  failPushes(world, answer, (_request, push) => push <= upTo);
  return await recover(world, answerProblems(await world.run('fetch-indicators')));
}

async function recover(world: FaultyWorld, problems: string[]): Promise<Findings> {
  const { ok } = await fetchUntilOk(world, LONGEST_OUTAGE);
  return withProblems(world, ok ? problems : [...problems, 'does not recover']);
}

async function fetchUntilOk(
  world: FaultyWorld,
  most: number,
): Promise<{ ok: boolean; log: string; problems: string[] }> {
  const end = { ok: false, log: '', problems: [] as string[] };
  for (let run = 0; run < most && !end.ok; run += 1) {
    const outcome = await world.fetch();
    end.ok = outcome.ok;
    end.log += outcome.log;
    end.problems.push(...answerProblems(outcome));
  }
  return end;
}

function putIps(world: FaultyWorld, count: number): void {
  for (let number = 0; number < count; number += 1) {
    world.expected.putInXsoar(ipOf(number).value, `number ${number}`);
  }
  world.settle();
}

/** @param fails which pushes do: the request, and how many pushes there were, this one included */
function failPushes(
  { hooks }: FaultyWorld,
  answer: Answer,
  fails: (request: SeenRequest, push: number) => boolean,
): void {
  const [status, body] = ANSWERS[answer] ?? [500, ''];
  let pushes = 0;
  hooks.body = (request, response) => {
    if (request.endpoint !== 'tim_insert_jsons') {
      return 'continue';
    }
    pushes += 1;
    if (!fails(request, pushes)) {
      return 'continue';
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    return 'handled';
  };
}

function withProblems(world: FaultyWorld, problems: readonly string[]): Findings {
  const findings = findingsAtEnd(world);
  findings.problems.push(...problems);
  return findings;
}
