import { toQueryTime } from '../../src/sync/find.ts';
import type { Environment } from './environment.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { answerProblems, findingsAtEnd, play } from './play.ts';
import { EVERYDAY } from './scenarios.ts';
import { addFindings, type Findings, type Row, type Trial } from './trial.ts';

/** Contexts as the vendor's integration leaves them, by the phase that it is in; times are the world's. */
const VENDOR: readonly { name: string; context(world: FaultyWorld): Record<string, unknown> }[] = [
  { name: 'nothing was synced yet', context: () => ({}) },
  {
    name: 'the first phase has begun',
    context: (world) => ({ ...times(world), is_first_sync_phase: true }),
  },
  {
    name: 'the first phase is under way',
    context: (world) => ({
      ...times(world),
      is_first_sync_phase: true,
      search_after: pushByVendor(world, world.expected.values.slice(0, 2)),
    }),
  },
  {
    name: 'the first phase is over',
    context: (world) => ({
      ...times(world),
      is_first_sync_phase: false,
      search_after: pushByVendor(world, world.expected.values),
    }),
  },
  {
    name: 'synced by a command, no cursor',
    context: (world) => {
      pushByVendor(world, world.expected.values);
      return times(world);
    },
  },
  {
    name: 'synced by a command, an empty cursor',
    context: (world) => {
      pushByVendor(world, world.expected.values);
      return { ...times(world), is_first_sync_phase: false, search_after: [] };
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
export function contextRows(environment: Environment): Row[] {
  return [
    ...VENDOR.map(({ name, context }) => ({
      group: 'context',
      name: `the vendor's: ${name}`,
      trials: (): Trial[] => [
        {
          label: name,
          play: async () => await environment.inWorld(async (world) => await changeOver(world, context)),
        },
      ],
    })),
    ...Object.entries(DAMAGES).map(([key, values]) => ({
      group: 'context',
      name: `damaged in ${key}`,
      trials: (): Trial[] =>
        values.map((value) => ({
          label: JSON.stringify(value),
          play: async () => await environment.inWorld(async (world) => await damaged(world, key, value)),
        })),
    })),
  ];
}

async function changeOver(
  world: FaultyWorld,
  context: (world: FaultyWorld) => Record<string, unknown>,
): Promise<Findings> {
  const { expected, xsoar } = world;
  for (let number = 0; number < 6; number += 1) {
    expected.putInXsoar(`10.9.0.${number}`, `before ${number}`);
  }
  world.settle();
  xsoar.setContext({ ...context(world), of_the_vendor: 'kept' });
  world.advance(1000);
  expected.putInXsoar('10.9.1.1', 'after the change');
  const problems = answerProblems(await world.fetch());
  const findings = findingsAtEnd(world);
  findings.problems.push(...problems);
  if (xsoar.context.of_the_vendor !== 'kept') {
    findings.problems.push("the vendor's own key was lost");
  }
  return findings;
}

/** No run goes on from it, and when it is repaired, nothing has been lost. */
async function damaged(world: FaultyWorld, key: string, value: unknown): Promise<Findings> {
  const findings = await play(EVERYDAY, world);
  const good = world.xsoar.context;
  for (const command of ['fetch-indicators', 'xdr-iocs-push']) {
    findings.problems.push(...(await runDamaged(world, command, { good, key, value })));
  }
  world.xsoar.setContext(good);
  world.expected.putInXsoar('10.9.9.9', 'after the repair');
  await world.fetch();
  addFindings(findings, { problems: [], ...world.expected.compare() });
  return findings;
}

async function runDamaged(
  world: FaultyWorld,
  command: string,
  { good, key, value }: { good: Record<string, unknown>; key: string; value: unknown },
): Promise<string[]> {
  const bad = { ...good, [key]: value };
  world.xsoar.setContext(bad);
  const outcome = await world.run(command);
  const problems = answerProblems(outcome);
  const said = JSON.stringify(outcome.results);
  if (outcome.ok || !said.includes(`'${key}'`)) {
    problems.push(`${command} does not name the key: ${said.slice(0, 200)}`);
  }
  if (JSON.stringify(world.xsoar.context) !== JSON.stringify(bad)) {
    problems.push(`${command} changed the context`);
  }
  return problems;
}

function times(world: FaultyWorld): Record<string, unknown> {
  // After what `pushByVendor` leaves behind, which the tenant takes for the work of people.
  return { ts: world.now() + 1, time: toQueryTime(world.now()) };
}

/** What the vendor's integration had pushed is in XDR already; answers its cursor. */
function pushByVendor({ tenant, xsoar }: FaultyWorld, values: readonly string[]): unknown[] {
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
