import { isRecord } from '../../src/indicators/json.ts';
import type { IndicatorComment } from './stored-indicator.ts';

/** Who writes a comment, and when (RFC 3339). */
type Written = Pick<IndicatorComment, 'created' | 'user'>;

/** A comment as XSOAR keeps what somebody wrote. */
export function regularComment(content: string, { created, user }: Written): IndicatorComment {
  return { type: 'IndicatorCommentRegular', content, created, user };
}

/** The comments with what a source says appended, unless the last one says that already. */
export function mergedComments(known: unknown, texts: readonly string[], written: Written): unknown {
  const comments = listOf(known);
  for (const content of texts) {
    const last = comments.findLast((item) => isRecord(item) && item.type === 'IndicatorCommentRegular');
    if (!isRecord(last) || last.content !== content) {
      comments.push(regularComment(content, written));
    }
  }
  // What is no list, and gets nothing, stays as it is.
  return comments.length === listOf(known).length ? (known ?? comments) : comments;
}

/** A copy of the comments that there are. */
export function listOf(known: unknown): unknown[] {
  return Array.isArray(known) ? [...known] : [];
}
