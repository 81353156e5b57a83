import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile, compileQuery } from '../../../sandbox/xsoar/query.ts';
import type { StoredIndicator } from '../../../sandbox/xsoar/stored-indicator.ts';
import { quoted } from '../../../src/xsoar/lookup.ts';
import { indicator } from './indicators.ts';

const EVIL = indicator();

describe('a query matches an indicator', () => {
  it.each([
    '',
    '  \n',
    'reputation:Bad and (type:File or type:Domain or type:IP)',
    'REPUTATION:bad AND Type:domain',
    'modified:>=2020-01-01T00:00:00Z And modified:<2026-02-01T00:00:00Z aNd (expirationStatus:active AND (reputation:Bad))',
    'modified:>"2026-01-15T11:59:59Z"',
    'modified:>2026-01-15T12:00:00Z',
    'modified:>=2026-01-15T13:00:00+01:00',
    'modified:<"2026-01-15T12:00:00.1 +0000"',
    'modified:[2026-01-01 TO *]',
    'modified:[2026-01-01 to "2026-01-15T12:00:00.000000001Z"]',
    'modified:2026-01-15',
    'modified:(>=2026-01-01 and <2027-01-01)',
    'modified:(2020-01-01 2026-01-15)',
    'modified:2026-01-15*',
    'firstSeen:>2025-01-01',
    'expiration:>2026-01-15',
    'timestamp:2026-01-14',
    'timestamp:[2026-01-14 TO 2026-01-15]',
    'expiration:[2026-12-31 TO 2027-01-02]',
    'expiration:(>=2026-01-01 AND <2028-01-01)',
    'verdict:Malicious',
    'VERDICT:(malicious or benign)',
    'verdict:Malicious -verdict:Benign and NoT (verdict:Unknown)',
    'sourcebrands:("x" "Sample Feed")',
    'tags:c2',
    'tags:"two words"',
    'tags:two\\ words',
    'tags:(nothing c2)',
    'tags:(c2 and not nothing)',
    'tags:(nothing or (c2 and "two words"))',
    'tags:(nothing c2 and "two words")',
    'sourceBrands:"sample feed"',
    'XDRStatus:enabled',
    'confidence:>=70 and confidence:<100 and confidence:70',
    'score:3',
    'value:("x" "EVIL.example.com")',
    'value:(x or evil.example.com)',
    'value:"evil.example.com"',
    'value:*.example.com',
    'value:ev?l.*',
    'value:evil.example.com*',
    'value:(x evil.*)',
    'xdrstatus:*',
    'evil',
    'EXAMPLE',
    'ev?l.*m',
    '-type:IP',
    'NOT type:IP',
    'not(type:IP)',
    '-(type:IP or type:File)',
    'not not type:Domain',
    '!type:IP && +type:Domain',
    'type:IP || type:Domain',
    'type:Domain reputation:Bad',
    'type:Domain -reputation:Good',
    '(type:Domain)(reputation:Bad)',
    'type:Domain or type:File and reputation:Good',
    'reputation:Good and type:File or type:Domain',
    'type: Domain',
  ])('%s', (query) => {
    expect(compileQuery(query)(EVIL)).toBe(true);
  });

  it.each([
    'reputation:Good',
    '(type:Domain or type:File) and reputation:Good',
    'type:Dom',
    'value:ev?x*',
    'value:*.com?',
    'value:example.com',
    'value:"*.example.com"',
    'value:\\*.example.com',
    'tags:two',
    'tags:(c2 and nothing)',
    'modified:<2020-01-01T00:00:00Z',
    'modified:{2026-01-01 TO "2026-01-15T12:00:00.000000001Z"}',
    'modified:2026-01-14',
    'expirationStatus:expired',
    'confidence:>70',
    'campaign:here',
    'campaign:>5',
    'campaign:*',
    'verdict:Benign',
    '-verdict:Malicious',
    '-(type:Domain)',
    'NOT (type:IP or type:Domain)',
    'sourceBrands:(-"Sample Feed")',
    'timestamp:>=2026-01-16',
    'expiration:[* TO 2026-12-31]',
    'type:Domain type:IP',
    'https://evil.example.com',
    '2001:db8::1',
  ])('but not %s', (query) => {
    expect(compileQuery(query)(EVIL)).toBe(false);
  });

  it.each([
    [1, ['Good'], ['Benign']],
    [2, ['Suspicious'], ['Suspicious']],
    [3, ['Bad'], ['Malicious']],
    [0, ['None', 'Unknown'], ['None', 'Unknown']],
    [null, ['None', 'Unknown'], ['None', 'Unknown']],
  ])('by its score %j, under its older name and its newer', (score, reputations, verdicts) => {
    const matching = (field: string): string[] =>
      ['Bad', 'Malicious', 'Good', 'Benign', 'Suspicious', 'None', 'Unknown'].filter((word) =>
        compileQuery(`${field}:${word}`)(indicator({ score })),
      );
    expect([matching('reputation'), matching('verdict')]).toEqual([reputations, verdicts]);
  });

  it('by a field of its own, where some indicator has it', () => {
    expect(compileQuery('ourScore:>5', (field) => field === 'ourscore')(indicator({ ourScore: 7 }))).toBe(
      true,
    );
  });

  it('that has null in every field, without a failure', () => {
    const empty = Object.fromEntries(
      Object.keys(EVIL).map((key) => [key, null]),
    ) as unknown as StoredIndicator;
    const query =
      'value:x or tags:c2 or modified:>2020-01-01 or reputation:Bad or expiration:2026-01-15 or evil';
    expect(compileQuery(query)(empty)).toBe(false);
  });
});

