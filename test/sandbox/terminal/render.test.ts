import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { clean } from '../../../sandbox/terminal/clean.ts';
import { paintOf } from '../../../sandbox/terminal/colours.ts';
import { markdownLines } from '../../../sandbox/terminal/markdown.ts';
import { entryLines } from '../../../sandbox/terminal/render.ts';
import { textTable } from '../../../sandbox/terminal/table.ts';
import { wrap } from '../../../sandbox/terminal/wrap.ts';
import { EntryType, failure, note, warning } from '../../../src/xsoar/entries.ts';
import { escapeMarkdown, markdownTable } from '../../../src/xsoar/markdown.ts';

const plain = paintOf(1);
const coloured = paintOf(8);
const toText = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const shown = (markdown: string, width = 60) => toText(markdownLines(markdown, { width, paint: plain }));

/** What must never reach a terminal. */
const HOSTILE = /[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;

describe('Markdown on a terminal', () => {
  it('is text: headings, bold, code, lists, quotes, rules', () => {
    const markdown =
      '# Top\n\nA **bold** `word`,\nand *more*.\n\n- one\n- two\n  - deep\n\n3. three\n\n> said\n\n```\ncode\n```\n\n---';
    expect(shown(markdown)).toBe(
      [
        'Top\n',
        'A bold word,\nand more.\n',
        '• one\n• two\n  • deep\n',
        '3. three\n',
        '│ said\n',
        '  code\n',
        `${'─'.repeat(40)}\n`,
      ].join('\n'),
    );
  });

  it('is un-escaped, and entities are decoded once', () => {
    expect(shown('a\\|b \\*c\\* &lt;x&gt; &amp;lt; &#65;&#x42; &unknown;')).toBe(
      'a|b *c* <x> &lt; AB &unknown;\n',
    );
  });

  it('shows HTML as it is', () => {
    expect(shown('a <b onclick="x">b</b>\n\n<script>alert(1)</script>')).toBe(
      'a <b onclick="x">b</b>\n\n<script>alert(1)</script>\n',
    );
  });

  it('shows where a link leads when it says something else', () => {
    expect(shown('[good](http://evil.example) http://same.example')).toBe(
      'good (http://evil.example) http://same.example\n',
    );
  });

  it('gives back what escapeMarkdown was given', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a1|`*_<>&#[]()!\\~@:/.-+='), minLength: 1 });
    fc.assert(
      fc.property(text, (value) => {
        const drawn = shown(`| H |\n| --- |\n| x${escapeMarkdown(value)}x |`, 2_000);
        expect(drawn.split('\n')[2]).toBe(`x${value}x`);
      }),
    );
  });

  it('renders a table of the War Room', () => {
    expect(shown(markdownTable('Refused', ['Indicator', 'Reason'], [['a|b', 'no `type`']]))).toBe(
      'Refused\n\nIndicator  Reason\n─────────  ─────────\na|b        no `type`\n',
    );
  });

  it.each([
    ['pipes and backticks', '|`'.repeat(10_000)],
    ['quotes in quotes', '>'.repeat(10_000)],
    ['stars', '*a '.repeat(10_000)],
    ['brackets', '['.repeat(10_000)],
    ['underscores', '_a__'.repeat(10_000)],
    ['a megabyte in one word', 'a'.repeat(1_000_000)],
  ])('survives %s, within the width', (_name, markdown) => {
    const lines = markdownLines(markdown, { width: 80, paint: plain });
    expect(lines.length).toBeGreaterThan(0);
    expect(Math.max(...lines.slice(0, 1_000).map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  });
});

describe('hostile text', () => {
  it('is shown, never obeyed', () => {
    expect(clean('a\u001b[31m\u0007\u0000\u007f\u009b\u202eb\u200b\ud800\r\nc\td')).toBe(
      'a␛[31m␇␀␡\\u{9b}\\u{202e}b\\u{200b}\\u{d800}\nc  d',
    );
  });

  it('never reaches the terminal, in whatever entry and wherever it stands', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\u001b',
        '\u009b',
        '\u202e',
        '\u0007',
        '\r',
        '&#27;',
        '&#x9b;',
        '`',
        '|',
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '\n',
        'a',
        '- ',
      ),
    });
    const entry = fc.oneof(
      hostile.map((text) => note(text)),
      hostile.map((text) => warning('x', `# ${text}\n\n| a |\n|---|\n| ${text} |`)),
      hostile.map((text) => failure(text)),
      hostile.map((text) => ({ ...note(''), HumanReadable: '', Contents: { [text]: text } })),
      hostile.map((text) => ({ ...note(text), HumanReadable: '', ContentsFormat: 'markdown' as const })),
    );
    fc.assert(
      fc.property(entry, (given) => {
        expect(toText(entryLines(given, { width: 40, paint: plain }))).not.toMatch(HOSTILE);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an entry', () => {
  const text = (entry: Parameters<typeof entryLines>[0], paint = plain) =>
    toText(entryLines(entry, { width: 60, paint }));

  it('that is a note shows its text alone', () => {
    expect(text(note('push success.'))).toBe('push success.\n');
  });

  it('that is a warning or an error says so', () => {
    expect(text(warning('Look.'))).toBe('Warning: Look.\n');
    expect(text(failure('No.'))).toBe('Error: No.\n');
    expect(text(warning('x', '### Refused\n\ntext'))).toBe('Warning:\nRefused\n\ntext\n');
  });

  it('without a readable part shows its contents', () => {
    const { HumanReadable: _none, ...bare } = note('plain *text*');
    expect(text(bare)).toBe('plain *text*\n');
    expect(text({ ...bare, ContentsFormat: 'markdown' })).toBe('plain text\n');
    expect(text({ ...bare, ContentsFormat: 'json', Contents: { a: 1 } })).toBe('{\n  "a": 1\n}\n');
  });

  it('of execution metrics is not for people', () => {
    expect(text({ ...note('Metrics reported successfully.'), Type: EntryType.metrics })).toBe('');
  });

  it('stays coloured over a line break, and as indented as it was', () => {
    const lines = wrap(coloured.bad('  a long word or two'), 10);
    expect(lines).toEqual(['a long', 'word or', 'two'].map((line) => `  ${coloured.bad(line)}`));
  });

  it('has colours only where they are wanted', () => {
    expect(text(failure('No.'), coloured)).toContain('\u001b[38;5;161m');
    expect(text(failure('No.'))).not.toContain('\u001b');
  });
});

describe('a table', () => {
  const draw = (header: string[], rows: string[][], width: number) =>
    toText(textTable(header, rows, { width, paint: plain }))
      .split('\n')
      .slice(0, -1);

  it('fits the width, whatever is in it', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 300 }),
      fc.constant('漢字'.repeat(50)),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 120 }), (cells, width) => {
        for (const line of draw(['one', 'two', 'three'], cells, width)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('lines up, wide characters too', () => {
    expect(
      draw(
        ['a', 'b'],
        [
          ['漢字', 'x'],
          ['abcd', 'y'],
        ],
        40,
      ).slice(2),
    ).toEqual(['漢字  x', 'abcd  y']);
  });

  it('shortens a cell that goes on for too long, and says so', () => {
    const lines = draw(['value', 'note'], [['f'.repeat(1_000_000), 'short']], 40);
    expect(lines).toHaveLength(2 + 12);
    expect(lines.at(-1)).toMatch(/…\s*$/);
    expect(lines.join('\n')).toContain('short');
  });
});

describe('wrapping', () => {
  it('breaks at blanks, and keeps every word', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢'), minLength: 1, maxLength: 8 }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 16, max: 30 }), (some, width) => {
        const lines = wrap(plain.plain(some.join(' ')), width);
        expect(lines.every((line) => stringWidth(line) <= width)).toBe(true);
        expect(lines.flatMap((line) => line.trim().split(/\s+/))).toEqual(some);
      }),
    );
  });
});
