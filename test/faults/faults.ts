import { SMALL_BATCH, scriptWithSmallBatches } from './built.ts';
import { clockFaults } from './clocks.ts';
import { contextFaults } from './contexts.ts';
import { inContainer } from './in-container.ts';
import { inProcess } from './in-process.ts';
import { killFaults } from './kills.ts';
import { poisonFaults } from './poison.ts';
import { COMMANDS, EVERYDAY, TWO_FETCHES } from './scenes.ts';
import { sequenceFault } from './sequences.ts';
import type { StageOptions } from './stage.ts';
import { inTheMiddle, inThree, Venue } from './venue.ts';
import type { Fault } from './verdict.ts';
import { xdrFaults } from './xdr-faults.ts';
import { xsoarFaults } from './xsoar-faults.ts';

export interface Selection {
  seed: number;
  /** How many random sequences are tried in process; a tenth of them in a container. */
  sequences: number;
  /** Whether the built integration in a real loop process plays too. */
  container: boolean;
}

/** The whole suite: a row a fault. */
export async function faultsOf(selection: Selection): Promise<Fault[]> {
  const process = new Venue({
    name: 'in process',
    make: inProcess,
    scenes: [EVERYDAY, COMMANDS],
    spots: inThree,
    real: false,
  });
  const container = selection.container ? await containerVenue() : undefined;
  const { seed, sequences } = selection;
  return [
    ...xdrFaults(container === undefined ? [process] : [process, container.venue]),
    ...xsoarFaults(process),
    ...contextFaults(process),
    ...clockFaults(process),
    ...poisonFaults(process),
    sequenceFault({ name: 'in process', seed, count: sequences, make: inProcess }),
    ...(container === undefined
      ? []
      : [
          ...killFaults(container.make),
          sequenceFault({
            name: 'in a container',
            seed,
            count: Math.ceil(sequences / 10),
            make: container.make,
          }),
        ]),
  ];
}

async function containerVenue() {
  const script = await scriptWithSmallBatches();
  const make = async (options?: StageOptions) =>
    await inContainer(script, { pageSize: SMALL_BATCH, ...options });
  return {
    make,
    venue: new Venue({
      name: 'in a container',
      make,
      scenes: [TWO_FETCHES],
      spots: inTheMiddle,
      real: true,
    }),
  };
}
