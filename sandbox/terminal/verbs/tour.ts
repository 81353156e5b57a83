import { UsageError } from '../../../src/errors.ts';
import { runLifecycleTour } from '../tour-lifecycle.ts';
import { takes, type Verb } from './verb.ts';

/** `tour lifecycle`: how an indicator lives. */
export const tourLifecycle: Verb = {
  name: 'tour lifecycle',
  usage: '',
  summary: 'A tour of two minutes: an indicator edited on both sides, explained, disabled, and gone.',
  check: (words, room) => {
    takes(0, 0).call(tourLifecycle, words);
    if (room.world.xdr === undefined) {
      throw new UsageError("The tour plays on the sandbox's tenant only.", {
        advice: `This War Room uses ${room.world.tenant}.`,
      });
    }
  },
  run: async (_words, room) => await runLifecycleTour(room),
};
