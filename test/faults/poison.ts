import type { ServerResponse } from 'node:http';
import { ipOf } from '../support/world.ts';
import { clarity, judge } from './play.ts';
import { type Cast, castFor, EVERYDAY } from './scenes.ts';
import { pushedValues, type Stage } from './stage.ts';
import type { Venue } from './venue.ts';
import type { Fault, Verdict } from './verdict.ts';

/** How a tenant may answer a batch that it stumbles over. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  'HTTP 500': [500, '{"reply": {"err_code": 500, "err_msg": "internal error"}}'],
  'HTTP 413': [413, '{"reply": {"err_code": 413, "err_msg": "too large"}}'],
  'HTTP 400': [400, '{"reply": {"err_code": 400, "err_msg": "bad batch"}}'],
  'success: false': [200, '{"reply": {"success": false}}'],
};

const COUNT = 500;
const RUNS = 6;
/** To find one takes about so many pushes. */
const LAST_PUSH = 25;
/** An outage that ends after so many pushes is over after fewer runs than that. */
const LONGEST_OUTAGE = 30;

/** Which indicators are poison, of `COUNT`. */
const PLACES: Readonly<Record<string, readonly number[]>> = {
  'the first': [0],
  'one in the middle': [237],
  'the last': [COUNT - 1],
  'three of them': [3, 250, 251],
};

/**
 * An indicator that makes the tenant refuse any batch that holds it is found, reported and left out, and all else
 * arrives. A tenant that refuses everything is down: no cursor moves, and all arrives when it is up again.
 * @param stride an outage is tried at every push, or at every so many
 */
export function poisonFaults(venue: Venue, stride: number): Fault[] {
  return Object.keys(ANSWERS).flatMap((answer) => [
    {
      family: 'poison',
      name: `any batch that holds it: ${answer}`,
      trials: () =>
        Object.entries(PLACES).map(([place, places]) => ({
          label: place,
          play: async () => await venue.on(async (stage) => await poisoned(stage, answer, places)),
        })),
    },
    {
      family: 'poison',
      name: `an outage: ${answer} to every push`,
      trials: () =>
        [1, 2, COUNT].map((count) => ({
          label: `${count} indicators`,
          play: async () => await venue.on(async (stage) => await outage(stage, answer, count)),
        })),
    },
    {
      family: 'poison',
      name: `an outage that begins while it is looked for: ${answer}`,
      // Each takes hundreds of requests.
      bounded: 2,
      trials: () =>
        numbers(LAST_PUSH, stride).map((number) => ({
          label: `from push ${number} on`,
          play: async () => await venue.on(async (stage) => await outageMeanwhile(stage, answer, number)),
        })),
    },
    {
      family: 'poison',
      name: `an outage that ends while it is looked for: ${answer}`,
      trials: () =>
        numbers(LONGEST_OUTAGE, stride).map((number) => ({
          label: `up to push ${number}`,
          play: async () => await venue.on(async (stage) => await passingOutage(stage, answer, number)),
        })),
    },
  ]);
}

async function poisoned(stage: Stage, answer: string, places: readonly number[]): Promise<Verdict> {
  const cast = fill(stage, COUNT);
  const poison = places.map((number) => ipOf(number).value);
  let log = '';
  const problems: string[] = [];
  const asked = new Set<string>();
  stage.interference.body = (request, response) => {
    const values = pushedValues(request);
    if (request.endpoint === 'tim_insert_jsons') {
      asked.add(values.join());
    }
    return values.some((value) => poison.includes(value)) ? give(response, answer) : 'continue';
  };
  for (let run = 0; run < RUNS; run += 1) {
    stage.settle();
    const outcome = await stage.run('fetch-indicators');
    problems.push(...clarity(outcome));
    log += outcome.log;
    if (outcome.ok) {
      break;
    }
    problems.push(run === RUNS - 1 ? 'it blocks the runs' : '');
  }
  for (const value of poison) {
    if (!log.includes(value)) {
      problems.push(`${value} is not reported`);
    }
    cast.ledger.refused(value);
  }
  // The whole, the empty one, the halves; in the end another one alone, and what was found a second time.
  const most = 2 + poison.length * (2 * Math.ceil(Math.log2(COUNT)) + 2);
  if (asked.size > most) {
    problems.push(`${asked.size} different pushes, more than ${most}`);
  }
  stage.interference.body = undefined;
  const verdict = judge(cast);
  // What is refused stays in XSOAR, of course.
  verdict.problems.push(...problems.filter((problem) => problem !== ''));
  return verdict;
}

