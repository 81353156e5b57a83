import type { Reputation } from './ioc.ts';

/** XDR's word for a score of XSOAR. */
export function reputationOf(score: unknown): Reputation {
  switch (score) {
    case 1:
      return 'GOOD';
    case 2:
      return 'SUSPICIOUS';
    case 3:
      return 'BAD';
    default:
      return 'UNKNOWN';
  }
}

/** XSOAR's score for a reputation in XDR; 0 for one that says nothing. */
export function scoreOf(reputation: unknown): number {
  switch (reputation) {
    case 'GOOD':
      return 1;
    case 'SUSPICIOUS':
      return 2;
    case 'BAD':
      return 3;
    default:
      return 0;
  }
}
