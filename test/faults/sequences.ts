import fc from 'fast-check';
import { ipOf } from '../support/world.ts';
import type { ContainerStage } from './in-container.ts';
import { clarity, judge } from './play.ts';
import { type Cast, castFor, EVERYDAY } from './scenes.ts';
import type { Stage, StageOptions } from './stage.ts';
import { add, type Fault, innocent, type Verdict } from './verdict.ts';
import { XDR_FAULTS } from './xdr-faults.ts';

/** What disturbs a run, from the nth event of its kind on. */
type Disturbance =
  | { kind: 'none' }
  | { kind: 'xdr'; fault: number; at: number; once: boolean }
  | { kind: 'xsoar'; call: string; at: number; once: boolean }
  | { kind: 'kill'; at: number };

/** What people do between two runs, and what disturbs a run. People never change one value on both sides. */
type Act =
  | { do: 'put'; count: number }
  | { do: 'change'; which: number }
  | { do: 'edit'; which: number; disable: boolean }
  | { do: 'create' }
  | { do: 'wait'; seconds: number }
  | { do: 'run'; disturbance: Disturbance };

const PASSING_FAULTS = XDR_FAULTS.filter(({ slow }) => slow !== true);
const CALLS = [
  'searchIndicators',
  'createIndicators',
  'getIntegrationContextVersioned',
  'setIntegrationContextVersioned',
];
/** Runs after the last disturbance: what a run has pulled is pushed by the next. */
const LAST_RUNS = 3;
const LONGEST_MS = 120_000;

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({
    kind: fc.constant('xdr' as const),
    fault: fc.nat(PASSING_FAULTS.length - 1),
    at: fc.integer({ min: 1, max: 5 }),
    once: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('xsoar' as const),
    call: fc.constantFrom(...CALLS),
    at: fc.integer({ min: 1, max: 6 }),
    once: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('kill' as const), at: fc.integer({ min: 1, max: 30 }) }),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put' as const), count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), which: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(50), disable: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'create' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('run' as const), disturbance }) },
);

export interface SequenceOptions {
  name: string;
  seed: number;
  count: number;
  make: (options?: StageOptions) => Promise<Stage | ContainerStage>;
}

/** Random sequences of work, faults and kills: a property, tried once a trial; what fails is made as short as can be. */
export function sequenceFault({ name, seed, count, make }: SequenceOptions): Fault {
  const property = (found: (verdict: Verdict) => void) =>
    fc.asyncProperty(
      fc.array(act, { minLength: 2, maxLength: 10 }),
      fc.integer({ min: 1, max: 4 }),
      async (acts, pageSize) => {
        const verdict = await perform(acts, await make({ pageSize }));
        const clean = verdict.problems.length + verdict.lost.length + verdict.wrong.length === 0;
        if (!clean) {
          found(verdict);
        }
        return clean;
      },
    );
  return {
    family: 'sequences',
    name: `random work, faults and kills, ${name}`,
    trials: () =>
      Array.from({ length: count }, (_, index) => ({
        label: `seed ${seed + index}`,
        play: async () => {
          let last = innocent();
          const details = await fc.check(
            property((verdict) => {
              last = verdict;
            }),
            { seed: seed + index, numRuns: 1, interruptAfterTimeLimit: LONGEST_MS },
          );
          if (details.failed) {
            const thrown = details.errorInstance instanceof Error ? [details.errorInstance.message] : [];
            last.problems.push(`with ${JSON.stringify(details.counterexample)}`, ...thrown);
          }
          return last;
        },
      })),
  };
}

async function perform(acts: readonly Act[], stage: Stage | ContainerStage): Promise<Verdict> {
  const cast = castFor(EVERYDAY, stage);
  const verdict = innocent();
  try {
    cast.ledger.put(ipOf(0).value, 'the first');
    for (const [number, one] of acts.entries()) {
      verdict.problems.push(...(await carryOut(one, number, cast)));
    }
    for (let run = 0; run < LAST_RUNS; run += 1) {
      stage.settle();
      const outcome = await stage.run('fetch-indicators');
      if (!outcome.ok) {
        verdict.problems.push(
          `run ${run + 1} without a disturbance fails: ${JSON.stringify(outcome.results)}`,
        );
      }
    }
    add(verdict, judge(cast));
    return verdict;
  } finally {
    await stage.close();
  }
}

