import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvParts } from '../../src/indicators/comment-texts.ts';
import {
  type CommentFromRule,
  commentFromRule,
  outgoingComment,
  REMOVED_COMMENT,
} from '../../src/indicators/comments.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import type { OutgoingRules } from '../../src/indicators/rules.ts';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import { outgoing } from './rules-for-tests.ts';

const regular = (content: unknown) => ({ type: 'IndicatorCommentRegular', content });
const LINK = 'https://xsoar.example/indicator/77';
const automatic = (content: unknown) => ({ type: 'IndicatorCommentTimeLine', content });

describe('the comment of an IOC, from the field comments', () => {
  const rules = outgoing({ commentFields: ['comments'] });

  it.each([
    ['the only one', [regular('one')], ['one']],
    ['the last one', [regular('one'), regular('two')], ['two']],
    ["the last one that is not XSOAR's own remark", [regular('one'), automatic('created')], ['one']],
    ['as it is, commas and all', [regular('one, two')], ['one, two']],
    ['without the blanks around it', [regular(' one\n')], ['one']],
    ['past entries that are no objects', [regular('one'), null, 7, ['x']], ['one']],
    ["none, where all are XSOAR's own remarks", [automatic('created')], ['']],
    ['none, where the last is empty', [regular('one'), regular(' ')], ['']],
    ['none, where the last is no text', [regular('one'), regular(['two'])], ['']],
    ['none, where it was removed in XDR', [regular('one'), regular(REMOVED_COMMENT)], ['']],
    ['none, where there are none', [], ['']],
    ['none, where the field is no list', regular('one'), ['']],
    ['none, where the field is missing', undefined, ['']],
  ])('is %s', (_, comments, expected) => {
    expect(outgoingComment({ comments }, {}, rules)).toEqual(expected);
  });

  it('is not read from a custom field of the same name', () => {
    expect(outgoingComment({}, { comments: 'one' }, rules)).toEqual(['']);
  });
});

describe('the comment of an IOC, with the link', () => {
  const comments = [regular('seen')];

  it.each([
    ['alone: behind the comment', ['indicator_link'], ['seen, LINK']],
    ['before the comments: behind them', ['indicator_link', 'comments'], ['seen, LINK']],
    ['among several fields: behind them all', ['comments', 'indicator_link', 'notes'], ['seen, n, m, LINK']],
    ['twice: once', ['indicator_link', 'indicator_link'], ['seen, LINK']],
  ])('selected %s', (_, commentFields, expected) => {
    const indicator = { id: '77', comments };
    const sent = outgoingComment(indicator, { notes: 'n, m' }, outgoing({ commentFields }));
    expect(sent).toEqual(expected.map((text) => text.replace('LINK', LINK)));
  });

  it.each([
    ['n, m', ['n', 'm', LINK]],
    [undefined, [LINK]],
  ])('is one more part where the field %j is tags', (notes, expected) => {
    const rules = outgoing({ commentFields: ['indicator_link', 'notes'], commentsAsTags: true });
    expect(outgoingComment({ id: '77' }, { notes }, rules)).toEqual(expected);
  });

  it('is a text where only the link is selected, whatever is said of tags', () => {
    const rules = outgoing({ commentFields: ['indicator_link'], commentsAsTags: true });
    expect(outgoingComment({ id: '77', comments: [regular('a, b')] }, {}, rules)).toEqual([`a, b, ${LINK}`]);
  });

  it('is the link alone where there is no comment', () => {
    expect(outgoingComment({ id: '77' }, {}, outgoing({ commentFields: ['indicator_link'] }))).toEqual([
      LINK,
    ]);
  });

  it.each([undefined, null, '', 77])('is the comment alone where the id is %j', (id) => {
    const rules = outgoing({ commentFields: ['indicator_link'] });
    expect(outgoingComment({ id, comments }, {}, rules)).toEqual(['seen']);
  });
});

describe('the comment of an IOC, from a custom field', () => {
  it.each([
    ['a text', 'one, two', ['one, two'], ['one', 'two']],
    ['a text with empty parts', ' one ,, two, ', ['one ,, two,'], ['one', 'two']],
    ['a number', 7, ['7'], ['7']],
    ['a list', ['one', ' two,three ', 7], ['one, two,three, 7'], ['one', 'two', 'three', '7']],
    ['a list with what is no text', ['one', null, '', {}, ['two'], true], ['one'], ['one']],
    ['only commas', ' , ', [','], ['']],
    ['a blank text', ' ', [''], ['']],
    ['an empty list', [], [''], ['']],
    ['an object', { one: 1 }, [''], ['']],
    ['a truth', true, [''], ['']],
    ['null', null, [''], ['']],
  ])('that holds %s', (_, notes, asText, asTags) => {
    expect(outgoingComment({}, { notes }, outgoing({ commentFields: ['notes'] }))).toEqual(asText);
    expect(
      outgoingComment({}, { notes }, outgoing({ commentFields: ['notes'], commentsAsTags: true })),
    ).toEqual(asTags);
  });

  it('only where the indicator itself has it', () => {
    for (const name of ['missing', 'constructor', '__proto__']) {
      expect(outgoingComment({}, {}, outgoing({ commentFields: [name] }))).toEqual(['']);
    }
  });
});

