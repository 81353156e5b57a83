import { type Environment, everywhere, inThree } from './environment.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { type ActiveFault, play } from './play.ts';
import { EVERYDAY } from './scenarios.ts';
import type { Findings, Row, Trial } from './trial.ts';
import { shortPages } from './xsoar-rows.ts';

const WRITE = 'setIntegrationContextVersioned';

/** A write of the context meets a newer version, because another run or somebody else wrote it meanwhile. */
export function conflictRows(environment: Environment): Row[] {
  return [
    {
      group: 'XSOAR',
      name: 'a context that another run moved meanwhile',
      trials: async () => (await writesIn(environment, everywhere)).flatMap(meanwhile),
    },
    {
      group: 'XSOAR',
      name: 'a context that is always newer',
      trials: async () =>
        (await writesIn(environment, inThree)).map((write) => ({
          label: `from ${write.label} on`,
          play: async () =>
            await environment.play(
              EVERYDAY,
              (world) => alwaysNewer(world, write.number),
              shortPages(environment),
            ),
        })),
    },
  ];
}

interface Write {
  number: number;
  label: string;
  environment: Environment;
}

async function writesIn(environment: Environment, chosen: (count: number) => number[]): Promise<Write[]> {
  const { xsoar } = await environment.dryRun(EVERYDAY, shortPages(environment));
  const count = xsoar.callsOf(WRITE);
  return chosen(count).map((number) => ({ number, label: `write ${number} of ${count}`, environment }));
}

function meanwhile({ number, label, environment }: Write): Trial[] {
  const trial = (what: string, other: typeof withOtherRun): Trial => ({
    label: `${what} before ${label}`,
    play: async () =>
      await environment.inWorld(async (world) => await other(world, number), shortPages(environment)),
  });
  return [trial('a run', withOtherRun), trial("a key of somebody else's", withOtherWriter)];
}

/** Before a write, another whole run takes place. */
async function withOtherRun(world: FaultyWorld, number: number): Promise<Findings> {
  const problems: string[] = [];
  world.hooks.call = async (name, count) => {
    if (name !== WRITE || count !== number) {
      return;
    }
    world.hooks.call = undefined;
    // The other run sees one indicator more, and so comes further.
    world.expected.putInXsoar('10.8.0.1', 'meanwhile');
    if (!(await world.fetch()).ok) {
      problems.push('the other run failed');
    }
  };
  const findings = await play(EVERYDAY, world);
  findings.problems.push(...problems);
  return findings;
}

async function withOtherWriter(world: FaultyWorld, number: number): Promise<Findings> {
  world.hooks.call = (name, count) => {
    if (name === WRITE && count === number) {
      world.xsoar.setContext({ ...world.xsoar.context, of_somebody_else: number });
    }
  };
  const findings = await play(EVERYDAY, world);
  if (world.xsoar.context.of_somebody_else !== number) {
    findings.problems.push("somebody else's key was lost");
  }
  return findings;
}

/** Somebody writes faster than any run can: an error, and nothing is lost. */
function alwaysNewer({ hooks, xsoar }: FaultyWorld, number: number): ActiveFault {
  const active: ActiveFault = {
    happened: false,
    // The last write of a run is its summary: without it, the work is done all the same.
    mustFail: false,
    end: () => {
      hooks.call = undefined;
    },
  };
  hooks.call = (name, count) => {
    if (name === WRITE && count >= number) {
      active.happened = true;
      xsoar.setContext(xsoar.context);
    }
  };
  return active;
}
