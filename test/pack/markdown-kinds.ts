import { Lexer, type Token } from 'marked';

/** What a reader of Markdown makes of a text: the kinds of all that is in it, such as `link`. */
export function kindsIn(markdown: string): Set<string> {
  return new Set(typesIn(new Lexer({ gfm: true }).lex(markdown)));
}

function typesIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => [
    token.type,
    ...('tokens' in token && token.tokens ? typesIn(token.tokens) : []),
    ...(token.type === 'table' && 'rows' in token
      ? token.rows.flat().flatMap((cell: { tokens: Token[] }) => typesIn(cell.tokens))
      : []),
  ]);
}
