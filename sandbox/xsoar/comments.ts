import { isRecord } from '../../src/indicators/json.ts';
import { listOf } from './loose.ts';

/** Who writes a comment, and when (RFC 3339). */
interface Written {
  created: string;
  user: string;
}

/** A comment as XSOAR keeps what somebody wrote. */
export function regularComment(content: string, { created, user }: Written): object {
  return { type: 'IndicatorCommentRegular', content, created, user };
}

/** The comments with what a source says appended, unless the last one says that already. */
export function mergedComments(known: unknown, texts: readonly string[], written: Written): unknown {
  const comments = listOf(known);
  const before = comments.length;
  for (const content of texts) {
    const last = comments.findLast((item) => isRecord(item) && item.type === 'IndicatorCommentRegular');
    if (!isRecord(last) || last.content !== content) {
      comments.push(regularComment(content, written));
    }
  }
  // What is no list, and gets nothing, stays as it is.
  return comments.length === before ? (known ?? comments) : comments;
}
