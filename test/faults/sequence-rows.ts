import fc from 'fast-check';
import { ipOf } from '../support/world.ts';
import { type Act, act } from './acts.ts';
import { runDisturbed } from './disturb.ts';
import type { FaultyWorld, MakeWorld } from './faulty-world.ts';
import { findingsAtEnd } from './play.ts';
import { addFindings, type Findings, noFindings, type Row } from './trial.ts';

/** Runs after the last disturbance: what a run has pulled is pushed by the next. */
const LAST_RUNS = 3;
const LONGEST_MS = 120_000;

export interface SequenceOptions {
  name: string;
  seed: number;
  count: number;
  make: MakeWorld;
}

/** Random sequences of work, faults and kills, one a trial; what fails is made as short as can be. */
export function sequenceRow({ name, seed, count, make }: SequenceOptions): Row {
  return {
    group: 'sequences',
    name: `random work, faults and kills, ${name}`,
    trials: () =>
      Array.from({ length: count }, (_, index) => ({
        label: `seed ${seed + index}`,
        play: async () => await trySequence(seed + index, make),
      })),
  };
}

async function trySequence(seed: number, make: MakeWorld): Promise<Findings> {
  let last = noFindings();
  const details = await fc.check(
    fc.asyncProperty(
      fc.array(act, { minLength: 2, maxLength: 10 }),
      fc.integer({ min: 1, max: 4 }),
      async (acts, pageSize) => {
        const findings = await perform(acts, await make({ pageSize }));
        const isClean = Object.values(findings).flat().length === 0;
        last = isClean ? last : findings;
        return isClean;
      },
    ),
    { seed, numRuns: 1, interruptAfterTimeLimit: LONGEST_MS },
  );
  if (details.failed) {
    const thrown = details.errorInstance instanceof Error ? [details.errorInstance.message] : [];
    last.problems.push(`with ${JSON.stringify(details.counterexample)}`, ...thrown);
  }
  return last;
}

async function perform(acts: readonly Act[], world: FaultyWorld): Promise<Findings> {
  const findings = noFindings();
  try {
    world.expected.putInXsoar(ipOf(0).value, 'the first');
    for (const [number, one] of acts.entries()) {
      findings.problems.push(...(await carryOut(one, number, world)));
    }
    for (let run = 1; run <= LAST_RUNS; run += 1) {
      const { ok, results } = await world.fetch();
      if (!ok) {
        findings.problems.push(`run ${run} without a disturbance fails: ${JSON.stringify(results)}`);
      }
    }
    addFindings(findings, findingsAtEnd(world));
    return findings;
  } finally {
    await world.close();
  }
}

async function carryOut(one: Act, number: number, world: FaultyWorld): Promise<string[]> {
  world.advance(1000);
  switch (one.do) {
    case 'put':
      for (let index = 0; index < one.count; index += 1) {
        world.expected.putInXsoar(ipOf(1 + 100 * number + index).value, `put ${number}.${index}`);
      }
      return [];
    case 'change':
      changeInXsoar(world, one.which, `changed in ${number}`);
      return [];
    case 'edit':
      editInXdr(world, one.which, { comment: `edited in ${number}`, disable: one.disable });
      return [];
    case 'create':
      // Before the first sync has begun there is nothing to pull from.
      if (world.xsoar.context.ts !== undefined) {
        world.expected.createInXdr(`198.51.100.${number}`, `created in ${number}`);
      }
      return [];
    case 'wait':
      world.advance(one.seconds * 1000);
      return [];
    case 'run':
      return await runDisturbed(world, one.disturbance);
  }
}

function changeInXsoar({ expected }: FaultyWorld, which: number, comment: string): void {
  const value = pick(expected.values, which, 0);
  if (value !== undefined) {
    expected.putInXsoar(value, comment);
  }
}

function editInXdr(
  { expected, tenant }: FaultyWorld,
  which: number,
  { comment, disable }: { comment: string; disable: boolean },
): void {
  const value = pick(expected.values, which, 1);
  if (value !== undefined && tenant.get(value) !== undefined) {
    expected.editInXdr(value, disable ? { comment, disable } : { comment });
  }
}

/** Addresses with an even last number are changed in XSOAR, odd ones by people in XDR; created ones by neither. */
function pick(values: readonly string[], which: number, parity: 0 | 1): string | undefined {
  const own = values.filter((value) => value.startsWith('10.') && Number(value.split('.')[3]) % 2 === parity);
  return own[which % Math.max(1, own.length)];
}
