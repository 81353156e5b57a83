import { IntegrationError } from '../../src/errors.ts';

/** How much of a long query is shown on either side of the place. */
const SHOWN_AROUND = 40;
/** What is no single visible character; replaced one for one, so that the caret stands under the right one. */
const UNSHOWABLE = /[\p{C}\p{Zl}\p{Zp}\s]/gu;

/** Each problem, and what to do about it. */
const PROBLEMS = {
  before: ['nothing is before this %s.', 'Write a clause on both sides of it.'],
  after: ['nothing follows this %s.', 'Write what it applies to, or leave it out.'],
  joint: ["'and' or 'or' is missing before this negated value.", "Most likely 'and' is meant."],
  unopened: ['no parenthesis is open that this one could close.', 'Leave it out, or open one before.'],
  unclosed: ['this parenthesis is never closed.', 'Add the closing one.'],
  empty: ['nothing is between these parentheses.', 'Write something in them, or leave them out.'],
  deep: ['more than %s parentheses are open here.', 'Leave out those that are not needed.'],
  quote: ['this quote is never closed.', 'Put a quote at the end of the value, or \\ before one in it.'],
  value: [
    "the field '%s' has no value.",
    'Write field:value; put quotes around a value that is and, or, not, or has blanks.',
  ],
  range: ['this range cannot be read.', 'Write field:[from TO to], with * for no end.'],
  time: [
    'this is no time.',
    'Write it as 2020-01-31, or 2020-01-31T12:00:00Z with Z or an offset such as +02:00.',
  ],
  field: ["there is no field '%s'.", ''],
} as const;
export type QueryProblem = keyof typeof PROBLEMS;

/** A query that cannot be read. Its message shows the query, and a caret under the place. */
export class QueryError extends IntegrationError {
  override readonly name = 'QueryError';
  /** Where in the query the problem is, in UTF-16 units from 0. */
  readonly position: number;

  /** @param more which word or name is meant, and what to do where that differs each time */
  constructor(
    query: string,
    position: number,
    problem: QueryProblem,
    more: { word?: string; advice?: string } = {},
  ) {
    const [text, usual] = PROBLEMS[problem];
    const { word = '', advice = usual } = more;
    const named = text.replace('%s', () => word);
    super(`The query cannot be read: ${named}\n${pointAt(query, position)}`, { advice });
    this.position = position;
  }
}

/** The query on a line, and a caret on the next one; of a long query, what is around the place. */
function pointAt(query: string, position: number): string {
  const isLong = query.length > 2 * SHOWN_AROUND;
  const from = isLong ? Math.max(0, position - SHOWN_AROUND) : 0;
  const to = isLong ? position + SHOWN_AROUND : query.length;
  const before = visible(query.slice(from, position));
  const line = `${from > 0 ? '…' : ''}${before}${visible(query.slice(position, to))}${to < query.length ? '…' : ''}`;
  return `${line}\n${' '.repeat((from > 0 ? 1 : 0) + before.length)}^`;
}

function visible(text: string): string {
  return text.replace(UNSHOWABLE, (found) => ' '.repeat(found.length));
}
