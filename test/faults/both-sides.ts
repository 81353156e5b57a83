import { ipOf } from '../support/world.ts';
import { clarity, judge } from './play.ts';
import { type Cast, castFor, EVERYDAY } from './scenes.ts';
import type { Venue } from './venue.ts';
import type { Fault, Verdict } from './verdict.ts';

/** What befalls the first run after both sides were changed. */
const RUNS: Readonly<Record<string, (cast: Cast) => Promise<string[]>>> = {
  'a run': async ({ stage }) => {
    stage.settle();
    return clarity(await stage.run('fetch-indicators'));
  },
  'a run at once, before the change is old enough to be pushed': async ({ stage }) =>
    clarity(await stage.run('fetch-indicators')),
  'a run whose push fails': async ({ stage }) => {
    stage.settle();
    stage.interference.body = ({ endpoint }, response) => {
      if (endpoint === 'tim_insert_jsons') {
        response.writeHead(403).end();
        return 'handled';
      }
      return 'continue';
    };
    const outcome = await stage.run('fetch-indicators');
    stage.interference.body = undefined;
    return clarity(outcome);
  },
  'a run whose pull fails': async ({ stage }) => {
    stage.settle();
    stage.interference.call = (call) => {
      if (call === 'createIndicators') {
        throw new Error('the server is in trouble');
      }
    };
    const outcome = await stage.run('fetch-indicators');
    stage.interference.call = undefined;
    return clarity(outcome);
  },
};

/** One value is changed on both sides between two runs: the later change wins, on both. */
export function bothSides(venue: Venue): Fault[] {
  return (['XSOAR', 'XDR'] as const).map((later) => ({
    family: 'changed on both sides',
    name: `the later change is ${later}'s`,
    trials: () =>
      Object.entries(RUNS).map(([label, run]) => ({
        label,
        play: async () =>
          await venue.on(async (stage) => await contradict(castFor(EVERYDAY, stage), later, run)),
      })),
  }));
}

async function contradict(
  cast: Cast,
  later: 'XSOAR' | 'XDR',
  run: (cast: Cast) => Promise<string[]>,
): Promise<Verdict> {
  const { stage, ledger } = cast;
  const { value } = ipOf(0);
  ledger.put(value, 'to begin with');
  stage.settle();
  await stage.run('fetch-indicators');
  const changes = [
    () => ledger.edit(value, { comment: 'changed in XDR' }),
    () => ledger.put(value, 'changed in XSOAR'),
  ];
  for (const change of later === 'XSOAR' ? changes : changes.reverse()) {
    stage.advance(5000);
    change();
  }
  stage.advance(5000);
  const problems = await run(cast);
  for (let again = 0; again < 2; again += 1) {
    stage.settle();
    problems.push(...clarity(await stage.run('fetch-indicators')));
  }
  const verdict = judge(cast);
  verdict.problems.push(...problems);
  return verdict;
}