describe('a value', () => {
  it('is found under its quoted form, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (value) => {
        const other = indicator({ value: `${value}x` });
        const matches = compileQuery(`value:(${quoted(value)} "another")`);
        expect([matches(indicator({ value })), matches(other)]).toEqual([true, false]);
      }),
    );
  });

  it('keeps its backslashes where they escape nothing', () => {
    expect(compileQuery('value:"C:\\temp\\\\x\\".exe"')(indicator({ value: 'C:\\temp\\x".exe' }))).toBe(true);
  });

  it('may be a megabyte, and so may a list of them', () => {
    const long = 'x'.repeat(1_000_000);
    expect(compileQuery(`value:"${long}"`)(indicator({ value: long }))).toBe(true);
    expect(compileQuery('value:*a*a*a*a*b')(indicator({ value: 'a'.repeat(100_000) }))).toBe(false);
    const hosts = Array.from({ length: 30_000 }, (_, index) => `"host${index}.example.com"`);
    expect(compileQuery(`value:(${hosts.join(' ')})`)(indicator({ value: 'host29999.example.com' }))).toBe(
      true,
    );
    expect(compileQuery(`value:(${hosts.join(' or ')})`)(indicator({ value: 'host30000.example.com' }))).toBe(
      false,
    );
  });

  it('can be looked up where the query names all that may match', () => {
    const values = (query: string): string[] | undefined => {
      const { values: found } = compile(query);
      return found === undefined ? undefined : [...found];
    };
    expect(values('value:("A" b) and type:IP')).toEqual(['a', 'b']);
    expect(values('value:a or (value:b and type:IP)')).toEqual(['a', 'b']);
    expect(values('value:a or type:IP')).toBeUndefined();
    expect(values('not value:a')).toBeUndefined();
    expect(values('value:(a b*)')).toBeUndefined();
  });
});

type Tree =
  | { kind: 'clause'; text: string; holds: boolean }
  | { kind: 'not'; text: string; of: Tree }
  | { kind: 'and' | 'or'; text: string; left: Tree; right: Tree };

/** Random queries over clauses of which we know whether they hold, joined in every way that the language has. */
const { tree } = fc.letrec<{ tree: Tree; clause: Tree }>((tie) => ({
  clause: fc
    .constantFrom<[string, boolean]>(
      ['type:Domain', true],
      ['type:(IP or File)', false],
      ['tags:("c2" x)', true],
      ['value:"a and (b or \\"c"', false],
      ['modified:<2020-01-01T00:00:00Z', false],
      ['modified:[2026-01-01 TO *]', true],
      ['evil', true],
      ['verdict:malicious', true],
      ['expiration:{2027-01-01 TO *}', false],
      ['reputation: Good', false],
    )
    .map(([text, holds]): Tree => ({ kind: 'clause', text, holds })),
  tree: fc.oneof(
    { maxDepth: 6, depthSize: 'large' },
    tie('clause'),
    fc
      .tuple(fc.constantFrom('not ', 'NOT ', '-', '!'), tie('tree'))
      .map(([text, of]): Tree => ({ kind: 'not', text, of })),
    fc
      .tuple(fc.constantFrom(' and ', ' AND ', ' ', ' && '), tie('tree'), tie('tree'))
      .map(([text, left, right]): Tree => ({ kind: 'and', text, left, right })),
    fc
      .tuple(fc.constantFrom(' or ', ' OR ', '\n|| '), tie('tree'), tie('tree'))
      .map(([text, left, right]): Tree => ({ kind: 'or', text, left, right })),
  ),
}));

/** Parentheses only where precedence needs them. */
function write(node: Tree, within: Tree['kind'] = 'or'): string {
  switch (node.kind) {
    case 'clause':
      return node.text;
    case 'not':
      return `${node.text}${write(node.of, 'not')}`;
    case 'and': {
      const text = `${write(node.left, 'and')}${node.text}${write(node.right, 'and')}`;
      return within === 'not' ? `(${text})` : text;
    }
    case 'or': {
      const text = `${write(node.left)}${node.text}${write(node.right)}`;
      return within === 'or' ? text : `( ${text})`;
    }
  }
}

function holds(node: Tree): boolean {
  switch (node.kind) {
    case 'clause':
      return node.holds;
    case 'not':
      return !holds(node.of);
    case 'and':
      return holds(node.left) && holds(node.right);
    case 'or':
      return holds(node.left) || holds(node.right);
  }
}

describe('a boolean expression', () => {
  it('means what it says: not binds tighter than and, and tighter than or', () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(compileQuery(write(node))(EVIL)).toBe(holds(node));
      }),
      { numRuns: 1_000 },
    );
  });
});