describe('the comment of an IOC, from several fields', () => {
  const rules = outgoing({ commentFields: ['comments', 'notes', 'tags', 'notes'] });
  const indicator = { id: '77', comments: [regular('seen')] };

  it('joins their texts, in the order of the fields, each once', () => {
    expect(outgoingComment(indicator, { notes: 'n', tags: ['a', 'b'] }, rules)).toEqual(['seen, n, a, b']);
  });

  it('is one text with comments as tags, too', () => {
    const tagged = { ...rules, commentsAsTags: true };
    expect(outgoingComment({}, { notes: 'n,m', tags: ['a', 'b'] }, tagged)).toEqual(['n,m, a, b']);
  });

  it('does not count those that are empty', () => {
    expect(outgoingComment({}, { notes: '', tags: 'a' }, rules)).toEqual(['a']);
  });

  it.each([true, false])(
    'is empty where all are empty, or none is selected (as tags: %s)',
    (commentsAsTags) => {
      expect(outgoingComment({}, {}, { ...rules, commentsAsTags })).toEqual(['']);
      expect(outgoingComment(indicator, {}, outgoing({ commentFields: [], commentsAsTags }))).toEqual(['']);
    },
  );
});

/** An indicator with what a change writes to it, as XSOAR would keep it. */
function written(indicator: Known, { field, value }: { field: string; value: unknown }): Known {
  return field === 'comments'
    ? { ...indicator, comments: [...indicator.comments, regular(value)] }
    : { ...indicator, CustomFields: { ...indicator.CustomFields, [field]: value } };
}

interface Known {
  id: string;
  value: string;
  indicator_type: string;
  comments: unknown[];
  CustomFields: Record<string, unknown>;
}

function known(CustomFields: Record<string, unknown>, ...comments: string[]): Known {
  return {
    id: '77',
    value: '192.0.2.1',
    indicator_type: 'IP',
    comments: comments.map(regular),
    CustomFields,
  };
}

/** The comment as the tenant keeps it, and tells it in a rule. */
function inXdr(indicator: Known, rules: OutgoingRules): string {
  return (toIoc(indicator, rules) as Ioc).comment?.join(', ') ?? '';
}

