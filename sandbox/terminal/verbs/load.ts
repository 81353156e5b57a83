import { UsageError } from '../../../src/errors.ts';
import type { ReadFile, Reading } from '../../files/read-files.ts';
import { unlessInterrupted } from '../interruption.ts';
import type { Screen } from '../screen.ts';
import { textTable } from '../table.ts';
import { takes, type Verb, wrongWords } from './verb.ts';

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
  check: (words) => {
    takes(1, 2).call(load, words);
    const unknown = words.find(({ text }) => text.startsWith('--') && text !== SHOW);
    if (unknown !== undefined)
      throw new UsageError(`load has no option ${unknown.text}.`, { advice: `Its only one is ${SHOW}.` });
    if (words.filter(({ text }) => text !== SHOW).length !== 1) throw wrongWords(load);
  },
  run: async (words, { world, screen, stop }) => {
    const path = words.find(({ text }) => text !== SHOW)?.text ?? '';
    // The readers of a dozen kinds of files: nobody waits for them before the prompt.
    const { readFiles } = await import('../../files/read-files.ts');
    // Until all is read, nothing is loaded: whoever stops it here has lost nothing.
    const reading = await unlessInterrupted(readFiles(path, { now: world.xsoar.now() }), stop.signal);
    const { added, known } = world.xsoar.load(reading.gathered.found);
    const isNothing = added + known === 0;
    if (reading.files.length > 1 || !isNothing) showFiles(screen, reading.files);
    screen.text(
      `${count(added)} indicators added, ${count(known)} were known${types(reading)}. XSOAR holds ${count(world.xsoar.size ?? 0)}.`,
    );
    if (reading.gathered.repeated > 0) {
      screen.text(`${count(reading.gathered.repeated)} times a value was named again.`, 'dim');
    }
    showLeftOut(
      screen,
      reading,
      words.some(({ text }) => text === SHOW),
    );
    if (world.xdr === undefined && added > 0) {
      screen.text('They settle for half a minute; a fetch after that pushes them.', 'dim');
    }
    return !isNothing || nothingFound(screen, reading);
  },
};

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
  if (rows.length > 0)
    screen.tableOf({ ...textTable(['File', 'Read as', 'Found', 'Left out'], rows), mostLines: 3 });
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
  screen.tableOf({ ...textTable(['Left out', 'Reason'], rows), mostLines: 3 });
  if (total > rows.length) screen.text(`… and ${count(total - rows.length)} more.`, 'dim');
}

function nothingFound(screen: Screen, { files }: Reading): false {
  const [only] = files;
  screen.text(
    files.length === 0
      ? 'The folder holds no files.'
      : `No indicator was found${files.length === 1 ? `: it was read as ${only?.takenFor}` : ' in any of the files'}.`,
    'bad',
  );
  return false;
}
