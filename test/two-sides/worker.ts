import { playSeeds } from './play-seeds.ts';
import type { Seeds } from './run-two-sides.ts';

// A process that plays the sequences it is told to, and answers those that failed.
process.on('message', (share: Seeds) => {
  void playSeeds(share).then((failed) => process.send?.(failed));
});
