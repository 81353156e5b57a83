import { quote } from './line.ts';
import type { Room } from './room.ts';
import { showDifference } from './verbs/show.ts';
import { showTenant } from './verbs/xdr.ts';
import { showIndicators } from './verbs/xsoar.ts';
import type { XdrSide } from './world.ts';

/** How many refused indicators the tour asks XDR about; one line must hold them. */
const MOST_REFUSED = 8;

/**
 * The tour: a first sync, what was refused and why, and a change that comes back. Every command is shown as it would be
 * typed, and really run.
 * @returns false when a step failed; the tour ends there
 */
export async function runTour(room: Room, xdr: XdrSide): Promise<boolean> {
  const { screen } = room;
  screen.text(`${room.manifest.display}: an XSOAR and an XDR tenant of your own`, 'heading');
  screen.text(
    'Both run inside this program; nothing leaves this machine. --no-tour begins with the prompt.',
    'dim',
  );
  await loadSamples(room);
  if (!(await firstSync(room, xdr))) return false;
  await whatWasRefused(room, xdr);
  const wayBack = await changeComesBack(room, xdr);
  if (wayBack) end(room);
  return wayBack;
}

async function loadSamples(room: Room): Promise<void> {
  step(room, 1, 'Sample indicators are loaded into XSOAR. XDR holds nothing yet.');
  room.world.xsoar.loadSamples();
  await showIndicators(room, '');
}

async function firstSync(room: Room, xdr: XdrSide): Promise<boolean> {
  step(
    room,
    2,
    'XSOAR fetches, as it does every 20 minutes. The first time, this pushes what matches the Sync Query.',
  );
  if (!(await type(room, 'fetch'))) return false;
  step(room, 3, 'What each side holds now. Not everything matches the Sync Query.');
  await type(room, `xsoar list ${quote(String(room.parameters.values().query ?? ''))}`);
  room.screen.blank();
  showTenant(room, xdr);
  return true;
}

/** Asks XDR again about what matched and did not arrive, and one that did: the answer says why. */
async function whatWasRefused(room: Room, xdr: XdrSide): Promise<void> {
  const { found } = await room.world.xsoar.find(String(room.parameters.values().query ?? ''), 100);
  const missing = found
    .map(({ value }) => String(value))
    .filter((value) => xdr.get(value) === undefined)
    .slice(0, MOST_REFUSED);
  if (missing.length === 0) return;
  step(
    room,
    4,
    'Some matched and did not arrive. Pushed by name, the entry says why; the others are not held up.',
  );
  const [held] = xdr.all();
  const values = [...(held === undefined ? [] : [String(held.value)]), ...missing];
  await type(room, `!xdr-iocs-push indicator=${asList(values)}`);
}

async function changeComesBack(room: Room, xdr: XdrSide): Promise<boolean> {
  const [ioc] = xdr.all();
  if (ioc === undefined) {
    room.screen.text('XDR holds nothing, so there is nothing to change there.', 'warn');
    return false;
  }
  const value = String(ioc.value);
  const before = await room.world.xsoar.get(value);
  step(room, 5, 'A person changes an IOC in XDR.');
  const changed = await type(room, `xdr edit ${quote(value)} severity=low comment="seen on a test host"`);
  step(room, 6, 'The next fetch brings the change back.');
  if (!changed || !(await type(room, 'fetch'))) return false;
  step(room, 7, `What changed in XSOAR, for ${value}:`);
  showDifference(room.screen, before, await room.world.xsoar.get(value));
  return true;
}

function end({ screen }: Room): void {
  screen.blank();
  screen.text('Your turn. Try: load <a file of your own>, fetch, xdr list, help. Ctrl-D ends.', 'good');
  screen.text('tour lifecycle shows how an indicator lives: edited on both sides, disabled, gone.', 'good');
  screen.blank();
}

function step({ screen }: Room, number: number, text: string): void {
  screen.blank();
  screen.text(`${number}. ${text}`, 'bold');
  screen.blank();
}

/** A list as an argument takes it: CSV where that is plain. */
function asList(values: readonly string[]): string {
  return quote(values.some((value) => /[,\s"[\]]/.test(value)) ? JSON.stringify(values) : values.join(','));
}

async function type(room: Room, line: string): Promise<boolean> {
  room.screen.typed(line);
  return await room.run(line);
}
