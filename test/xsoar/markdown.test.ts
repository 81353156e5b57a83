import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { escapeMarkdown, LONGEST_TEXT, markdownTable, shorten, visible } from '../../src/xsoar/markdown.ts';

/** What a browser would show of rendered HTML. */
function shown(html: string): string {
  return html
    .replace(/<\/?(?:p|table|thead|tbody|tr|th|td|h3)[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'|`*_[]()<>#~!&@:/\\{}-+. hw1'.split('')) }),
  fc.constantFrom(
    '[click](javascript:alert(1))',
    '![x](http://203.0.113.1/track.png)',
    '<img src=x onerror=alert(1)>',
    'http://evil.example/a',
    'www.evil.example',
    'user@evil.example',
    '&lt;script&gt;',
    '| a | b |',
    '```\ncode\n```',
    '\u202eexe.txt',
  ),
);

describe('escapeMarkdown', () => {
  it('makes any text inert: nothing but the text itself is rendered', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parseInline(`x${escapeMarkdown(text)}x`, { async: false, gfm: true });
        expect(html).not.toMatch(/<[a-z]/i);
        expect(shown(html)).toBe(`x${visible(text)}x`);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves addresses readable', () => {
    expect(escapeMarkdown('11.11.11.11')).toBe('11.11.11.11');
    expect(escapeMarkdown('evil-site.example')).toBe('evil-site.example');
  });

  it('shows control, direction and invisible characters by their code point', () => {
    expect(visible('a\u202eb\u0000\n\u200bc')).toBe('a(U+202E)b(U+0000)(U+000A)(U+200B)c');
  });

  it('cuts a text of 1 MB short and says how long it was', () => {
    const text = escapeMarkdown('|'.repeat(1_000_000));
    expect(text.length).toBeLessThan(LONGEST_TEXT * 3);
    expect(text).toContain('(1000000 characters)');
    expect(shorten('short')).toBe('short');
  });
});

describe('markdownTable', () => {
  it('keeps every cell in its place, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 5 }), (rows) => {
        const [, table] = marked
          .lexer(markdownTable('T', ['Indicator', 'Reason'], rows))
          .filter(({ type }) => type !== 'space');
        expect(table?.type).toBe('table');
        expect((table as { rows: unknown[][] }).rows.map((row) => row.length)).toEqual(rows.map(() => 2));
      }),
    );
  });
});
