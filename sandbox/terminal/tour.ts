import { quote } from './line.ts';
import type { Room } from './room.ts';
import { playTour, type Steps, TourEnded } from './steps.ts';
import { showDifference } from './verbs/show.ts';
import { showIndicators } from './verbs/xsoar.ts';
import type { Sandbox, XdrSide } from './world.ts';

/** How many refused indicators the tour asks XDR about, and how many it lists: a step fits 22 lines. */
const MOST_REFUSED = 2;
const MOST_LISTED = 12;

/**
 * The tour: a first sync, what was refused and why, and a change that comes back. Every command is shown as it would be
 * typed, and really run.
 * @returns false when a step failed; the tour ends there
 */
export async function runTour(room: Room, sandbox: Sandbox, xdr: XdrSide): Promise<boolean> {
  const { screen } = room;
  screen.text(`${room.manifest.display}: an XSOAR and an XDR tenant of your own`, 'heading');
  screen.text('Both run inside this program; nothing leaves this machine. --no-tour skips this.', 'dim');
  screen.blank();
  return await playTour(room, async (steps) => {
    await steps.next('Sample indicators are loaded into XSOAR. XDR holds nothing yet.');
    sandbox.loadSamples();
    await showIndicators(room, '', MOST_LISTED);
    await firstSync(room, steps);
    await whatWasRefused(room, xdr, steps);
    await changeComesBack(room, xdr, steps);
  });
}

async function firstSync(room: Room, steps: Steps): Promise<void> {
  await steps.play(
    'XSOAR fetches, as it does every 20 minutes. The first fetch pushes what matches the Sync Query.',
    'fetch',
  );
  await steps.play('What of XSOAR matches the Sync Query …', `xsoar list ${quote(queryOf(room))}`);
  await steps.play('… and what arrived in XDR.', 'xdr list');
}

/** Asks XDR again about what matched and did not arrive, and one that did: the answer says why. */
async function whatWasRefused(room: Room, xdr: XdrSide, steps: Steps): Promise<void> {
  const { found } = await room.world.xsoar.find(queryOf(room), 100);
  const missing = found
    .map(({ value }) => String(value))
    .filter((value) => xdr.get(value) === undefined)
    .slice(0, MOST_REFUSED);
  if (missing.length === 0) return;
  const [held] = xdr.all();
  const values = [...(held === undefined ? [] : [held.value]), ...missing];
  await steps.play(
    'Some matched and did not arrive. Pushed by name, the entry says why; the others are not held up.',
    `!xdr-iocs-push indicator=${asList(values)}`,
  );
}

async function changeComesBack(room: Room, xdr: XdrSide, steps: Steps): Promise<void> {
  const { screen, world } = room;
  const [ioc] = xdr.all();
  if (ioc === undefined) {
    screen.text('XDR holds nothing, so there is nothing to change there.', 'warn');
    throw new TourEnded(true);
  }
  const { value } = ioc;
  const before = await world.xsoar.get(value);
  await steps.play(
    'A person changes an IOC in XDR.',
    `xdr edit ${quote(value)} severity=low comment="seen on a test host"`,
  );
  await steps.play('The next fetch brings the change back.', 'fetch');
  await steps.next(`What changed in XSOAR, for ${value}:`);
  showDifference(screen, before, await world.xsoar.get(value));
  screen.blank();
  screen.text('Your turn. Try: load <a file of your own>, fetch, xdr list, help. Ctrl-D ends.', 'good');
  screen.text('tour lifecycle shows how an indicator lives: edited on both sides, disabled, gone.', 'good');
  screen.blank();
}

function queryOf({ parameters }: Room): string {
  return String(parameters.values().query ?? '');
}

/** A list as an argument takes it: CSV where that is plain. */
function asList(values: readonly string[]): string {
  return quote(values.some((value) => /[,\s"[\]]/.test(value)) ? JSON.stringify(values) : values.join(','));
}
