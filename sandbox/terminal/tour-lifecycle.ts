import type { Room } from './room.ts';
import { playTour } from './steps.ts';

/** The addresses are kept for documentation; the tour takes two that nobody holds. */
const PREFIX = '198.51.100.';
const FIRST_NUMBER = 100;
const LAST_NUMBER = 254;

/**
 * The second tour: how an indicator lives. Every line is shown as it would be typed, and really run; each step fits a
 * terminal of 80 columns and 24 lines, of which a pause takes two.
 * @returns false when a step failed; the tour ends there
 */
export async function runLifecycleTour(room: Room): Promise<boolean> {
  const [one, two] = await freeValues(room);
  if (one === undefined || two === undefined) {
    room.screen.text('Every address of the tour is taken. Begin anew, without --state.', 'warn');
    return false;
  }
  return await playTour(room, async (steps) => {
    for (const [title, ...lines] of stepsOf(one, two)) await steps.play(title, ...lines);
    room.screen.blank();
    room.screen.text('That was a life. context shows what all this left for playbooks.', 'good');
  });
}

/** Of each step: what it is about, and the lines that are typed. */
function stepsOf(one: string, two: string): [title: string, ...lines: string[]][] {
  return [
    ['A bad address is born in XSOAR …', `xsoar add ${one} type=IP reputation=bad severity=high`],
    ['… and another one.', `xsoar add ${two} type=IP reputation=bad severity=high`],
    ['The next fetch sends them.', 'fetch'],
    ['XDR holds them now.', `!xdr-iocs-get ${one},${two}`],
    ['A person changes the first one in XDR …', `xdr edit ${one} severity=low`],
    ['… and another one in XSOAR.', `xsoar edit ${one} severity=critical`],
    ['What would a push do now? A dry run says it, and changes nothing.', '!xdr-iocs-push dry_run=true'],
    ['What will become of it? The integration explains.', `!xdr-iocs-explain ${one}`],
    ['A fetch merges: a severity that was set by hand in XSOAR stands.', 'fetch'],
    [
      'An analyst takes it out of force. Both sides know it, so no push undoes it.',
      `!xdr-iocs-disable ${one}`,
      'fetch',
    ],
    ['XDR says so.', `!xdr-iocs-get ${one}`],
    [
      'The second one is judged good; the next fetch takes it out of force.',
      `xsoar edit ${two} reputation=good`,
      'fetch',
    ],
    ['XDR keeps it, disabled.', `!xdr-iocs-get ${two}`],
  ];
}

async function freeValues({ world }: Room): Promise<string[]> {
  const free: string[] = [];
  for (let number = FIRST_NUMBER; number <= LAST_NUMBER && free.length < 2; number += 1) {
    const value = `${PREFIX}${number}`;
    const isTaken = world.xdr?.get(value) !== undefined || (await world.xsoar.get(value)) !== undefined;
    if (!isTaken) free.push(value);
  }
  return free;
}