async function carryOut(one: Act, number: number, { stage, ledger }: Cast): Promise<string[]> {
  stage.advance(1000);
  if (one.do === 'put') {
    for (let index = 0; index < one.count; index += 1) {
      ledger.put(ipOf(1 + 100 * number + index).value, `put ${number}.${index}`);
    }
  } else if (one.do === 'change') {
    const value = pick(ledger.values, one.which, 0);
    if (value !== undefined) {
      ledger.put(value, `changed in ${number}`);
    }
  } else if (one.do === 'edit') {
    const value = pick(ledger.values, one.which, 1);
    if (value !== undefined && stage.tenant.get(value) !== undefined) {
      ledger.edit(value, {
        comment: `edited in ${number}`,
        ...(one.disable ? { disable: true as const } : {}),
      });
    }
  } else if (one.do === 'create' && stage.xsoar.context.ts !== undefined) {
    // Before the first sync has begun there is nothing to pull from.
    ledger.create(`198.51.100.${number}`, `created in ${number}`);
  } else if (one.do === 'wait') {
    stage.advance(one.seconds * 1000);
  } else if (one.do === 'run') {
    return await disturbedRun(stage, one.disturbance);
  }
  return [];
}

/** Addresses with an even last number are changed in XSOAR, odd ones by people in XDR; created ones by neither. */
function pick(values: readonly string[], which: number, parity: 0 | 1): string | undefined {
  const own = values.filter((value) => value.startsWith('10.') && Number(value.split('.')[3]) % 2 === parity);
  return own[which % Math.max(1, own.length)];
}

async function disturbedRun(stage: Stage | ContainerStage, disturbance: Disturbance): Promise<string[]> {
  const silent = disturb(stage, disturbance);
  const outcome = await stage.run('fetch-indicators');
  stage.interference.call = undefined;
  stage.interference.body = undefined;
  stage.interference.headers = undefined;
  if ('onEvent' in stage) {
    stage.onEvent = undefined;
  }
  await stage.plugIn();
  return silent ? [] : clarity(outcome);
}

/** @returns whether the run cannot be expected to say what happened */
function disturb(stage: Stage | ContainerStage, disturbance: Disturbance): boolean {
  const { interference } = stage;
  let seen = 0;
  if (disturbance.kind === 'xdr') {
    const fault = PASSING_FAULTS[disturbance.fault];
    interference[fault?.moment ?? 'body'] = (request, response) => {
      seen += 1;
      const strikes = seen === disturbance.at || (seen > disturbance.at && !disturbance.once);
      return strikes && fault !== undefined ? fault.strike(response, request, stage) : 'continue';
    };
  } else if (disturbance.kind === 'xsoar') {
    interference.call = (call) => {
      seen += call === disturbance.call ? 1 : 0;
      if (
        call === disturbance.call &&
        (seen === disturbance.at || (seen > disturbance.at && !disturbance.once))
      ) {
        throw new Error('the server is in trouble');
      }
    };
  } else if (disturbance.kind === 'kill') {
    killAt(disturbance.at, stage);
    return true;
  }
  return false;
}

/** Kills for real where there is a process; else nothing answers any more, which is all that a dead run would see. */
function killAt(at: number, stage: Stage | ContainerStage): void {
  let seen = 0;
  const isOver = (): boolean => {
    seen += 1;
    if (seen === at && 'kill' in stage) {
      stage.kill(at % 2 === 0 ? 'loop' : 'node');
    }
    return seen >= at;
  };
  if ('kill' in stage) {
    stage.onEvent = () => void isOver();
  } else {
    stage.interference.call = () => {
      if (isOver()) {
        throw new Error('killed');
      }
    };
  }
  stage.interference.body = (_request, response) => {
    if (isOver()) {
      response.destroy();
      return 'handled';
    }
    return 'continue';
  };
}
