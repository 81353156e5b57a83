import { UsageError } from '../../../src/errors.ts';
import type { ReadFile, Reading } from '../../files/read-files.ts';
import { bringFound } from '../../xsoar/bring-found.ts';
import { unlessInterrupted } from '../interruption.ts';
import type { Room } from '../room.ts';
import type { Screen } from '../screen.ts';
import { sandboxIn } from '../world.ts';
import { type Verb, wrongWords } from './verb.ts';

const SHOW = '--show-left-out';
/** So many rows of a table are read, or scrolled through. */
const MOST_FILES = 50;
const MOST_LEFT_OUT = 1_000;

/** `load`: the indicators of a file, an archive or a folder. */
export const load: Verb = {
  name: 'load',
  usage: `[${SHOW}] <file or folder>`,
  summary:
    'Makes XSOAR indicators of a MISP event, a STIX bundle, a table, a list (hosts, ad blocker, resolver) or a text. ' +
    `${SHOW} lists what did not become one.`,
  plan: (words, room) => {
    const texts = words.map(({ text }) => text);
    const unknown = texts.find((text) => text.startsWith('--') && text !== SHOW);
    if (unknown !== undefined)
      throw new UsageError(`load has no option ${unknown}.`, { advice: `Its only one is ${SHOW}.` });
    const [path, ...more] = texts.filter((text) => text !== SHOW);
    if (path === undefined || more.length > 0) throw wrongWords(load);
    return async () => await loadFrom(path, texts.includes(SHOW), room);
  },
};

async function loadFrom(path: string, all: boolean, { world, screen, stop }: Room): Promise<boolean> {
  const { indicators, now } = sandboxIn(world);
  // The readers of a dozen kinds of files: nobody waits for them before the prompt.
  const { readFiles } = await import('../../files/read-files.ts');
  // Until all is read, nothing is loaded: whoever stops it here has lost nothing.
  const reading = await unlessInterrupted(readFiles(path, { now: now() }), stop.signal);
  const { found, repeated } = reading.gathered;
  const { added, known } = bringFound(indicators, found);
  const isNothing = added + known === 0;
  if (reading.files.length > 1 || !isNothing) showFiles(screen, reading.files);
  screen.text(
    `${count(added)} indicators added, ${count(known)} were known${types(reading)}. XSOAR holds ${count(indicators.size)}.`,
  );
  if (repeated > 0) screen.text(`${count(repeated)} times a value was named again.`, 'dim');
  showLeftOut(screen, reading, all);
  if (world.xdr === undefined && added > 0)
    screen.text('They settle for half a minute; a fetch after that pushes them.', 'dim');
  return !isNothing || nothingFound(screen, reading);
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function types({ gathered }: Reading): string {
  const kinds = [...gathered.types].map(([type, number]) => `${type} ${count(number)}`);
  return kinds.length > 0 ? ` (${kinds.join(', ')})` : '';
}

/** What each file was taken for. */
function showFiles(screen: Screen, files: readonly ReadFile[]): void {
  const [only] = files;
  if (files.length === 1 && only !== undefined) {
    screen.text(`Read as ${only.takenFor}.`, 'dim');
    return;
  }
  const rows = files
    .slice(0, MOST_FILES)
    .map(({ name, takenFor, found, leftOut }) => [name, takenFor, count(found), count(leftOut)]);
  if (rows.length > 0) screen.table(['File', 'Read as', 'Found', 'Left out'], rows, 3);
  const more = files.length - rows.length;
  if (more > 0) screen.text(`… and ${count(more)} more files.`, 'dim');
}

function showLeftOut(screen: Screen, { gathered }: Reading, all: boolean): void {
  const { reasons, leftOut } = gathered;
  const total = reasons.reduce((sum, [, number]) => sum + number, 0);
  if (total === 0) return;
  screen.text(`${count(total)} left out:`);
  screen.table(
    ['Count', 'Reason'],
    reasons.map(([reason, number]) => [count(number), reason]),
  );
  if (!all) {
    screen.text(`load ${SHOW} <file> lists them.`, 'dim');
    return;
  }
  const rows = leftOut.slice(0, MOST_LEFT_OUT).map(({ text, reason }) => [text, reason]);
  screen.table(['Left out', 'Reason'], rows, 3);
  if (total > rows.length) screen.text(`… and ${count(total - rows.length)} more.`, 'dim');
}

function nothingFound(screen: Screen, { files }: Reading): false {
  const [only] = files;
  const where = files.length === 1 ? `: it was read as ${only?.takenFor}` : ' in any of the files';
  screen.text(only === undefined ? 'The folder holds no files.' : `No indicator was found${where}.`, 'bad');
  return false;
}