async function outage(stage: Stage, answer: string, count: number): Promise<Verdict> {
  const cast = fill(stage, count);
  stage.interference.body = (request, response) =>
    request.endpoint === 'tim_insert_jsons' ? give(response, answer) : 'continue';
  const problems: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const outcome = await stage.run('fetch-indicators');
    problems.push(...clarity(outcome));
    if (outcome.ok) {
      problems.push('claims success in an outage');
    }
    if (stage.xsoar.context.search_after !== undefined) {
      problems.push('the cursor moved in an outage');
    }
  }
  stage.interference.body = undefined;
  const outcome = await stage.run('fetch-indicators');
  problems.push(...(outcome.ok ? [] : ['does not recover']));
  const verdict = judge(cast);
  verdict.problems.push(...problems);
  return verdict;
}

/** A poisoned batch, and then nothing gets through any more: whatever is blamed then is blamed for the outage. */
async function outageMeanwhile(stage: Stage, answer: string, from: number): Promise<Verdict> {
  const cast = fill(stage, COUNT);
  const poison = ipOf(237).value;
  let pushes = 0;
  stage.interference.body = (request, response) => {
    const values = pushedValues(request);
    pushes += request.endpoint === 'tim_insert_jsons' ? 1 : 0;
    const fails = request.endpoint === 'tim_insert_jsons' && pushes >= from;
    return fails || values.includes(poison) ? give(response, answer) : 'continue';
  };
  const problems = clarity(await stage.run('fetch-indicators'));
  stage.interference.body = (request, response) =>
    pushedValues(request).includes(poison) ? give(response, answer) : 'continue';
  return await endWell(cast, problems, [poison]);
}

/** Nothing is wrong with any indicator: the tenant was down, and comes up again between two pushes. */
async function passingOutage(stage: Stage, answer: string, upTo: number): Promise<Verdict> {
  const cast = fill(stage, COUNT);
  let pushes = 0;
  stage.interference.body = (request, response) => {
    pushes += request.endpoint === 'tim_insert_jsons' ? 1 : 0;
    return request.endpoint === 'tim_insert_jsons' && pushes <= upTo ? give(response, answer) : 'continue';
  };
  return await endWell(cast, clarity(await stage.run('fetch-indicators')), []);
}

async function endWell(cast: Cast, problems: string[], refused: readonly string[]): Promise<Verdict> {
  const { stage, ledger } = cast;
  let ok = false;
  for (let run = 0; run < LONGEST_OUTAGE && !ok; run += 1) {
    ok = (await stage.run('fetch-indicators')).ok;
  }
  if (!ok) {
    problems.push('does not recover');
  }
  for (const value of refused) {
    ledger.refused(value);
  }
  const verdict = judge(cast);
  verdict.problems.push(...problems);
  return verdict;
}

function numbers(last: number, stride: number): number[] {
  return Array.from({ length: Math.ceil(last / stride) }, (_, index) => 1 + index * stride);
}

function fill(stage: Stage, count: number): Cast {
  const cast = castFor(EVERYDAY, stage);
  for (let number = 0; number < count; number += 1) {
    cast.ledger.put(ipOf(number).value, `number ${number}`);
  }
  stage.settle();
  return cast;
}

function give(response: ServerResponse, answer: string): 'handled' {
  const [status, body] = ANSWERS[answer] ?? [500, ''];
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
  return 'handled';
}
