import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../support/world.ts';
import { ipOf } from '../../support/world.ts';
import { type Played, play } from './played.ts';

let world: Played;
afterEach(async () => {
  await world.close();
});

const answer = (response: ServerResponse, status: number, reply: unknown): 'handled' => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ reply }));
  return 'handled';
};

const toldIn = ({ entries, log }: Outcome): string => JSON.stringify(entries) + log;

describe('case 16: createIndicators fails whenever one certain indicator is among those given', () => {
  const BAD = '192.0.2.10';
  const start = async (): Promise<string> => {
    world = await play();
    await world.fetch();
    const { indicators } = world.xsoar;
    const create = indicators.createIndicators.bind(indicators);
    indicators.createIndicators = (given, source) => {
      if (given.some(({ value }) => value === BAD)) {
        throw new Error('an indicator could not be stored');
      }
      create(given, source);
    };
    for (const value of [BAD, '192.0.2.77', 'login.example.com']) {
      world.tenant.edit(value, { comment: 'seen' });
    }
    return toldIn(await world.fetch());
  };

  it.each(['192.0.2.77', 'login.example.com'])('the other, %s, arrives', async (value) => {
    await start();
    expect(world.comments(value).at(-1)).toBe('seen');
  });

  it('the one is reported', async () => {
    expect(await start()).toContain(BAD);
  });

  it('the next change in XDR arrives', async () => {
    await start();
    world.tenant.edit('192.0.2.77', { comment: 'seen again' });
    await world.fetch();
    expect(world.comments('192.0.2.77').at(-1)).toBe('seen again');
  });
});

describe('case 17: enable_iocs answers 500, and one of 2,001 needs enabling', () => {
  const one = ipOf(3).value;
  const start = async (): Promise<string> => {
    world = await play();
    world.xsoar.indicators.add({ ...ipOf(3), CustomFields: { xdrstatus: 'disabled' } });
    await world.fetch(2);
    for (let number = 0; number < 2_001; number += 1) {
      world.xsoar.indicators.add({ ...ipOf(number), CustomFields: { xdrstatus: 'enabled' } });
    }
    world.tenant.onRequest(({ endpoint }, response) =>
      endpoint === 'enable_iocs' ? answer(response, 500, 'down') : 'continue',
    );
    return toldIn(await world.fetch()) + toldIn(await world.fetch());
  };

  it('all arrive, and the one is reported as not enabled', async () => {
    const told = await start();
    expect(world.tenant.size).toBe(2_001 + 9);
    expect(told).toContain(one);
  });
});

/** XSOAR takes so long to answer each page of a search. */
function slowSearches(milliseconds: number): void {
  const { indicators } = world.xsoar;
  const search = indicators.search.bind(indicators);
  indicators.search = (request) => {
    world.clock.advance(milliseconds);
    return search(request);
  };
}

it('case 18: 20,000 indicators of one moment all arrive, though the runs end among them', async () => {
  world = await play({}, { xsoar: { idOrder: 'text' } });
  const modified = '2026-01-15T11:00:00Z';
  for (let number = 0; number < 20_000; number += 1) {
    // As texts, 10000 to 19999 come before 2000 to 11999.
    const id = String(number < 10_000 ? 100_000 + number : number - 8_000);
    world.xsoar.indicators.add({ ...ipOf(number), id, modified });
  }
  slowSearches(50_000);
  await world.fetch();
  const afterOne = world.tenant.size;
  await world.fetch(8);
  expect([afterOne < 20_000, world.tenant.size]).toEqual([true, 20_000 + 9]);
});

it("case 19: XDR's changes come in a run that has no time for all that it should push", async () => {
  world = await play();
  await world.fetch(2);
  world.tenant.edit('192.0.2.77', { comment: 'seen' });
  for (let number = 0; number < 20_000; number += 1) {
    world.xsoar.indicators.add(ipOf(number));
  }
  slowSearches(40_000);
  await world.fetch();
  expect([world.tenant.size < 20_000, world.comments('192.0.2.77').at(-1)]).toEqual([true, 'seen']);
});

it('case 20: a refusal in the first batch is told in the run whose second batch fails', async () => {
  world = await play();
  await world.fetch(2);
  const refused = ipOf(0).value;
  for (let number = 0; number < 40_001; number += 1) {
    world.xsoar.indicators.add(ipOf(number));
  }
  const errors = [{ indicator: refused, error: 'not today' }];
  world.tenant.onRequest(({ endpoint, body }, response) => {
    if (endpoint !== 'tim_insert_jsons') {
      return 'continue';
    }
    return body.includes(`"${refused}"`)
      ? answer(response, 200, { success: true, validation_errors: errors })
      : answer(response, 500, 'down');
  });
  expect(toldIn(await world.fetch())).toContain('not today');
});

it('case 21: a push that names 50 bad ones of 1,000 is sent again once, without them', async () => {
  world = await play();
  await world.fetch(2);
  for (let number = 0; number < 1_000; number += 1) {
    world.xsoar.indicators.add(ipOf(number));
  }
  const isBad = (value: string): boolean => Number(value.split('.')[3]) < 13 && value.startsWith('10.');
  world.tenant.onRequest(({ endpoint, body }, response) => {
    const sent = endpoint === 'tim_insert_jsons' ? JSON.parse(body.toString()).request_data : [];
    const bad = sent.filter((ioc: { indicator: string }) => isBad(ioc.indicator));
    const errors = bad.map((ioc: { indicator: string }) => ({ indicator: ioc.indicator, error: 'bad' }));
    return bad.length === 0
      ? 'continue'
      : answer(response, 200, { success: false, validation_errors: errors });
  });
  const before = world.tenant.requests('tim_insert_jsons');
  await world.fetch();
  expect(world.tenant.requests('tim_insert_jsons') - before).toBe(2);
});

it('case 22: a page with all of its indicators and no searchAfter is a last page', async () => {
  world = await play();
  const { indicators } = world.xsoar;
  const search = indicators.search.bind(indicators);
  indicators.search = (request) => {
    const { searchAfter: _none, ...page } = search(request);
    return page as ReturnType<typeof search>;
  };
  const { ok } = await world.fetch();
  expect([ok, world.tenant.size]).toEqual([true, 9]);
});
