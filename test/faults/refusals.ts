import { ipOf } from '../support/world.ts';
import { clarity, judge } from './play.ts';
import { castFor, EVERYDAY } from './scenes.ts';
import type { Outcome, Stage } from './stage.ts';
import type { Venue } from './venue.ts';
import type { Fault, Verdict } from './verdict.ts';

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

/** Ways in which it may be pushed, and where the user is told. */
const WAYS: Readonly<Record<string, (stage: Stage, value: string) => Promise<Outcome>>> = {
  'by the first sync': async (stage) => await stage.run('fetch-indicators'),
  'by name': async (stage, value) =>
    await stage.run('xdr-iocs-push', { indicator: [value, ...good()].join(',') }),
};
const COUNT = 9;

/** What XDR does not hold is reported with its value and a reason, each time, and stops nothing else. */
export function refusalFaults(venue: Venue): Fault[] {
  return Object.entries(REFUSED).map(([name, draft]) => ({
    family: 'refusal',
    name,
    trials: () =>
      Object.entries(WAYS).map(([way, run]) => ({
        label: way,
        play: async () => await venue.on(async (stage) => await refuse(stage, draft, run)),
      })),
  }));
}

async function refuse(
  stage: Stage,
  draft: (typeof REFUSED)[string],
  run: (typeof WAYS)[string],
): Promise<Verdict> {
  const cast = castFor(EVERYDAY, stage);
  stage.params.override_severity = false;
  for (const [index, value] of good().entries()) {
    if (index === Math.floor(COUNT / 2)) {
      stage.xsoar.indicators.add({ score: 3, ...draft });
    }
    cast.ledger.put(value, `number ${index}`);
  }
  stage.settle();
  const outcome = await run(stage, draft.value);
  const problems = clarity(outcome);
  if (!`${outcome.log}${JSON.stringify(outcome.results)}`.includes(draft.value)) {
    problems.push(`${draft.value} is not reported`);
  }
  stage.settle();
  const next = await stage.run('fetch-indicators');
  problems.push(...clarity(next), ...(next.ok ? [] : ['the next run fails']));
  if (!JSON.stringify(stage.xsoar.context).includes(draft.value)) {
    problems.push(`${draft.value} is not in the list of refusals`);
  }
  const verdict = judge(cast);
  verdict.problems.push(...problems);
  return verdict;
}

function good(): string[] {
  return Array.from({ length: COUNT }, (_, index) => ipOf(index).value);
}
