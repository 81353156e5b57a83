import {
  builtScript,
  programWithSmallBatches,
  SMALL_BATCH,
  scriptWithSmallBatches,
} from '../support/built.ts';
import { clockRows } from './clock-rows.ts';
import { conflictRows } from './conflict-rows.ts';
import { contextRows } from './context-rows.ts';
import { Environment, inTheMiddle, inThree } from './environment.ts';
import type { WorldOptions } from './faulty-world.ts';
import { type ContainerWorld, inContainer } from './in-container.ts';
import { inProcess } from './in-process.ts';
import { inProgram, type ProgramWorld } from './in-program.ts';
import { inRest } from './in-rest.ts';
import { fullBatchKillRow, killRows, programKillRow } from './kill-rows.ts';
import { poisonRows } from './poison-rows.ts';
import { refusalRows } from './refusal-rows.ts';
import { restRows } from './rest-rows.ts';
import { COMMANDS, EVERYDAY, PULL_ONLY, TWO_FETCHES } from './scenarios.ts';
import { sequenceRow } from './sequence-rows.ts';
import type { Row } from './trial.ts';
import { xdrRows } from './xdr-rows.ts';
import { xsoarRows } from './xsoar-rows.ts';

/** How many random sequences are tried: in process, in a container, and in the bounded form. */
const SEQUENCES = { process: 1000, rest: 300, container: 40, bounded: 30, boundedRest: 8 };
/** How many trials of any other row the bounded form tries. */
const BOUNDED_TRIALS = 6;
/** Of the rows over REST, which are like those of the pipe but for their line. */
const BOUNDED_REST_TRIALS = 2;

/** The whole suite: the code in process, then the built integration in a real loop process. */
export function allRows(seed: number): Row[] {
  const withSmallBatches = smallBatches();
  const process = new Environment({
    name: 'in process',
    make: inProcess,
    scenarios: [EVERYDAY, COMMANDS, PULL_ONLY],
    places: inThree,
    real: false,
  });
  const container = new Environment({
    name: 'in a container',
    make: withSmallBatches,
    scenarios: [TWO_FETCHES],
    places: inTheMiddle,
    real: true,
  });
  return [
    ...xdrRows([process, container]),
    ...xsoarRows(process, container),
    ...restRows(overRest(inThree)),
    ...xdrRows([overRest(inThree)]).map((row) => ({ ...row, group: 'REST and XDR' })),
    ...conflictRows(process),
    ...contextRows(process),
    ...clockRows([process, container]),
    ...refusalRows(process),
    ...poisonRows(process),
    ...killRows(withSmallBatches),
    programKillRow(smallProgram()),
    fullBatchKillRow(async () => await inContainer(await builtScript())),
    sequenceRow({ name: 'in process', seed, count: SEQUENCES.process, make: inProcess }),
    sequenceRow({ name: 'over REST', seed, count: SEQUENCES.rest, make: inRest }),
    sequenceRow({ name: 'in a container', seed, count: SEQUENCES.container, make: withSmallBatches }),
  ];
}

/** The bounded form, by the files that try its rows: jest gives each file to a worker. */
export interface BoundedRows {
  xdr: Row[];
  xsoar: Row[];
  others: Row[];
  rest: Row[];
}

/** What `npm test` tries: no fault that waits for real time, few trials a row, and only the kills in a container. */
export function boundedRows(seed: number): BoundedRows {
  const process = new Environment({
    name: 'in process',
    make: inProcess,
    scenarios: [EVERYDAY, COMMANDS],
    places: inTheMiddle,
    real: false,
  });
  const few = (rows: readonly Row[]): Row[] => rows.map((row) => atMost(row.bounded ?? BOUNDED_TRIALS, row));
  return {
    xdr: few(xdrRows([process], ({ slow }) => slow !== true)),
    xsoar: few([
      ...xsoarRows(process),
      ...conflictRows(process),
      ...contextRows(process),
      ...clockRows([process]),
    ]),
    others: [
      ...few([...refusalRows(process), ...poisonRows(process), ...killRows(smallBatches())]),
      sequenceRow({ name: 'in process', seed, count: SEQUENCES.bounded, make: inProcess }),
    ],
    rest: [
      ...restRows(overRest(inTheMiddle)).map((row) => atMost(BOUNDED_REST_TRIALS, row)),
      atMost(BOUNDED_TRIALS, programKillRow(smallProgram())),
      sequenceRow({ name: 'over REST', seed, count: SEQUENCES.boundedRest, make: inRest }),
    ],
  };
}

/** The engine outside of XSOAR. */
function overRest(places: (count: number) => number[]): Environment {
  return new Environment({
    name: 'over REST',
    make: inRest,
    scenarios: [EVERYDAY, COMMANDS],
    places,
    real: false,
  });
}

/** The same row with fewer trials, evenly spread over all that it has. */
export function atMost(most: number, row: Row): Row {
  return {
    ...row,
    trials: async () => {
      const all = await row.trials();
      const step = Math.max(1, all.length / most);
      return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
    },
  };
}

/** Containers whose pushes carry few indicators; the script is built when the first is made. */
function smallBatches(): (options?: WorldOptions) => Promise<ContainerWorld> {
  let script: Promise<string> | undefined;
  return async (options) => {
    script ??= scriptWithSmallBatches();
    return await inContainer(await script, { pageSize: SMALL_BATCH, ...options });
  };
}

/** The program outside of XSOAR, with pages and pushes that carry few indicators. */
function smallProgram(): () => Promise<ProgramWorld> {
  let path: Promise<string> | undefined;
  return async () => {
    path ??= programWithSmallBatches();
    return await inProgram(await path);
  };
}
