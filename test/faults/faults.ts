import { builtScript, SMALL_BATCH, scriptWithSmallBatches } from '../support/built.ts';
import { bothSides } from './both-sides.ts';
import { clockFaults } from './clocks.ts';
import { contextFaults } from './contexts.ts';
import { type ContainerStage, inContainer } from './in-container.ts';
import { inProcess } from './in-process.ts';
import { fullBatchKills, killFaults } from './kills.ts';
import { poisonFaults } from './poison.ts';
import { refusalFaults } from './refusals.ts';
import { COMMANDS, EVERYDAY, PULL_ONLY, TWO_FETCHES } from './scenes.ts';
import { sequenceFault } from './sequences.ts';
import type { StageOptions } from './stage.ts';
import { inTheMiddle, inThree, Venue } from './venue.ts';
import type { Fault } from './verdict.ts';
import { xdrFaults } from './xdr-faults.ts';
import { xsoarFaults } from './xsoar-faults.ts';

/** How many random sequences are tried: in process, in a container, and in the bounded form. */
const SEQUENCES = { process: 1000, container: 40, brief: 30 };
/** How many trials of any other row the bounded form tries. */
const MOST_TRIALS = 6;

type ContainerMaker = (options?: StageOptions) => Promise<ContainerStage>;

/** The whole suite, a row a fault: the code in process, then the built integration in a real loop process. */
export function thoroughly(seed: number): Fault[] {
  const small = once(scriptWithSmallBatches);
  const full = once(builtScript);
  const withSmallBatches: ContainerMaker = async (options) =>
    await inContainer(await small(), { pageSize: SMALL_BATCH, ...options });
  const venue = new Venue({
    name: 'in process',
    make: inProcess,
    scenes: [EVERYDAY, COMMANDS, PULL_ONLY],
    spots: inThree,
    real: false,
  });
  const container = new Venue({
    name: 'in a container',
    make: withSmallBatches,
    scenes: [TWO_FETCHES],
    spots: inTheMiddle,
    real: true,
  });
  return [
    ...xdrFaults([venue, container]),
    ...xsoarFaults(venue, container),
    ...contextFaults(venue),
    ...clockFaults([venue, container]),
    ...bothSides(venue),
    ...refusalFaults(venue),
    ...poisonFaults(venue, 1),
    ...killFaults(withSmallBatches, everyEvent),
    fullBatchKills(async () => await inContainer(await full())),
    sequenceFault({ name: 'in process', seed, count: SEQUENCES.process, make: inProcess }),
    sequenceFault({ name: 'in a container', seed, count: SEQUENCES.container, make: withSmallBatches }),
  ];
}

/** The rows of the bounded form, by the files that try them: jest gives each file to a worker. */
export interface BriefRows {
  xdr: Fault[];
  xsoar: Fault[];
  others: Fault[];
}

/** A bounded form: no fault that waits for real time, few trials a row, and only the kills in a container. */
export function briefly(seed: number): BriefRows {
  const venue = new Venue({
    name: 'in process',
    make: inProcess,
    scenes: [EVERYDAY, COMMANDS],
    spots: inTheMiddle,
    real: false,
  });
  const make: ContainerMaker = async () =>
    await inContainer(await scriptWithSmallBatches(), { pageSize: SMALL_BATCH });
  const rows = {
    xdr: xdrFaults([venue], ({ slow }) => slow !== true),
    xsoar: [...xsoarFaults(venue), ...contextFaults(venue), ...clockFaults([venue])],
    others: [
      ...bothSides(venue),
      ...refusalFaults(venue),
      ...poisonFaults(venue, 1),
      ...killFaults(make, everyEvent),
    ],
  };
  return {
    xdr: rows.xdr.map(atMost),
    xsoar: rows.xsoar.map(atMost),
    others: [
      ...rows.others.map(atMost),
      sequenceFault({ name: 'in process', seed, count: SEQUENCES.brief, make: inProcess }),
    ],
  };
}

/** The same row with fewer trials, evenly spread over all that it has. */
function atMost(fault: Fault): Fault {
  return {
    ...fault,
    trials: async () => {
      const all = await fault.trials();
      const count = Math.min(all.length, fault.bounded ?? MOST_TRIALS);
      return Array.from(
        { length: count },
        (_, index) => all[Math.floor((index * all.length) / count)],
      ).filter((trial) => trial !== undefined);
    },
  };
}

function everyEvent(): boolean {
  return true;
}

/** Made when it is needed first, and then kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make();
    return await made;
  };
}
