import { UsageError } from '../../../src/errors.ts';
import { runLifecycleTour } from '../tour-lifecycle.ts';
import { type Verb, wrongWords } from './verb.ts';

/** `tour lifecycle`: how an indicator lives. */
export const tourLifecycle: Verb = {
  name: 'tour lifecycle',
  usage: '',
  summary: 'A tour of two minutes: an indicator edited on both sides, explained, disabled, and gone.',
  plan: (words, room) => {
    if (words.length > 0) throw wrongWords(tourLifecycle);
    if (room.world.xdr === undefined) {
      throw new UsageError("The tour plays on the sandbox's tenant only.", {
        advice: `This War Room uses ${room.world.tenant}.`,
      });
    }
    return async () => await runLifecycleTour(room);
  },
};
