import type { Write } from './history.ts';
import { textFields } from './settings.ts';
import type { Sides } from './sides.ts';

/** Without a mark, a pull may write over an edit that the index does not show yet: nobody could know. */
export function wasUnseen(
  { history, platform, settings }: Sides,
  { side, key, field, event, at }: Write,
): boolean {
  // A comment in the field `comments` has none on any server.
  const isMarked = platform.marks && !(field === 'comment' && textFields(settings)[0] === 'comments');
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
