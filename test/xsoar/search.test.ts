import { describe, expect, it } from '@jest/globals';
import { HostError } from '../../src/errors.ts';
import type { SearchRequest } from '../../src/xsoar/host.ts';
import type { Page } from '../../src/xsoar/page.ts';
import { searchAll, searchPages } from '../../src/xsoar/search.ts';
import { fakeHost } from '../support/fake-host.ts';

/** A host that gives these answers one after the other. */
function scripted(...answers: unknown[]): { host: ReturnType<typeof fakeHost>; asked: SearchRequest[] } {
  const asked: SearchRequest[] = [];
  const host = fakeHost({
    searchIndicators: async (request) => {
      asked.push(request);
      return answers[Math.min(asked.length, answers.length) - 1];
    },
  });
  return { host, asked };
}

const END = { iocs: [], total: 3, searchAfter: null };

async function pagesOf(host: ReturnType<typeof fakeHost>, from?: readonly unknown[]): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of searchPages(host, { query: 'q', fields: ['id'], from })) {
    pages.push(page);
  }
  return pages;
}

describe('searchPages', () => {
  it('reads on from where the last page ended, until a page is empty', async () => {
    const { host, asked } = scripted(
      { iocs: [1, 2], total: 3, searchAfter: ['m2', '2'] },
      { iocs: [3], total: 3, searchAfter: ['m3', '3'] },
      END,
    );
    const pages = await pagesOf(host);
    expect(pages.map(({ indicators }) => indicators)).toEqual([[1, 2], [3]]);
    expect(pages.map(({ cursor }) => cursor)).toEqual([
      ['m2', '2'],
      ['m3', '3'],
    ]);
    expect(asked).toEqual([
      { query: 'q', size: 4000, fields: ['id'] },
      { query: 'q', size: 4000, fields: ['id'], searchAfter: ['m2', '2'] },
      { query: 'q', size: 4000, fields: ['id'], searchAfter: ['m3', '3'] },
    ]);
  });

  it('asks for the next page while one is worked on, but for none that is not there', async () => {
    const { host, asked } = scripted(
      { iocs: [1, 2], total: 3, searchAfter: ['m2', '2'] },
      { iocs: [3], total: 3, searchAfter: ['m3', '3'] },
      END,
    );
    const askedMeanwhile: number[] = [];
    for await (const _page of searchPages(host, { query: 'q', fields: ['id'] })) {
      askedMeanwhile.push(asked.length);
    }
    expect(askedMeanwhile).toEqual([2, 2]);
    expect(asked).toHaveLength(3);
  });

  it('has no call under way when it is left early, and fails where the page ahead does', async () => {
    let answer: (page: unknown) => void = () => undefined;
    const ahead = new Promise((resolve) => {
      answer = resolve;
    });
    const first = { iocs: [1], total: 2, searchAfter: ['m', '1'] };
    const host = fakeHost({
      searchIndicators: async ({ searchAfter }) => (searchAfter ? await ahead : first),
    });
    const pages = searchPages(host, { query: 'q', fields: ['id'] });
    await pages.next();
    let left = false;
    const leaving = pages.return().then(() => {
      left = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(left).toBe(false);
    answer('no page');
    await leaving;
    await expect(pagesOf(scripted(first, 'no page').host)).rejects.toThrow(HostError);
  });

  it('begins where it is told to', async () => {
    const { host, asked } = scripted(END);
    await pagesOf(host, ['m', 'i']);
    expect(asked[0]?.searchAfter).toEqual(['m', 'i']);
  });

  it('asks again where a page is empty before the end', async () => {
    const { host } = scripted(
      { iocs: [1, 2], total: 3, searchAfter: ['m2', '2'] },
      END,
      { iocs: [3], total: 3, searchAfter: ['m3', '3'] },
      END,
    );
    expect((await pagesOf(host)).map(({ indicators }) => indicators)).toEqual([[1, 2], [3]]);
  });

  it('fails where XSOAR keeps back a part of what matches', async () => {
    const { host } = scripted({ iocs: [1, 2], total: 3, searchAfter: ['m2', '2'] }, END);
    await expect(pagesOf(host)).rejects.toThrow('XSOAR has 3 indicators that match, but gave only 2.');
  });

  it('does not count what lies before the cursor that it begins at', async () => {
    const { host, asked } = scripted({ iocs: [3], total: 3, searchAfter: ['m3', '3'] }, END);
    expect(await pagesOf(host, ['m2', '2'])).toHaveLength(1);
    expect(asked).toHaveLength(3);
  });

  it.each([undefined, null, 'x', {}, { iocs: [] }, { total: '3', iocs: [] }, { total: 3, iocs: 'x' }])(
    'takes the answer %p for a failure, not for the end',
    async (answer) => {
      const { host } = scripted(answer);
      await expect(pagesOf(host)).rejects.toBeInstanceOf(HostError);
    },
  );

  it('takes an answer without indicators for the end where it has a total', async () => {
    const { host } = scripted({ iocs: null, total: 0 });
    expect(await pagesOf(host)).toEqual([]);
  });

  it.each([
    ['has given all', [{ iocs: [1], total: 1 }], undefined],
    [
      'has given all that were left',
      [
        { iocs: [1, 2], total: 3, searchAfter: ['m2', '2'] },
        { iocs: [3], total: 3 },
      ],
      undefined,
    ],
    [
      'gives a short page behind where the search began',
      [{ iocs: [3], total: 3, searchAfter: [] }],
      ['m2', '2'],
    ],
  ])('ends where the server says no next place and %s', async (_title, answers, from) => {
    const { host, asked } = scripted(...answers);
    const pages = await pagesOf(host, from);
    expect(pages.at(-1)?.cursor).toBeUndefined();
    expect(asked).toHaveLength(answers.length);
  });

  it('fails where the server does not say how to go on, and has more', async () => {
    const { host } = scripted({ iocs: [1], total: 2 });
    await expect(pagesOf(host)).rejects.toThrow('without saying where the next page begins');
  });

  it('fails where the server gives the same page for ever', async () => {
    const { host } = scripted({ iocs: [1], total: 9, searchAfter: ['m', '1'] });
    await expect(pagesOf(host)).rejects.toThrow('the same page of indicators twice');
  });
});

describe('searchAll', () => {
  it('stops as soon as all that match were seen', async () => {
    const { host, asked } = scripted({ iocs: [1, 2], total: 2, searchAfter: ['m', '2'] });
    expect(await searchAll(host, { query: 'q', fields: ['id'] })).toEqual([1, 2]);
    expect(asked).toHaveLength(1);
  });
});
