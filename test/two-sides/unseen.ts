import type { Write } from './history.ts';
import type { Sides } from './sides.ts';

/** Without marks, a pull may write over an edit that the index does not show yet: nobody could know. */
export function wasUnseen({ history, platform }: Sides, { side, key, field, event, at }: Write): boolean {
  return (
    side === 'XSOAR' &&
    !platform.marks &&
    history.writes.some(
      (one) =>
        one.by === 'integration' &&
        one.side === side &&
        one.key === key &&
        one.field === field &&
        one.event > event &&
        one.at < at + platform.indexLagMs,
    )
  );
}
