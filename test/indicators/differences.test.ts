import { describe, expect, it } from '@jest/globals';
import { type Difference, differencesOf } from '../../src/indicators/differences.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { readRule } from '../../src/indicators/rule.ts';
import type { OutgoingRules } from '../../src/indicators/rules.ts';
import { NOW, outgoing } from './rules-for-tests.ts';

type Json = Record<string, unknown>;

const DAY = 86_400_000;
const LINK = 'https://xsoar.example/indicator/77';
const REMOVED = 'The comment was removed in Cortex XDR.';

/** An indicator that was sent as the rule below tells it: as HIGH and BAD, enabled, without a comment, for ever. */
function indicator(custom: Json = {}, more: Json = {}): Json {
  return { id: '77', value: '192.0.2.10', indicator_type: 'IP', score: 3, CustomFields: custom, ...more };
}

function differences(rule: Json, x: Json, rules: Partial<OutgoingRules> = {}): Difference[] {
  const read = readRule({
    RULE_INDICATOR: '192.0.2.10',
    IOC_TYPE: 'IP',
    RULE_SEVERITY: 'SEV_040_HIGH',
    REPUTATION: 'BAD',
    RULE_STATUS: 'ENABLED',
    RULE_COMMENT: '',
    RULE_EXPIRATION_TIME: -1,
    ...rule,
  });
  if (read instanceof Rejection) {
    throw new Error(read.reason);
  }
  return differencesOf(read, x, { outgoing: outgoing(rules) });
}

function comments(...contents: string[]): Json {
  return { comments: contents.map((content) => ({ type: 'IndicatorCommentRegular', content })) };
}

describe('a rule differs from what is sent', () => {
  it('in nothing, where it says the same', () => {
    expect(differences({}, indicator())).toEqual([]);
  });

  it('in nothing, where it says nothing', () => {
    const silent = { RULE_SEVERITY: null, REPUTATION: null, RULE_STATUS: null, RULE_COMMENT: null };
    expect(differences({ ...silent, RULE_EXPIRATION_TIME: null }, indicator())).toEqual([]);
  });

  it('in the severity', () => {
    expect(
      differences({ RULE_SEVERITY: 'SEV_020_LOW' }, indicator({ sourceoriginalseverity: 'Medium' })),
    ).toEqual([
      {
        field: 'severity',
        fieldName: 'sourceoriginalseverity',
        xsoar: 'Medium',
        xdr: 'LOW',
        write: { value: 'LOW' },
      },
    ]);
  });

  it('in the severity, of which XSOAR holds only a list', () => {
    const x = indicator({ sourceoriginalseverity: ['Medium'] });
    expect(differences({ RULE_SEVERITY: 'SEV_030_MEDIUM' }, x)).toEqual([]);
    expect(differences({ RULE_SEVERITY: 'SEV_020_LOW' }, x)).toMatchObject([{ write: { value: 'LOW' } }]);
  });

  it('in a severity that the settings override', () => {
    const rules = { overrideSeverity: true, severity: 'CRITICAL' } as const;
    const x = indicator({ sourceoriginalseverity: 'Medium' });
    const [difference] = differences({ RULE_SEVERITY: 'SEV_020_LOW' }, x, rules);
    expect(difference).toMatchObject({ xsoar: 'CRITICAL', xdr: 'LOW', isOverridden: true });
    expect(difference?.write).toBeUndefined();
  });

  it("in the severity, where the override is on but blank: the indicator's own counts", () => {
    const x = indicator({ sourceoriginalseverity: 'Medium' });
    const made = differences({ RULE_SEVERITY: 'SEV_020_LOW' }, x, { overrideSeverity: true });
    expect(made).toMatchObject([{ field: 'severity', xsoar: 'Medium', write: { value: 'LOW' } }]);
  });

  it('in the status', () => {
    expect(differences({ RULE_STATUS: 'DISABLED' }, indicator())).toEqual([
      {
        field: 'status',
        fieldName: 'xdrstatus',
        xsoar: 'ENABLED',
        xdr: 'DISABLED',
        write: { value: 'disabled' },
      },
    ]);
  });

  it('in the status, where a person enabled what XSOAR disables', () => {
    const made = differences({}, indicator({ xdrstatus: 'disabeld' }));
    expect(made).toMatchObject([{ xsoar: 'DISABLED', xdr: 'ENABLED', write: { value: 'enabled' } }]);
  });

  it.each([
    ['a time for never', NOW + DAY, undefined, 'Never', '2020-01-02T00:00:00Z'],
    ['never for a time', -1, '2020-01-02T00:00:00.5Z', '2020-01-02T00:00:00Z', 'Never'],
    [
      'another second',
      NOW + DAY + 1_000,
      '2020-01-02T00:00:00Z',
      '2020-01-02T00:00:00Z',
      '2020-01-02T00:00:01Z',
    ],
    ['what XSOAR cannot read', NOW + DAY, '31/01/2030', '31/01/2030', '2020-01-02T00:00:00Z'],
  ])('in the expiration: %s', (_, time, expiration, xsoar, xdr) => {
    const made = differences({ RULE_EXPIRATION_TIME: time }, indicator({}, { expiration }));
    expect(made).toEqual([
      { field: 'expiration', fieldName: 'expirationdate', xsoar, xdr, write: { value: xdr } },
    ]);
  });

  it.each([
    ['within the same second', NOW + DAY + 999, '2020-01-02T00:00:00Z'],
    ['no time in either form', -1, '0001-01-01T00:00:00Z'],
    ['the same time in another form', NOW + DAY, '2020-01-02 02:00:00 +0200'],
  ])('not in the expiration: %s', (_, time, expiration) => {
    expect(differences({ RULE_EXPIRATION_TIME: time }, indicator({}, { expiration }))).toEqual([]);
  });

  it('in the reputation', () => {
    expect(differences({ REPUTATION: 'GOOD' }, indicator())).toEqual([
      { field: 'reputation', fieldName: 'score', xsoar: 'BAD', xdr: 'GOOD', write: { value: 1 } },
    ]);
  });

  it('in several fields at once', () => {
    const made = differences({ REPUTATION: 'GOOD', RULE_STATUS: 'DISABLED', RULE_COMMENT: 'x' }, indicator());
    expect(made.map(({ field }) => field)).toEqual(['comment', 'status', 'reputation']);
  });
});

