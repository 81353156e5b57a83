import { toQueryTime } from '../../src/sync/find.ts';
import { clarity, judge, play } from './play.ts';
import { type Cast, castFor, EVERYDAY } from './scenes.ts';
import type { Stage } from './stage.ts';
import type { Venue } from './venue.ts';
import { add, type Fault, type Trial, type Verdict } from './verdict.ts';

/** Contexts as the vendor's integration leaves them, by the phase that it is in; times are the stage's. */
const VENDOR: readonly { name: string; context(cast: Cast): Record<string, unknown> }[] = [
  { name: 'nothing was synced yet', context: () => ({}) },
  {
    name: 'the first phase has begun',
    context: ({ stage }) => ({ ...times(stage), is_first_sync_phase: true }),
  },
  {
    name: 'the first phase is under way',
    context: ({ stage, ledger }) => ({
      ...times(stage),
      is_first_sync_phase: true,
      search_after: pushByVendor(stage, ledger.values.slice(0, 2)),
    }),
  },
  {
    name: 'the first phase is over',
    context: ({ stage, ledger }) => ({
      ...times(stage),
      is_first_sync_phase: false,
      search_after: pushByVendor(stage, ledger.values),
    }),
  },
  {
    name: 'synced by a command, no cursor',
    context: ({ stage, ledger }) => {
      pushByVendor(stage, ledger.values);
      return times(stage);
    },
  },
  {
    name: 'synced by a command, an empty cursor',
    context: ({ stage, ledger }) => {
      pushByVendor(stage, ledger.values);
      return { ...times(stage), is_first_sync_phase: false, search_after: [] };
    },
  },
];

/** What can be wrong with each key. */
const DAMAGES: Readonly<Record<string, readonly unknown[]>> = {
  ts: ['yesterday', -1, 1.5, {}, [], true],
  time: ['yesterday', 12, {}, [], true],
  is_first_sync_phase: ['true', 1, {}, []],
  search_after: ['2026-01-15', 7, {}, true],
  xdr_iocs_state: ['{"keyLevel"', '[]', '{"keyLevel": "Both"}', 7, {}, true],
};

/** The vendor's contexts are gone on from; damaged ones are an error that names the key, and stay as they are. */
export function contextFaults(venue: Venue): Fault[] {
  return [
    ...VENDOR.map(({ name, context }) => ({
      family: 'context',
      name: `the vendor's: ${name}`,
      trials: (): Trial[] => [
        { label: name, play: async () => await venue.on(async (stage) => await changeOver(stage, context)) },
      ],
    })),
    ...Object.entries(DAMAGES).map(([key, values]) => ({
      family: 'context',
      name: `damaged in ${key}`,
      trials: (): Trial[] =>
        values.map((value) => ({
          label: JSON.stringify(value),
          play: async () => await venue.on(async (stage) => await damaged(stage, key, value)),
        })),
    })),
  ];
}

async function changeOver(stage: Stage, context: (cast: Cast) => Record<string, unknown>): Promise<Verdict> {
  const cast = castFor(EVERYDAY, stage);
  for (let number = 0; number < 6; number += 1) {
    cast.ledger.put(`10.9.0.${number}`, `before ${number}`);
  }
  stage.settle();
  stage.xsoar.setContext({ ...context(cast), of_the_vendor: 'kept' });
  stage.advance(1000);
  cast.ledger.put('10.9.1.1', 'after the change');
  stage.settle();
  const problems = clarity(await stage.run('fetch-indicators'));
  const verdict = judge(cast);
  verdict.problems.push(...problems);
  if (stage.xsoar.context.of_the_vendor !== 'kept') {
    verdict.problems.push("the vendor's own key was lost");
  }
  return verdict;
}

async function damaged(stage: Stage, key: string, value: unknown): Promise<Verdict> {
  const verdict = await play(EVERYDAY, stage);
  const good = stage.xsoar.context;
  const bad = { ...good, [key]: value };
  for (const command of ['fetch-indicators', 'xdr-iocs-push']) {
    stage.xsoar.setContext(bad);
    const outcome = await stage.run(command);
    verdict.problems.push(...clarity(outcome));
    if (outcome.ok || !JSON.stringify(outcome.results).includes(`'${key}'`)) {
      verdict.problems.push(
        `${command} does not name the key: ${JSON.stringify(outcome.results).slice(0, 200)}`,
      );
    }
    if (JSON.stringify(stage.xsoar.context) !== JSON.stringify(bad)) {
      verdict.problems.push(`${command} changed the context`);
    }
  }
  stage.xsoar.setContext(good);
  const cast = castFor(EVERYDAY, stage);
  cast.ledger.put('10.9.9.9', 'after the repair');
  stage.settle();
  await stage.run('fetch-indicators');
  const { lost, wrong } = cast.ledger.compare();
  // This ledger knows of the last indicator only; the others were judged before.
  add(verdict, { problems: [], lost, wrong: wrong.filter((line) => line.startsWith('10.9.9.9')) });
  return verdict;
}

function times(stage: Stage): Record<string, unknown> {
  // After what `pushByVendor` leaves behind, which the tenant takes for the work of people.
  return { ts: stage.now() + 1, time: toQueryTime(stage.now()) };
}

/** What the vendor's integration had pushed is in XDR already; answers its cursor. */
function pushByVendor({ tenant, xsoar }: Stage, values: readonly string[]): unknown[] {
  for (const value of values) {
    const [comment] = (xsoar.indicators.get(value)?.comments ?? []) as { content: string }[];
    tenant.create({
      value,
      type: 'IP',
      severity: 'HIGH',
      reputation: 'BAD',
      comment: comment?.content ?? '',
    });
  }
  const last = xsoar.indicators.get(values.at(-1) ?? '');
  return [last?.modified, last?.id];
}
