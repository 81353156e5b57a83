import { Lexer, type Token, type Tokens } from 'marked';
import stringWidth from 'string-width';
import { ENTITIES } from '../../src/xdr/html-text.ts';
import type { Kind, Look, Paint } from './colours.ts';
import { tableLines } from './table.ts';
import { wrap } from './wrap.ts';

/** Beyond this a whole text is shown as it is. */
const LONGEST_MARKDOWN = 1_000_000;
/** Beyond this a single paragraph or cell is: looking for emphasis in hostile text takes quadratic time. */
const LONGEST_INLINE = 4_000;

/** Markdown as lines for a terminal. HTML in it is shown, never obeyed. `lead` is painted, and goes before the first text. */
export function markdownLines(markdown: string, look: Look, lead = ''): string[] {
  const { width, paint } = look;
  const tokens = parse(markdown);
  if (tokens === undefined) return wrap(lead + paint.plain(markdown), width);
  const [first, ...others] = tokens.filter(isShown);
  if (first === undefined) return lead === '' ? [] : [lead];
  const startsWithText = first.type === 'paragraph' || first.type === 'text';
  const begin = startsWithText
    ? wrap(lead + inline(first, paint), width)
    : [...(lead === '' ? [] : wrap(lead, width)), ...block(first, look)];
  return [...begin, ...others.flatMap((token) => ['', ...block(token, look)])];
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

function isShown({ type }: Token): boolean {
  return type !== 'space' && type !== 'def';
}

function block(token: Token, look: Look): string[] {
  const { width, paint } = look;
  switch (token.type) {
    case 'heading':
      return wrap(inline(token, paint, 'heading'), width);
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[], kind?: Kind) =>
        row.map((cell) => inlineAll(cell.tokens, paint, kind));
      return tableLines(
        cells(header, 'bold'),
        rows.map((row) => cells(row)),
        look,
      );
    }
    case 'list':
      return list(token as Tokens.List, look);
    case 'code':
      return wrap(paint.code((token as Tokens.Code).text), width - 2).map((line) => `  ${line}`);
    case 'blockquote':
      return blocks((token as Tokens.Blockquote).tokens, look, paint.dim('│ '));
    case 'hr':
      return [paint.dim('─'.repeat(Math.min(width, 40)))];
    default:
      return wrap(inline(token, paint), width);
  }
}

/** Blocks within another: the first line after `mark`, the others after `next`, which is as wide. */
function blocks(tokens: readonly Token[], look: Look, mark: string, next = mark): string[] {
  const width = Math.max(1, look.width - stringWidth(mark));
  const lines = tokens.filter(isShown).flatMap((token) => block(token, { ...look, width }));
  return lines.map((line, at) => (at === 0 ? mark : next) + line);
}

function list(token: Tokens.List, look: Look): string[] {
  return token.items.flatMap((item, index) => {
    const mark = token.ordered ? `${Number(token.start) + index}. ` : '• ';
    return blocks(item.tokens, look, mark, ' '.repeat(mark.length));
  });
}

function inlineAll(tokens: readonly Token[], paint: Paint, kind?: Kind): string {
  return tokens.map((token) => inline(token, paint, kind)).join('');
}

/** @param kind of what is not emphasised otherwise */
function inline(token: Token, paint: Paint, kind: Kind = 'plain'): string {
  const tokens = 'tokens' in token && token.tokens ? token.tokens : [];
  switch (token.type) {
    case 'strong':
      return inlineAll(tokens, paint, 'bold');
    case 'em':
      return inlineAll(tokens, paint, 'italic');
    case 'codespan':
      return paint.code((token as Tokens.Codespan).text);
    case 'br':
      return '\n';
    case 'link':
    case 'image':
      return link(token as Tokens.Link, paint, kind);
    case 'html':
      return paint[kind]((token as Tokens.HTML).text.trimEnd());
    default:
      if (tokens.length > 0) return inlineAll(tokens, paint, kind);
      return paint[kind](withoutEntities('text' in token ? String(token.text) : token.raw));
  }
}

function link({ text, href, tokens = [] }: Tokens.Link, paint: Paint, kind: Kind): string {
  const said = tokens.length > 0 ? inlineAll(tokens, paint, kind) : paint[kind](text);
  const isSame = [text, `mailto:${text}`, `http://${text}`].includes(href);
  return isSame ? said : said + paint.dim(` (${href})`);
}

/** `&lt;` and the like, once: the text is made safe after this, so `&#27;` does no harm. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
