/**
 * XSOAR's query language, as far as its outline goes: quotes, escapes, parentheses, ranges, and the words between
 * clauses. What a clause means, only XSOAR knows.
 */

/** A clause of a query, or several that cannot be told apart. */
export interface QueryPart {
  text: string;
  /** Where it begins in the query, in characters from 0. */
  at: number;
}

/** What makes a query unreadable, or lets it reach past the parentheses that are put around it. */
export interface QueryProblem {
  /** In characters from 0. */
  at: number;
  problem: string;
}

/** How deep parentheses are looked into: more is nobody's query. */
const DEEPEST = 50;

/**
 * The parts of a query that an indicator must match, each of them: what stands between its ANDs. A query that begins
 * with an OR, or in which clauses stand side by side without a word, is one part.
 */
export function partsOf(query: string): QueryPart[] {
  return splitAt(query, 0, query.length, 0);
}

/** The first thing that is wrong with the quotes, the parentheses or the end of a query; undefined where nothing is. */
export function problemOf(query: string): QueryProblem | undefined {
  const open: number[] = [];
  for (let at = 0; at < query.length; at += 1) {
    const sign = query[at];
    if (sign === '\\') {
      at += 1;
      if (at >= query.length) {
        return { at: at - 1, problem: 'a backslash is the last character' };
      }
    } else if (sign === '"') {
      const end = endOfQuote(query, at);
      if (end === undefined) {
        return { at, problem: 'this quote is never closed' };
      }
      at = end - 1;
    } else if (sign === '(') {
      open.push(at);
    } else if (sign === ')' && open.pop() === undefined) {
      return { at, problem: 'no parenthesis is open that this one could close' };
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { at: last, problem: 'this parenthesis is never closed' };
}

/** A piece of a query without a blank outside of quotes, parentheses and ranges. */
interface Piece {
  at: number;
  end: number;
}

function splitAt(query: string, from: number, to: number, depth: number): QueryPart[] {
  const operands = operandsOf(query, from, to);
  if (operands === undefined || depth > DEEPEST) {
    return whole(query, from, to);
  }
  return operands.flatMap(({ at, end }) => {
    const isGroup = query[at] === '(' && groupEnd(query, at) === end;
    const inner = isGroup ? splitAt(query, at + 1, end - 1, depth + 1) : [];
    return inner.length > 1 || (isGroup && operands.length === 1) ? inner : whole(query, at, end);
  });
}

function whole(query: string, from: number, to: number): QueryPart[] {
  const text = query.slice(from, to);
  const at = from + text.length - text.trimStart().length;
  return text.trim() === '' ? [] : [{ text: text.trim(), at }];
}

/** What stands between the ANDs; undefined where something else than AND joins it. */
function operandsOf(query: string, from: number, to: number): Piece[] | undefined {
  const operands: Piece[] = [];
  let begun: number | undefined;
  let isDue = true;
  for (const piece of piecesOf(query, from, to)) {
    const word = operatorOf(query.slice(piece.at, piece.end));
    if (word === 'OR' || (word === 'AND' && isDue) || (word !== 'AND' && !isDue)) {
      return undefined;
    }
    if (word === 'AND') {
      isDue = true;
    } else if (word === 'NOT') {
      begun ??= piece.at;
    } else {
      operands.push({ at: begun ?? piece.at, end: piece.end });
      begun = undefined;
      isDue = false;
    }
  }
  return isDue ? undefined : operands;
}

function operatorOf(text: string): 'AND' | 'OR' | 'NOT' | undefined {
  switch (text.toUpperCase()) {
    case 'AND':
    case '&&':
      return 'AND';
    case 'OR':
    case '||':
      return 'OR';
    case 'NOT':
    case '!':
    case '-':
    case '+':
      return 'NOT';
    default:
      return undefined;
  }
}

/** `modified:>=` and `type:` wait for what comes behind a blank. */
const UNFINISHED = /(?:^|[^\\])(?::|[<>]=?)$/;

function* piecesOf(query: string, from: number, to: number): Generator<Piece, void, undefined> {
  let at = from;
  let begun: number | undefined;
  while (at < to) {
    if (/\s/.test(query[at] ?? '')) {
      at += 1;
      continue;
    }
    const end = endOfPiece(query, at, to);
    const start: number = begun ?? at;
    const isOpen = UNFINISHED.test(query.slice(start, end)) && query.slice(end, to).trim() !== '';
    if (!isOpen) {
      yield { at: start, end };
    }
    begun = isOpen ? start : undefined;
    at = end;
  }
}

function endOfPiece(query: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const sign = query[at] ?? '';
    if (/\s/.test(sign)) {
      return at;
    }
    const opens = sign === '"' || sign === '(';
    if (opens && at > from && operatorOf(query.slice(from, at)) !== undefined) {
      return at; // `and(…)`
    }
    if (sign === '\\') {
      at += 1;
    } else if (opens) {
      return Math.min(to, (sign === '"' ? endOfQuote(query, at) : groupEnd(query, at)) ?? to);
    } else if ((sign === '[' || sign === '{') && query[at - 1] === ':') {
      const end = query.slice(at, to).search(/[\]}]/);
      return end === -1 ? to : at + end + 1;
    }
  }
  return to;
}

/** Behind the quote that closes this one. */
function endOfQuote(query: string, from: number): number | undefined {
  for (let at = from + 1; at < query.length; at += 1) {
    if (query[at] === '\\') {
      at += 1;
    } else if (query[at] === '"') {
      return at + 1;
    }
  }
  return undefined;
}

/** Behind the parenthesis that closes this one. */
function groupEnd(query: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < query.length; at += 1) {
    const sign = query[at];
    if (sign === '\\') {
      at += 1;
    } else if (sign === '"') {
      at = (endOfQuote(query, at) ?? query.length) - 1;
    } else if (sign === '(') {
      depth += 1;
    } else if (sign === ')') {
      depth -= 1;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return undefined;
}
