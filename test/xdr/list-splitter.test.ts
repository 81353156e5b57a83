import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ListSplitter } from '../../src/xdr/list-splitter.ts';

/** Puts a text into the splitter in pieces of these sizes, the last one to the end. */
function split(text: string, sizes: readonly number[]): { elements: unknown[]; splitter: ListSplitter } {
  const splitter = new ListSplitter();
  const bytes = Buffer.from(text);
  const elements: unknown[] = [];
  let start = 0;
  for (const size of [...sizes, bytes.length]) {
    const found = splitter.push(bytes.subarray(start, start + size));
    elements.push(...found.map((element) => JSON.parse(element.toString())));
    start += size;
  }
  return { elements, splitter };
}

describe('a list in pieces', () => {
  it('gives its elements, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ stringUnit: 'grapheme' })),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 100 }),
        fc.constantFrom(undefined, 1),
        (list, sizes, indent) => {
          const text = JSON.stringify(list, null, indent).slice(1);
          const { elements, splitter } = split(`${text}}`, sizes);
          expect(elements).toEqual(JSON.parse(`[${text}`));
          expect(splitter.isOver).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(['{"a": "\\"]},"}', '"\\\\"', '"]"', '[[], {}]'])('is not cut inside of %s', (element) => {
    const sizes = new Array<number>(30).fill(1);
    expect(split(`${element},1]`, sizes).elements).toEqual([JSON.parse(element), 1]);
  });

  it('leaves what stands behind it', () => {
    expect(split('1]}\n', []).splitter.rest.toString()).toBe('}\n');
  });

  it('leaves an element that has not ended', () => {
    const { splitter } = split('1,{"a":[', []);
    expect([splitter.isOver, splitter.rest.toString()]).toEqual([false, '{"a":[']);
  });
});
