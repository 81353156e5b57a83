import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCreated, isPage, readSearchAnswer, readVersion } from '../../src/outside/rest/answers.ts';
import { RestError } from '../../src/outside/rest/failures.ts';

const bytes = (json: unknown): Buffer => Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));

describe('a search answer', () => {
  it('is read the same whether its indicators stay text or not', () => {
    const indicator = fc.record({
      value: fc.string(),
      n: fc.jsonValue(),
      sortValues: fc.constant(['1', 'a']),
    });
    fc.assert(
      fc.property(fc.array(indicator), fc.nat(), (iocs, total) => {
        const text = bytes({ iocObjects: iocs, total });
        const late = bytes({ more: { deep: [1] }, total, iocObjects: iocs });
        for (const body of [text, late]) {
          const answer = readSearchAnswer(body, 1000);
          expect([...answer.iocs]).toEqual(JSON.parse(JSON.stringify(iocs)));
          expect([answer.total, answer.iocs.length]).toEqual([total, iocs.length]);
          expect(answer.searchAfter).toEqual(iocs.length > 0 ? ['1', 'a'] : undefined);
        }
      }),
    );
  });

  it('without any indicator is an empty page, however that is written', () => {
    for (const body of [
      '{"iocObjects":null,"total":0}',
      '{"iocObjects":[],"total":0}',
      '{"total":0}',
      '{"iocObjects": [ ] ,"total":0}',
    ]) {
      expect([...readSearchAnswer(bytes(body), 10).iocs]).toEqual([]);
    }
  });

  it.each([
    ['', 'nothing'],
    ['[]', 'no JSON'],
    ['"text"', 'no JSON'],
    ['{"iocObjects":[{"a":1}', 'no JSON'],
    ['{"iocObjects":7,"total":1}', 'is none'],
    ['{"iocObjects":[1,2,3],"total":3}', '3 indicators where 2 were asked for'],
    [
      '{"iocObjects":[],"total":0,"accountErrors":["acc_one is down"]}',
      'all of its accounts: acc_one is down',
    ],
  ])('%j is none', (body, text) => {
    expect(() => readSearchAnswer(bytes(body), 2)).toThrow(RestError);
    expect(() => readSearchAnswer(bytes(body), 2)).toThrow(text);
  });

  it('has an end', () => {
    expect(isPage({ body: bytes('{"iocObjects":[],"total":0}\n') })).toBe(true);
    expect(isPage({ body: bytes('{"iocObjects":[') })).toBe(false);
    expect(isPage({ body: bytes('') })).toBe(false);
  });
});

describe('other answers', () => {
  it('say the version, or are none', () => {
    expect(readVersion(bytes({ demistoVersion: '6.10.0' }))).toBe('6.10.0');
    expect(() => readVersion(bytes({}))).toThrow('no version of an XSOAR');
  });

  it('say that indicators were created with 201, or with words; an empty 200 may be from anybody', () => {
    expect(isCreated({ status: 201, body: bytes('') })).toBe(true);
    expect(isCreated({ status: 200, body: bytes('{}') })).toBe(true);
    expect(isCreated({ status: 200, body: bytes('') })).toBe(false);
    expect(isCreated({ status: 204, body: bytes('') })).toBe(false);
  });
});
