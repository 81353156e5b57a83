import { afterEach, describe, expect, it } from '@jest/globals';
import { ipOf } from '../../support/world.ts';
import { type Played, play } from './played.ts';

let world: Played;
afterEach(async () => {
  await world.close();
});

const VALUE = '192.0.2.10';
const URL = 'https://login.example.com/session?id=1';

describe('case 5: an URL, edited in XSOAR and then in XDR', () => {
  const start = async (): Promise<void> => {
    world = await play({ query: 'reputation:Bad and type:URL' });
    await world.fetch();
    world.xsoar.indicators.edit(URL, { comment: 'older' });
    world.clock.advance(60_000);
    world.tenant.edit(URL, { comment: 'later' });
    await world.fetch(4);
  };

  it("has the later change, XDR's, in XSOAR", async () => {
    await start();
    expect(world.comments(URL).at(-1)).toBe('later');
  });

  it('stays one indicator, an URL', async () => {
    await start();
    const found = [...world.xsoar.indicators.all()].filter(({ value }) => value === URL);
    expect(found.map(({ indicator_type }) => indicator_type)).toEqual(['URL']);
  });
});

describe('case 6: an instance that does not fetch', () => {
  const start = async (): Promise<string> => {
    world = await play({ feed: false });
    await world.run('xdr-iocs-sync');
    world.clock.advance(60_000);
    world.xsoar.indicators.edit(VALUE, { comment: 'edited in XSOAR' });
    world.clock.advance(60_000);
    world.tenant.edit(VALUE, { comment: 'edited in XDR' });
    let text = '';
    for (let time = 0; time < 3; time += 1) {
      world.clock.advance(60_000);
      const { entries, log } = await world.run('xdr-iocs-push');
      text += JSON.stringify(entries) + log;
    }
    return text;
  };

  it('sends what was edited in XSOAR, whatever people do in XDR', async () => {
    await start();
    expect(world.tenant.get(VALUE)?.comment).toBe('edited in XSOAR');
  });

  it('tells what its push overwrites', async () => {
    expect(await start()).toContain('edited in XDR');
  });
});

it('case 7: an URL that differs from an edited IOC in case only is sent', async () => {
  world = await play({ query: 'reputation:Bad and type:URL' });
  world.xsoar.indicators.add({ value: 'http://evil.example/A', indicator_type: 'URL', score: 3 });
  await world.fetch(2);
  world.xsoar.indicators.add({ value: 'http://evil.example/a', indicator_type: 'URL', score: 3 });
  world.clock.advance(60_000);
  world.tenant.edit('http://evil.example/A', { comment: 'seen' });
  await world.fetch(2);
  expect(world.tenant.get('http://evil.example/a')).toBeDefined();
});

it("case 8: a person's edit of an IOC of the second batch, while the first is pushed, stays and comes to XSOAR", async () => {
  world = await play();
  await world.fetch(2);
  const modified = new Date(world.clock.now()).toISOString();
  for (let number = 0; number < 40_000; number += 1) {
    world.xsoar.indicators.add({ ...ipOf(number), modified });
  }
  world.clock.advance(60_000);
  world.xsoar.indicators.refresh(VALUE);
  let isEdited = false;
  world.tenant.onRequest(({ endpoint }) => {
    if (endpoint === 'tim_insert_jsons' && !isEdited) {
      isEdited = true;
      world.tenant.edit(VALUE, { comment: 'a person was here' });
    }
    return 'continue';
  });
  await world.fetch(2);
  expect([world.tenant.get(VALUE)?.comment, world.comments(VALUE).at(-1)]).toEqual([
    'a person was here',
    'a person was here',
  ]);
});

it('case 8a: what a person disabled in XDR stays disabled when a feed refreshes the indicator', async () => {
  world = await play();
  await world.fetch(2);
  world.tenant.edit(VALUE, { status: 'disabled' });
  world.clock.advance(60_000);
  world.xsoar.indicators.refresh(VALUE);
  await world.fetch(3);
  expect([world.tenant.get(VALUE)?.status, world.custom(VALUE, 'xdrstatus')]).toEqual([
    'DISABLED',
    'disabled',
  ]);
});

it('case 8a: what a person wrote in XDR stays when a feed refreshes the indicator', async () => {
  world = await play();
  await world.fetch(2);
  world.tenant.edit(VALUE, { comment: 'a person was here' });
  world.clock.advance(60_000);
  world.xsoar.indicators.refresh(VALUE);
  await world.fetch(3);
  expect([world.tenant.get(VALUE)?.comment, world.comments(VALUE).at(-1)]).toEqual([
    'a person was here',
    'a person was here',
  ]);
});
