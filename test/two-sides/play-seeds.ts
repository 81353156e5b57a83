import { messageOf } from '../../src/errors.ts';
import { play } from './play.ts';
import type { Failed, Seeds } from './run-two-sides.ts';
import { sequenceOf } from './sequence.ts';
import type { Breach } from './sides.ts';

/** Plays sequences one after the other; answers those after which something did not hold. */
export async function playSeeds({ first, count }: Seeds): Promise<Failed[]> {
  const failed: Failed[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const breaches = await playSafely(seed);
    if (breaches.length > 0) {
      failed.push({ seed, breaches });
    }
  }
  return failed;
}

async function playSafely(seed: number): Promise<Breach[]> {
  try {
    return await play(sequenceOf(seed));
  } catch (error) {
    return [{ kind: 'the sequence could not be played', key: '', text: messageOf(error) }];
  }
}
