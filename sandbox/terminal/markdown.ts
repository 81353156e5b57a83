import { Lexer, type Token, type Tokens } from 'marked';
import { ENTITIES } from '../../src/xdr/html-text.ts';
import { type Line, type Span, type SpanKind, span, wrap } from './spans.ts';
import { tableLines } from './table.ts';

/** Beyond this a whole text is shown as it is. */
const LONGEST_MARKDOWN = 1_000_000;
/** Beyond this a single paragraph or cell is: looking for emphasis in hostile text takes quadratic time. */
const LONGEST_INLINE = 4_000;

/** Markdown as lines for a terminal of `width` columns. HTML in it is shown, never obeyed. `lead` goes before the first text. */
export function markdownLines(markdown: string, width: number, lead: Line = []): Line[] {
  const tokens = parse(markdown);
  if (tokens === undefined) return wrap([...lead, span(markdown)], width);
  const [first, ...others] = tokens.filter(({ type }) => type !== 'space' && type !== 'def');
  if (first === undefined) return lead.length > 0 ? [lead] : [];
  const startsWithText = first.type === 'paragraph' || first.type === 'text';
  const begin: Line[] = startsWithText
    ? wrap([...lead, ...inline(first)], width)
    : [...wrap(lead, width).filter((line) => line.length > 0), ...block(first, width)];
  return others.reduce<Line[]>((lines, token) => lines.concat([[]], block(token, width)), begin);
}

function parse(markdown: string): Token[] | undefined {
  if (markdown.length > LONGEST_MARKDOWN) return undefined;
  try {
    const lexer = new Lexer({ gfm: true });
    lexer.blockTokens(markdown.replaceAll('\r\n', '\n'), lexer.tokens);
    for (const { src, tokens } of lexer.inlineQueue) {
      if (src.length <= LONGEST_INLINE) lexer.inlineTokens(src, tokens);
      else tokens.push({ type: 'text', raw: src, text: src.replace(/\\([!-/:-@[-`{-~])/g, '$1') });
    }
    return lexer.tokens;
  } catch {
    // Thousands of nested quotes or lists overflow the parser's stack.
    return undefined;
  }
}

function block(token: Token, width: number): Line[] {
  switch (token.type) {
    case 'heading':
      return wrap(restyled(inline(token), 'heading'), width);
    case 'table':
      return table(token as Tokens.Table, width);
    case 'list':
      return list(token as Tokens.List, width);
    case 'code':
      return indented(wrap([span((token as Tokens.Code).text, 'code')], width - 2), [span('  ')]);
    case 'blockquote':
      return indented(blocks((token as Tokens.Blockquote).tokens, width - 2), [span('│ ', 'dim')]);
    case 'hr':
      return [[span('─'.repeat(Math.min(width, 40)), 'dim')]];
    default:
      return wrap(inline(token), width);
  }
}

function blocks(tokens: readonly Token[], width: number): Line[] {
  return tokens
    .filter(({ type }) => type !== 'space' && type !== 'def')
    .flatMap((token) => block(token, width));
}

function table(token: Tokens.Table, width: number): Line[] {
  const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inlineAll(cell.tokens));
  return tableLines({ header: cells(token.header), rows: token.rows.map(cells) }, width);
}

function list(token: Tokens.List, width: number): Line[] {
  return token.items.flatMap((item, index) => {
    const mark = token.ordered ? `${Number(token.start) + index}. ` : '• ';
    const lines = blocks(item.tokens, Math.max(1, width - mark.length));
    return lines.map((line, at) => [span(at === 0 ? mark : ' '.repeat(mark.length)), ...line]);
  });
}

function indented(lines: readonly Line[], by: Line): Line[] {
  return lines.map((line) => [...by, ...line]);
}

function inlineAll(tokens: readonly Token[]): Span[] {
  return tokens.flatMap(inline);
}

function inline(token: Token): Span[] {
  const children = 'tokens' in token && token.tokens ? inlineAll(token.tokens) : undefined;
  switch (token.type) {
    case 'strong':
      return restyled(children ?? [], 'bold');
    case 'em':
      return restyled(children ?? [], 'italic');
    case 'codespan':
      return [span((token as Tokens.Codespan).text, 'code')];
    case 'br':
      return [span('\n')];
    case 'link':
    case 'image':
      return link(token as Tokens.Link, children ?? []);
    case 'html':
      return [span((token as Tokens.HTML).text.trimEnd())];
    case 'escape':
      return [span((token as Tokens.Escape).text)];
    default:
      return children ?? [span(withoutEntities('text' in token ? String(token.text) : token.raw))];
  }
}

function link(token: Tokens.Link, children: readonly Span[]): Span[] {
  const text = children.length > 0 ? children : [span(token.text)];
  const shown = text.map((piece) => piece.text).join('');
  const same = token.href === shown || token.href === `mailto:${shown}` || token.href === `http://${shown}`;
  return same ? [...text] : [...text, span(` (${token.href})`, 'dim')];
}

function restyled(spans: readonly Span[], kind: SpanKind): Span[] {
  return spans.map((piece) => (piece.kind === 'plain' ? { ...piece, kind } : piece));
}

/** `&lt;` and the like, once: the text is made safe after this, so `&#27;` does no harm. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