describe('a comment of XDR is the same as what is sent', () => {
  it.each<[string, string, Json, Partial<OutgoingRules>]>([
    ['from the comments', 'text', indicator({}, comments('old', 'text')), {}],
    ['with the blanks around it', ' text\n', indicator({}, comments('text')), {}],
    ['with the link', `text, ${LINK}`, indicator({}, comments('text')), fields('indicator_link', 'comments')],
    ['the link alone', LINK, indicator(), fields('indicator_link')],
    [
      'the link alone, behind a comment',
      `text, ${LINK}`,
      indicator({}, comments('text')),
      fields('indicator_link'),
    ],
    [
      'from two fields',
      'Scanner, APT0',
      indicator({ notes: 'Scanner', actor: 'APT0' }),
      fields('notes', 'actor'),
    ],
    [
      'from two fields, of which one is empty',
      'APT0',
      indicator({ actor: 'APT0' }),
      fields('notes', 'actor'),
    ],
    ['from a list', 'a, b', indicator({ notes: ['a', 'b'] }), fields('notes')],
    ['from tags', 'a,b', indicator({ notes: 'a, b' }), { ...fields('notes'), commentsAsTags: true }],
    ['none', '', indicator(), {}],
    ['none, where a person took it out before', '', indicator({}, comments('text', REMOVED)), {}],
  ])('%s', (_, comment, x, rules) => {
    expect(differences({ RULE_COMMENT: comment }, x, rules)).toEqual([]);
  });
});

describe('a comment that a person changed in XDR', () => {
  const held = { notes: 'Scanner', actor: 'APT0', list: ['a', 'b'], tags: ['a'] };

  it.each<[string, string, string, unknown, Partial<OutgoingRules>]>([
    ['as a new comment', 'mine', 'comments', 'mine', fields('comments')],
    ['without the link', `mine, ${LINK}`, 'comments', 'mine', fields('comments', 'indicator_link')],
    ['without a link in front', `${LINK}, mine`, 'comments', 'mine', fields('comments', 'indicator_link')],
    ['beside the link alone', `mine, ${LINK}`, 'comments', 'mine', fields('indicator_link')],
    ['as the first field', 'mine, APT0', 'notes', 'mine', fields('notes', 'actor')],
    ['as the first field, commas and all', 'm, i, APT0', 'notes', 'm, i', fields('notes', 'actor')],
    ['around the other field', 'mine, APT0, too', 'notes', 'mine, too', fields('notes', 'actor')],
    ['not cut within a word', 'APT01', 'notes', 'APT01', fields('notes', 'actor')],
    ['as the first field, emptied', 'APT0', 'notes', '', fields('notes', 'actor')],
    ['as a list', 'b, c', 'list', ['b', 'c'], fields('list')],
    ['as a list, emptied', '', 'list', [], fields('list')],
    ['as a text of tags', 'x, y', 'notes', 'x, y', { ...fields('notes'), commentsAsTags: true }],
    ['as the first text of a field', 'mine', 'other', 'mine', fields('other')],
    [
      'as tags of a field that was empty',
      'x, y',
      'other',
      ['x', 'y'],
      { ...fields('other'), commentsAsTags: true },
    ],
    ["among XSOAR's own tags", 'a, mine', 'tags', ['a', 'mine'], { ...fields('tags'), commentsAsTags: true }],
  ])('is written %s', (_, comment, fieldName, value, rules) => {
    const made = differences({ RULE_COMMENT: comment }, indicator(held), rules);
    expect(made).toMatchObject([{ field: 'comment', fieldName, write: { value } }]);
  });

  it('is written as one fixed text, where it was taken out of the comments', () => {
    expect(differences({ RULE_COMMENT: '' }, indicator({}, comments('text')))).toEqual([
      { field: 'comment', fieldName: 'comments', xsoar: 'text', xdr: REMOVED, write: { value: REMOVED } },
    ]);
  });

  it('is not written, where it only tells the fields in another order', () => {
    const made = differences({ RULE_COMMENT: 'APT0, Scanner' }, indicator(held), fields('notes', 'actor'));
    expect(made).toMatchObject([{ field: 'comment' }]);
    expect(made[0]?.write).toBeUndefined();
  });

  it('is never written over a grid', () => {
    const made = differences({ RULE_COMMENT: 'mine' }, indicator({ notes: [{ row: 1 }] }), fields('notes'));
    expect(made).toMatchObject([{ field: 'comment', xdr: 'mine' }]);
    expect(made[0]?.write).toBeUndefined();
  });
});

function fields(...commentFields: string[]): Partial<OutgoingRules> {
  return { commentFields };
}
