import type { Room } from './room.ts';
import { playTour } from './steps.ts';

/** One step: what it is about, and the lines that are typed. */
interface Step {
  title: string;
  lines: readonly string[];
}

/** The addresses are kept for documentation; the tour takes two that nobody holds. */
const PREFIX = '198.51.100.';
const FIRST_NUMBER = 100;
const LAST_NUMBER = 254;

/**
 * The second tour: how an indicator lives. Every line is shown as it would be typed, and really run; each step fits a
 * terminal of 80 columns and 24 lines.
 * @returns false when a step failed; the tour ends there
 */
export async function runLifecycleTour(room: Room): Promise<boolean> {
  const [one, two] = await freeValues(room);
  if (one === undefined || two === undefined) {
    room.screen.text('Every address of the tour is taken. Begin anew, without --state.', 'warn');
    return false;
  }
  return await playTour(room, async (steps) => {
    for (const { title, lines } of stepsOf(one, two, room)) {
      await steps.next(title);
      for (const [index, line] of lines.entries()) {
        if (index > 0) room.screen.blank();
        await steps.type(line);
      }
    }
    room.screen.blank();
    room.screen.text('That was a life. context shows what all this left for playbooks.', 'good');
  });
}

function stepsOf(one: string, two: string, { manifest }: Room): Step[] {
  const knows = (name: string): boolean => manifest.commands.some((command) => command.name === name);
  const explained: Step[] = knows('xdr-iocs-explain')
    ? [{ title: 'What will become of it? The integration explains.', lines: [`!xdr-iocs-explain ${one}`] }]
    : [];
  return [
    {
      title: 'A bad address is born in XSOAR …',
      lines: [`xsoar add ${one} type=IP reputation=bad severity=high`],
    },
    { title: '… and another one.', lines: [`xsoar add ${two} type=IP reputation=bad severity=high`] },
    { title: 'The next fetch sends them.', lines: ['fetch'] },
    { title: 'XDR holds them now.', lines: [`!xdr-iocs-get ${one},${two}`] },
    {
      title: 'A person changes the first one in XDR …',
      lines: [`xdr edit ${one} severity=low`],
    },
    { title: '… and another one in XSOAR.', lines: [`xsoar edit ${one} severity=critical`] },
    {
      title: 'What would a push do now? A dry run says it, and changes nothing.',
      lines: ['!xdr-iocs-push dry_run=true'],
    },
    ...explained,
    {
      title: 'A fetch merges: a severity that was set by hand in XSOAR stands.',
      lines: ['fetch'],
    },
    {
      title: 'An analyst takes it out of force. Both sides know it, so no push undoes it.',
      lines: [`!xdr-iocs-disable ${one}`, 'fetch'],
    },
    { title: 'XDR says so.', lines: [`!xdr-iocs-get ${one}`] },
    {
      title: 'The second one is judged good; the next fetch takes it out of force.',
      lines: [`xsoar edit ${two} reputation=good`, 'fetch'],
    },
    { title: 'XDR keeps it, disabled.', lines: [`!xdr-iocs-get ${two}`] },
  ];
}

async function freeValues({ world }: Room): Promise<string[]> {
  const free: string[] = [];
  for (let number = FIRST_NUMBER; number <= LAST_NUMBER && free.length < 2; number += 1) {
    const value = `${PREFIX}${number}`;
    if ((await world.xsoar.get(value)) === undefined && world.xdr?.get(value) === undefined) {
      free.push(value);
    }
  }
  return free;
}