describe("a rule's comment", () => {
  const ofLink = outgoing({ commentFields: ['indicator_link', 'comments'] });
  const ofTwo = outgoing({ commentFields: ['description', 'actor'] });
  const ofList = outgoing({ commentFields: ['aliases'] });
  const ofTags = outgoing({ commentFields: ['notes', 'indicator_link'], commentsAsTags: true });
  const ofXsoarTags = outgoing({ commentFields: ['tags'], commentsAsTags: true });

  it.each<[string, string, Known, OutgoingRules]>([
    ['the text and the link', `seen, ${LINK}`, known({}, 'seen'), ofLink],
    ['two fields', 'Scanner, APT0', known({ description: 'Scanner', actor: 'APT0' }), ofTwo],
    ['a list', 'a, b', known({ aliases: ['a', 'b'] }), ofList],
    ['blanks around it', ' a, b\n', known({ aliases: ['a', 'b'] }), ofList],
    ['tags, however they are set', `a,b , ${LINK}`, known({ notes: 'a,b' }), ofTags],
    ['nothing', '', known({}), ofTwo],
    ['the removal that XSOAR knows of', LINK, known({}, 'seen', REMOVED_COMMENT), ofLink],
  ])('is an echo where it says what was sent: %s', (_, comment, indicator, rules) => {
    expect(commentFromRule(comment, indicator, rules)).toEqual({ kind: 'same' });
  });

  it.each([undefined, null, 7, ['seen']])('is an echo where it is no text: %j', (comment) => {
    expect(commentFromRule(comment, known({}, 'seen'), ofLink)).toEqual({ kind: 'same' });
  });

  it.each<[string, string, Known, OutgoingRules, string, unknown]>([
    ['a comment without its link', `gone, ${LINK}`, known({}, 'seen'), ofLink, 'comments', 'gone'],
    ['a comment before which a link stood', `${LINK}, gone`, known({}, 'seen'), ofLink, 'comments', 'gone'],
    ['a comment among old links', `${LINK}, ${LINK}, gone, ${LINK}`, known({}), ofLink, 'comments', 'gone'],
    ['a comment after one that was removed', 'anew', known({}, REMOVED_COMMENT), ofLink, 'comments', 'anew'],
    [
      'the first of two fields',
      'Bot, APT0',
      known({ description: 'Scanner', actor: 'APT0' }),
      ofTwo,
      'description',
      'Bot',
    ],
    [
      'a text with the other in the middle',
      'Bot, APT0, seen',
      known({ actor: 'APT0' }),
      ofTwo,
      'description',
      'Bot, seen',
    ],
    [
      'a text with the other at the end of a word',
      'xAPT0',
      known({ actor: 'APT0' }),
      ofTwo,
      'description',
      'xAPT0',
    ],
    [
      'a text with the other at its beginning',
      'APT0 seen',
      known({ actor: 'APT0' }),
      ofTwo,
      'description',
      'APT0 seen',
    ],
    [
      'a text that says the other twice',
      'APT0, APT0',
      known({ actor: 'APT0' }),
      ofTwo,
      'description',
      'APT0',
    ],
    ['a text with a comma left at its end', 'Bot, ', known({ actor: 'APT0' }), ofTwo, 'description', 'Bot'],
    [
      'another field that holds commas',
      'Bot, x, y',
      known({ actor: ['x', 'y'] }),
      ofTwo,
      'description',
      'Bot',
    ],
    ['a list', 'a, c', known({ aliases: ['a', 'b'] }), ofList, 'aliases', ['a', 'c']],
    ['a list of one', 'a', known({ aliases: ['a', 'b'] }), ofList, 'aliases', ['a']],
    ['a text where there was a number', '8', known({ aliases: 7 }), ofList, 'aliases', '8'],
    ['a text where there was nothing', 'a, b', known({}), ofList, 'aliases', 'a, b'],
    ['tags in a text', `a, c, ${LINK}`, known({ notes: 'a, b' }), ofTags, 'notes', 'a, c'],
    ['tags in a list', `a, c, ${LINK}`, known({ notes: ['a', 'b'] }), ofTags, 'notes', ['a', 'c']],
    ['several tags where there was nothing', `a, b, ${LINK}`, known({}), ofTags, 'notes', ['a', 'b']],
    ['one tag where there was nothing', `a, ${LINK}`, known({}), ofTags, 'notes', 'a'],
    ['more tags of XSOAR', 'a, b', known({ tags: ['a'] }), ofXsoarTags, 'tags', ['a', 'b']],
    ['tags of XSOAR where there were none', 'a', known({}), ofXsoarTags, 'tags', ['a']],
  ])('is a change, in the form of the field: %s', (_, comment, indicator, rules, field, value) => {
    expect(commentFromRule(comment, indicator, rules)).toMatchObject({ kind: 'changed', field, value });
  });

  it.each<[string, string, Known, OutgoingRules, string, unknown]>([
    ['a text', '', known({ description: 'Scanner' }), ofTwo, 'description', ''],
    [
      'a text beside another',
      'APT0',
      known({ description: 'Scanner', actor: 'APT0' }),
      ofTwo,
      'description',
      '',
    ],
    ['a list', ' ', known({ aliases: ['a', 'b'] }), ofList, 'aliases', []],
    ['tags', LINK, known({ notes: ['a'] }), ofTags, 'notes', []],
    ['a comment', LINK, known({}, 'seen'), ofLink, 'comments', REMOVED_COMMENT],
    ['a comment and its link', '', known({}, 'seen'), ofLink, 'comments', REMOVED_COMMENT],
  ])('that was taken out empties %s', (_, comment, indicator, rules, field, value) => {
    expect(commentFromRule(comment, indicator, rules)).toMatchObject({ kind: 'changed', field, value });
  });

  it('is told with both texts', () => {
    const indicator = known({ description: 'Scanner', actor: 'APT0' });
    expect(commentFromRule('Bot, APT0', indicator, ofTwo)).toMatchObject({ before: 'Scanner', after: 'Bot' });
    expect(commentFromRule('a, c', known({ aliases: ['a', 'b'] }), ofList)).toMatchObject({
      before: 'a, b',
      after: 'a, c',
    });
  });

  it.each<[string, string, Known, OutgoingRules]>([
    ['the link was taken out', 'seen', known({}, 'seen'), ofLink],
    ['the other text was taken out', 'Scanner', known({ description: 'Scanner', actor: 'APT0' }), ofTwo],
    ['the list only looks different', 'a,b', known({ aliases: ['a', 'b'] }), ofList],
    ['a tag of XSOAR was taken out, and XSOAR only adds', 'a', known({ tags: ['a', 'b'] }), ofXsoarTags],
    ['the field is a grid', 'a', known({ aliases: [{ name: 'b' }] }), ofList],
    ['the field is an object', 'a', known({ aliases: { name: 'b' } }), ofList],
    ['the field is a truth', 'a', known({ aliases: true }), ofList],
    ['it repeats the text for a removal', REMOVED_COMMENT, known({}, REMOVED_COMMENT), outgoing()],
    ['no field is selected', 'a', known({}), outgoing({ commentFields: [] })],
  ])('leaves nothing to write where %s', (_, comment, indicator, rules) => {
    expect(commentFromRule(comment, indicator, rules)).toEqual({ kind: 'extra' });
  });

  it('of an indicator that cannot be read is no failure', () => {
    for (const nothing of [undefined, null, 7, [], { CustomFields: 7, comments: {} }]) {
      expect(commentFromRule('a', nothing, outgoing({ commentFields: ['notes'] }))).toMatchObject({
        value: 'a',
      });
    }
  });

  it.each([',', ' ', 'a', 'APT0, ', `${LINK},`])('of a megabyte of %j is soon read', (unit) => {
    const rules = outgoing({ commentFields: ['indicator_link', 'description', 'actor'] });
    const comment = `x${unit.repeat(1_000_000 / unit.length)}x`;
    expect(commentFromRule(comment, known({ actor: 'APT0' }), rules).kind).toBe('changed');
    expect(commentFromRule(comment, known({ actor: 'a' }), rules).kind).toBe('changed');
  });
});

