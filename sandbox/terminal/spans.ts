import stringWidth from 'string-width';
import { clean } from './clean.ts';
import { cut } from './cut.ts';

export type SpanKind = 'plain' | 'bold' | 'italic' | 'code' | 'heading' | 'dim' | 'good' | 'warn' | 'bad';

/** A piece of text in one look. The text is safe: `span` is the only way to make one. */
export interface Span {
  readonly text: string;
  readonly kind: SpanKind;
}

/** One line of the terminal. */
export type Line = readonly Span[];

/** A span of foreign text, made safe. */
export function span(text: string, kind: SpanKind = 'plain'): Span {
  return { text: clean(text), kind };
}

/** How many columns a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + stringWidth(text), 0);
}

/** Breaks spans into lines of at most `width` columns: at line feeds and blanks, within a word only where it must be. */
export function wrap(spans: Line, width: number): Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  const breakLine = () => {
    lines.push([]);
    used = 0;
  };
  const put = (text: string, kind: SpanKind) => {
    const line = lines.at(-1) ?? [];
    const last = line.at(-1);
    if (last?.kind === kind) line[line.length - 1] = { text: last.text + text, kind };
    else line.push({ text, kind });
    used += stringWidth(text);
  };
  for (const { text, kind } of spans) {
    for (const piece of text.match(/\n|[^\S\n]+|\S+/g) ?? []) {
      if (piece === '\n') breakLine();
      else if (used + stringWidth(piece) <= width) put(piece, kind);
      else if (piece.trim() === '') breakLine();
      else for (const part of fill(piece, used, width)) part === '\n' ? breakLine() : put(part, kind);
    }
  }
  return lines.map(withoutTrailingBlanks);
}

/** A word that does not fit: from the next line on, in as many parts as it takes, with line feeds between them. */
function fill(word: string, used: number, width: number): string[] {
  const parts = used > 0 ? ['\n'] : [];
  for (let at = 0; at < word.length; ) {
    const part = cut(word, width, at);
    at += part.length;
    parts.push(part);
    if (at < word.length) parts.push('\n');
  }
  return parts;
}

/** A line without the blanks at its end. */
export function withoutTrailingBlanks(line: Line): Line {
  const kept = [...line];
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = last.text.trimEnd();
    if (text !== '') return [...kept, { ...last, text }];
  }
  return kept;
}
