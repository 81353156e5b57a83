import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EntryType } from '../../src/xsoar/entries.ts';
import { createWorld, type World } from '../support/world.ts';
import { kindsIn } from './markdown-kinds.ts';
import { type Shown, showing } from './shown.ts';

const VALUE = '192.0.2.10';
const BUTTONS = ['Push', 'Disable', 'Enable', 'Explain'].map((name) => `XDRIOC${name}Indicator`);

let world: World;
let other: World;
let shown: Shown;
beforeEach(async () => {
  world = await createWorld();
  other = await createWorld({ xsoar: { instance: 'second' } });
  for (const one of [world, other]) {
    one.xsoar.indicators.add({ value: VALUE, indicator_type: 'IP', score: 3 });
    one.clock.advance(60_000);
  }
  shown = await showing(world);
});
afterEach(async () => {
  await world.close();
  await other.close();
});

const press = async (name: string, indicator: unknown = { value: VALUE, id: '7', score: 3 }, of = shown) =>
  await of.script(`XDRIOC${name}Indicator`, { indicator });

describe('a button', () => {
  it('pushes the indicator of the page', async () => {
    const { Type, HumanReadable } = await press('Push');
    expect([Type, world.tenant.get(VALUE)?.status]).toEqual([EntryType.note, 'ENABLED']);
    expect(HumanReadable).toContain('push success');
  });

  it('disables it, and enables it again', async () => {
    await press('Push');
    expect((await press('Disable')).HumanReadable).toContain('disabled');
    expect(world.tenant.get(VALUE)?.status).toBe('DISABLED');
    expect((await press('Enable')).HumanReadable).toContain('enabled');
    expect(world.tenant.get(VALUE)?.status).toBe('ENABLED');
  });

  it('explains it', async () => {
    const { Type, HumanReadable } = await press('Explain');
    expect(Type).toBe(EntryType.note);
    expect(HumanReadable).toContain('192.0.2.10');
  });

  it.each(BUTTONS)('%s takes a value that was typed, too', async (id) => {
    expect((await shown.script(id, { indicator: VALUE })).Type).toBe(EntryType.note);
  });

  it.each(BUTTONS)('%s says what is missing where there is no indicator', async (id) => {
    const { Type, Contents } = await shown.script(id);
    expect(Type).toBe(EntryType.error);
    expect(Contents).toContain('There is no indicator');
  });

  it('warns where the indicator cannot be sent', async () => {
    world.xsoar.indicators.add({ value: '127.0.0.1', indicator_type: 'IP', score: 3 });
    world.clock.advance(60_000);
    const { Type, HumanReadable } = await press('Push', { value: '127.0.0.1' });
    expect(Type).toBe(EntryType.warning);
    expect(HumanReadable).toContain('nearly everything');
  });

  it('works on every instance, and says what each did', async () => {
    const { HumanReadable } = await press('Push', VALUE, await showing(world, other));
    expect([world, other].map(({ tenant }) => tenant.get(VALUE)?.status)).toEqual(['ENABLED', 'ENABLED']);
    expect(HumanReadable).toContain('Instance: second');
  });

  it('warns where one instance failed and another did it', async () => {
    other.params.url = 'no address';
    const { Type, HumanReadable } = await press('Push', VALUE, await showing(world, other));
    expect([Type, world.tenant.get(VALUE)?.status]).toEqual([EntryType.warning, 'ENABLED']);
    expect(HumanReadable).toMatch(/push success.*\*\*Failed:\*\*/s);
  });

  it.each(BUTTONS)('%s fails where every instance fails', async (id) => {
    world.params.url = 'no address';
    expect((await shown.script(id, { indicator: VALUE })).Type).toBe(EntryType.error);
  });

  it.each(BUTTONS)('%s hands a hostile value on as one value, and shows it without effect', async (id) => {
    const value = 'a.example,b.example <img src=x> [x](http://evil.example)';
    const { HumanReadable = '' } = await shown.script(id, { indicator: { value } });
    expect(HumanReadable).toContain('a.example,b.example');
    for (const kind of ['html', 'link', 'image']) expect(kindsIn(HumanReadable)).not.toContain(kind);
  });
});
