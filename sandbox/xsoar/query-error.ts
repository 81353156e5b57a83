import { IntegrationError } from '../../src/errors.ts';

/** How much of a long query is shown on either side of the place. */
const SHOWN_AROUND = 40;
/** What is no single visible character; replaced one for one, so that the caret stands under the right one. */
const UNSHOWABLE = /[\p{C}\p{Zl}\p{Zp}\s]/gu;

/** A query that cannot be read. Its message shows the query, and a caret under the place. */
export class QueryError extends IntegrationError {
  override readonly name = 'QueryError';
  /** Where in the query the problem is, in UTF-16 units from 0. */
  readonly position: number;

  constructor(query: string, position: number, problem: string, advice: string) {
    super(`The query cannot be read: ${problem}\n${pointAt(query, position)}`, { advice });
    this.position = position;
  }
}

/** The query on a line, and a caret on the next one; of a long query, what is around the place. */
function pointAt(query: string, position: number): string {
  const from = query.length <= 2 * SHOWN_AROUND ? 0 : Math.max(0, position - SHOWN_AROUND);
  const to =
    query.length <= 2 * SHOWN_AROUND ? query.length : Math.min(query.length, position + SHOWN_AROUND);
  const before = visible(query.slice(from, position));
  const line = `${from > 0 ? '…' : ''}${before}${visible(query.slice(position, to))}${to < query.length ? '…' : ''}`;
  return `${line}\n${' '.repeat((from > 0 ? 1 : 0) + before.length)}^`;
}

function visible(text: string): string {
  return text.replace(UNSHOWABLE, (found) => ' '.repeat(found.length));
}
