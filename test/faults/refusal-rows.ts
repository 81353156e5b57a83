import { ipOf } from '../support/world.ts';
import type { Environment } from './environment.ts';
import type { FaultyWorld, Outcome } from './faulty-world.ts';
import { answerProblems, findingsAtEnd } from './play.ts';
import type { Findings, Row } from './trial.ts';

/** Indicators that XDR will not hold, and who says so. */
const REFUSED: Readonly<Record<string, { value: string; indicator_type: string; [field: string]: unknown }>> =
  {
    'one that cannot be mapped': {
      value: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      indicator_type: 'File',
    },
    'one that XDR refuses': { value: '2001:db8::1', indicator_type: 'IP' },
    'one of a severity that nobody knows': {
      value: '192.0.2.77',
      indicator_type: 'IP',
      CustomFields: { sourceoriginalseverity: 'bogus' },
    },
  };

const COUNT = 9;
const OTHERS = Array.from({ length: COUNT }, (_, number) => ipOf(number).value);

/** Ways in which it may be pushed, and where the user is told. */
const WAYS: Readonly<Record<string, (world: FaultyWorld, value: string) => Promise<Outcome>>> = {
  'by the first sync': async (world) => await world.run('fetch-indicators'),
  'by name': async (world, value) =>
    await world.run('xdr-iocs-push', { indicator: [value, ...OTHERS].join(',') }),
};

/** What XDR does not hold is reported with its value and a reason, each time, and stops nothing else. */
export function refusalRows(environment: Environment): Row[] {
  return Object.entries(REFUSED).map(([name, draft]) => ({
    group: 'refusal',
    name,
    trials: () =>
      Object.entries(WAYS).map(([way, push]) => ({
        label: way,
        play: async () => await environment.inWorld(async (world) => await refuse(world, draft, push)),
      })),
  }));
}

async function refuse(
  world: FaultyWorld,
  draft: (typeof REFUSED)[string],
  push: (typeof WAYS)[string],
): Promise<Findings> {
  world.params.override_severity = false;
  for (const [number, value] of OTHERS.entries()) {
    if (number === Math.floor(COUNT / 2)) {
      world.xsoar.indicators.add({ score: 3, ...draft });
    }
    world.expected.putInXsoar(value, `number ${number}`);
  }
  world.settle();
  const outcome = await push(world, draft.value);
  const next = await world.fetch();
  const findings = findingsAtEnd(world);
  findings.problems.push(...answerProblems(outcome), ...answerProblems(next));
  if (!`${outcome.log}${JSON.stringify(outcome.results)}`.includes(draft.value)) {
    findings.problems.push(`${draft.value} is not reported`);
  }
  if (!next.ok) {
    findings.problems.push('the next run fails');
  }
  return findings;
}
