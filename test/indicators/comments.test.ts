import { describe, expect, it } from '@jest/globals';
import { csvParts, incomingComment, outgoingComment } from '../../src/indicators/comments.ts';
import { outgoing } from './rules-for-tests.ts';

const regular = (content: unknown) => ({ type: 'IndicatorCommentRegular', content });
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
    ["none, where all are XSOAR's own remarks", [automatic('created')], undefined],
    ['none, where the last is empty', [regular('one'), regular(' ')], undefined],
    ['none, where the last is no text', [regular('one'), regular(['two'])], undefined],
    ['none, where there are none', [], undefined],
    ['none, where the field is no list', regular('one'), undefined],
    ['none, where the field is missing', undefined, undefined],
  ])('is %s', (_, comments, expected) => {
    expect(outgoingComment({ comments }, {}, rules)).toEqual(expected);
  });

  it('is not read from a custom field of the same name', () => {
    expect(outgoingComment({}, { comments: 'one' }, rules)).toBeUndefined();
  });
});

describe('the comment of an IOC, as a link', () => {
  const rules = outgoing({ commentFields: ['indicator_link'] });

  it("leads to the indicator's page", () => {
    expect(outgoingComment({ id: '77' }, {}, rules)).toEqual(['https://xsoar.example/indicator/77']);
    expect(outgoingComment({ id: '77' }, {}, { ...rules, commentsAsTags: true })).toEqual([
      'https://xsoar.example/indicator/77',
    ]);
  });

  it.each([undefined, null, '', 77])('is left out where the id is %j', (id) => {
    expect(outgoingComment({ id }, {}, rules)).toBeUndefined();
  });
});

describe('the comment of an IOC, from a custom field', () => {
  it.each([
    ['a text', 'one, two', ['one, two'], ['one', 'two']],
    ['a text with empty parts', ' one ,, two, ', ['one ,, two,'], ['one', 'two']],
    ['a number', 7, ['7'], ['7']],
    ['a list', ['one', ' two,three ', 7], ['one, two,three, 7'], ['one', 'two', 'three', '7']],
    ['a list with what is no text', ['one', null, '', {}, ['two'], true], ['one'], ['one']],
    ['only commas', ' , ', [','], undefined],
    ['a blank text', ' ', undefined, undefined],
    ['an empty list', [], undefined, undefined],
    ['an object', { one: 1 }, undefined, undefined],
    ['a truth', true, undefined, undefined],
    ['null', null, undefined, undefined],
  ])('that holds %s', (_, notes, asText, asTags) => {
    expect(outgoingComment({}, { notes }, outgoing({ commentFields: ['notes'] }))).toEqual(asText);
    expect(
      outgoingComment({}, { notes }, outgoing({ commentFields: ['notes'], commentsAsTags: true })),
    ).toEqual(asTags);
  });

  it('only where the indicator itself has it', () => {
    for (const name of ['missing', 'constructor', '__proto__']) {
      expect(outgoingComment({}, {}, outgoing({ commentFields: [name] }))).toBeUndefined();
    }
  });
});

describe('the comment of an IOC, from several fields', () => {
  const rules = outgoing({ commentFields: ['comments', 'indicator_link', 'notes', 'tags'] });
  const indicator = { id: '77', comments: [regular('seen')] };

  it('joins their texts, in the order of the fields', () => {
    expect(outgoingComment(indicator, { notes: 'n', tags: ['a', 'b'] }, rules)).toEqual([
      'seen, https://xsoar.example/indicator/77, n, a, b',
    ]);
  });

  it('is one text with comments as tags, too', () => {
    const tagged = { ...rules, commentsAsTags: true };
    expect(outgoingComment({}, { notes: 'n,m', tags: ['a', 'b'] }, tagged)).toEqual(['n,m, a, b']);
  });

  it('does not count those that are empty', () => {
    expect(outgoingComment({ id: '77' }, { notes: '', tags: [] }, rules)).toEqual([
      'https://xsoar.example/indicator/77',
    ]);
    expect(outgoingComment({}, { tags: 'a' }, rules)).toEqual(['a']);
  });

  it('is left out where all are empty, or none is selected', () => {
    expect(outgoingComment({}, {}, rules)).toBeUndefined();
    expect(outgoingComment(indicator, {}, outgoing({ commentFields: [] }))).toBeUndefined();
    expect(
      outgoingComment(indicator, {}, outgoing({ commentFields: [], commentsAsTags: true })),
    ).toBeUndefined();
  });
});

describe("the parts of a rule's comment", () => {
  it.each([
    ['one', ['one'], ['one']],
    [' one, two ', ['one, two'], ['one', 'two']],
    ['one,,two,', ['one,,two,'], ['one', 'two']],
    [' ', [], []],
    ['', [], []],
    [null, [], []],
    [undefined, [], []],
    [7, [], []],
    [['one'], [], []],
  ])('of %j', (comment, asText, asTags) => {
    expect(incomingComment(comment, false)).toEqual(asText);
    expect(incomingComment(comment, true)).toEqual(asTags);
  });
});

describe('a comma-separated text', () => {
  it('is split at the commas, and nothing of it is blank', () => {
    expect(csvParts(' a b,,\tc\n, ')).toEqual(['a b', 'c']);
    expect(csvParts('')).toEqual([]);
  });
});
