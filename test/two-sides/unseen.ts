import type { Write } from './history.ts';
import { isComment } from './settings.ts';
import type { Sides } from './sides.ts';

/** Without a mark, a pull may write over an edit that the index does not show yet: nobody could know. */
export function wasUnseen(
  { history, platform, settings }: Sides,
  { side, key, field, event, at }: Write,
): boolean {
  const isMarked = platform.marks && !isComment(settings, field);
  return (
    side === 'XSOAR' &&
    !isMarked &&
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
