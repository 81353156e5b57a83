import { quote } from './line.ts';
import type { Room } from './room.ts';
import type { Screen } from './screen.ts';
import { playTour, type Step } from './steps.ts';
import { showDifference } from './verbs/show.ts';
import { showIndicators } from './verbs/xsoar.ts';
import type { Sandbox, XdrSide } from './world.ts';

/** How many refused indicators the tour asks XDR about, and how many it lists: a step must fit a screen. */
const MOST_REFUSED = 2;
const MOST_LISTED = 12;

/** The tour of a fresh start: a first sync, what was refused and why, and a change that comes back. */
export async function runTour(room: Room, sandbox: Sandbox, xdr: XdrSide): Promise<void> {
  const { screen } = room;
  screen.text(`${room.manifest.display}: an XSOAR and an XDR tenant of your own`, 'heading');
  screen.text('Both run inside this program; nothing leaves this machine. --no-tour skips this.', 'dim');
  screen.blank();
  await playTour(room, stepsOf(room, sandbox, xdr));
}

async function* stepsOf(room: Room, sandbox: Sandbox, xdr: XdrSide): AsyncGenerator<Step> {
  const { xsoar } = room.world;
  const query = String(room.parameters.values().query ?? '');
  const samples = async () => {
    sandbox.loadSamples();
    await showIndicators(room, '', MOST_LISTED);
  };
  yield ['Sample indicators are loaded into XSOAR. XDR holds nothing yet.', samples];
  yield [
    'XSOAR fetches, as it does every 20 minutes. The first fetch pushes what matches the Sync Query.',
    'fetch',
  ];
  yield ['What of XSOAR matches the Sync Query …', `xsoar list ${quote(query)}`];
  yield ['… and what arrived in XDR.', 'xdr list'];
  const [ioc] = xdr.all();
  if (ioc === undefined) return;
  const { value } = ioc;
  // XDR is asked again about what matched and did not arrive, and one that did: the answer says why.
  const { found } = await xsoar.find(query, 100);
  const missing = found.map((row) => String(row.value)).filter((one) => xdr.get(one) === undefined);
  if (missing.length > 0) {
    yield [
      'Some matched and did not arrive. Pushed by name, the entry says why; the others are not held up.',
      `!xdr-iocs-push indicator=${asList([value, ...missing.slice(0, MOST_REFUSED)])}`,
    ];
  }
  const before = await xsoar.get(value);
  yield [
    'A person changes an IOC in XDR.',
    `xdr edit ${quote(value)} severity=low comment="seen on a test host"`,
  ];
  yield ['The next fetch brings the change back.', 'fetch'];
  yield [
    `What changed in XSOAR, for ${value}:`,
    async () => {
      showDifference(room.screen, before, await xsoar.get(value));
      yourTurn(room.screen);
    },
  ];
}

function yourTurn(screen: Screen): void {
  screen.blank();
  screen.text('Your turn. Try: load <a file of your own>, fetch, xdr list, help. Ctrl-D ends.', 'good');
  screen.text('tour lifecycle shows how an indicator lives: edited on both sides, disabled, gone.', 'good');
  screen.blank();
}

/** A list as an argument takes it: CSV where that is plain. */
function asList(values: readonly string[]): string {
  return quote(values.some((value) => /[,\s"[\]]/.test(value)) ? JSON.stringify(values) : values.join(','));
}
