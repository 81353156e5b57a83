import { UsageError } from '../../../src/errors.ts';
import type { Room } from '../room.ts';
import { playTour, type Step } from '../steps.ts';
import { alone } from './verb.ts';

/** The addresses are kept for documentation; the tour takes two that nobody holds. */
const PREFIX = '198.51.100.';
const FIRST_NUMBER = 100;
const LAST_NUMBER = 254;

/** `tour lifecycle`: how an indicator lives. */
export const tourLifecycle = alone(
  'tour lifecycle',
  'A tour of two minutes: an indicator edited on both sides, explained, disabled, and gone.',
  async (room) => {
    if (room.world.xdr === undefined) {
      throw new UsageError("The tour plays on the sandbox's tenant only.", {
        advice: `This War Room uses ${room.world.tenant}.`,
      });
    }
    const [one, two] = await freeValues(room);
    if (one === undefined || two === undefined) {
      throw new UsageError('Every address of the tour is taken.', { advice: 'Begin anew, without --state.' });
    }
    return await playTour(room, stepsOf(one, two, room));
  },
);

async function* stepsOf(one: string, two: string, { screen }: Room): AsyncGenerator<Step> {
  yield ['A bad address is born in XSOAR …', `xsoar add ${one} type=IP reputation=bad severity=high`];
  yield ['… and another one.', `xsoar add ${two} type=IP reputation=bad severity=high`];
  yield ['The next fetch sends them.', 'fetch'];
  yield ['XDR holds them now.', `!xdr-iocs-get ${one},${two}`];
  yield ['A person changes the first one in XDR …', `xdr edit ${one} severity=low`];
  yield ['… and another one in XSOAR.', `xsoar edit ${one} severity=critical`];
  yield ['What would a push do now? A dry run says it, and changes nothing.', '!xdr-iocs-push dry_run=true'];
  yield ['What will become of it? The integration explains.', `!xdr-iocs-explain ${one}`];
  yield ['A fetch merges: a severity that was set by hand in XSOAR stands.', 'fetch'];
  yield [
    'An analyst takes it out of force. Both sides know it, so no push undoes it.',
    `!xdr-iocs-disable ${one}`,
    'fetch',
  ];
  yield ['XDR says so.', `!xdr-iocs-get ${one}`];
  yield [
    'The second one is judged good; the next fetch takes it out of force.',
    `xsoar edit ${two} reputation=good`,
    'fetch',
  ];
  yield ['XDR keeps it, disabled.', `!xdr-iocs-get ${two}`];
  screen.blank();
  screen.text('That was a life. context shows what all this left for playbooks.', 'good');
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