describe('a comment that goes round', () => {
  const words = fc.stringMatching(/^[a-c]{1,2}( [a-c]{1,2})?$/);
  const texts = fc.array(words, { maxLength: 3 }).map((some) => some.join(', '));
  const field = fc.oneof(texts, fc.array(words, { maxLength: 3 }), fc.constant(undefined), fc.constant(7));
  const indicators = fc
    .record({
      description: field,
      actor: field,
      tags: fc.oneof(fc.array(words), fc.constant(undefined)),
      comment: texts,
    })
    .map(({ comment, ...fields }) => known(fields, ...(comment === '' ? [] : [comment])));
  const rulesOf = (commentsAsTags: fc.Arbitrary<boolean>) =>
    fc
      .record({
        commentFields: fc.uniqueArray(
          fc.constantFrom('comments', 'indicator_link', 'description', 'actor', 'tags'),
          { minLength: 1, maxLength: 4 },
        ),
        commentsAsTags,
      })
      .map(outgoing);

  it('is an echo as it was sent', () => {
    fc.assert(
      fc.property(indicators, rulesOf(fc.boolean()), (indicator, rules) => {
        expect(commentFromRule(inXdr(indicator, rules), indicator, rules)).toEqual({ kind: 'same' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('is written at most once, whatever a person made of it', () => {
    const edits = fc.oneof(texts, fc.string({ unit: fc.constantFrom('a', ',', ' ', `${LINK}`) }));
    fc.assert(
      fc.property(
        indicators,
        rulesOf(fc.boolean()),
        edits,
        fc.boolean(),
        (indicator, rules, edit, appended) => {
          const comment = appended ? `${inXdr(indicator, rules)}, ${edit}` : edit;
          const change = commentFromRule(comment, indicator, rules);
          fc.pre(change.kind === 'changed');
          const after = written(indicator, change as CommentFromRule & { kind: 'changed' });
          expect(commentFromRule(comment, after, rules).kind).not.toBe('changed');
          // What is sent then comes back as an echo: nothing grows.
          expect(commentFromRule(inXdr(after, rules), after, rules)).toEqual({ kind: 'same' });
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is sent again as the person left it, where the first text of a joined one was edited', () => {
    fc.assert(
      fc.property(indicators, rulesOf(fc.constant(false)), words, (indicator, rules, edit) => {
        const first = rules.commentFields.find((name) => name !== 'indicator_link') ?? 'comments';
        fc.pre(first !== 'tags');
        // What the tenant would keep, had somebody edited the first field in XSOAR.
        const comment = inXdr(written(indicator, { field: first, value: edit }), rules);
        const change = commentFromRule(comment, indicator, rules);
        const after = change.kind === 'changed' ? written(indicator, change) : indicator;
        expect(inXdr(after, rules)).toBe(comment);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a comma-separated text', () => {
  it('is split at the commas, and nothing of it is blank', () => {
    expect(csvParts(' a b,,\tc\n, ')).toEqual(['a b', 'c']);
    expect(csvParts('')).toEqual([]);
  });
});
