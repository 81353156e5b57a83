import { beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf } from '../../src/sync/memory/hashed.ts';
import { WaitingRules } from '../../src/sync/waiting.ts';
import { createInstance, ruleOf, type TestInstance } from '../support/engine.ts';

const CURSOR = 1_000_000;
const VALUE = '192.0.2.1';
const CALL = {
  status: 'ENABLED' as const,
  from: CURSOR,
  to: CURSOR + 9,
  values: '',
};

let at: TestInstance;
beforeEach(() => {
  at = createInstance();
  at.setState({ pullCursor: CURSOR });
});

const ask = async (): Promise<WaitingRules> => await WaitingRules.ask(at.engine(), at.state());

describe('a rule that no pull has worked out', () => {
  it('waits for its value, and when a person changed it last', async () => {
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    const waiting = await ask();
    expect(waiting.of(VALUE)).toEqual({ changedAt: CURSOR + 5, deletedAt: undefined });
    expect(waiting.of('192.0.2.2')).toBeUndefined();
    expect(waiting.isEmpty).toBe(false);
  });

  it.each([
    ['D41D8CD98F00B204E9800998ECF8427E', 'HASH', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['A.Example', 'DOMAIN_NAME', 'a.example'],
    ['https://a.example/B', 'PATH', 'https://a.example/B'],
  ])('(%s, %s) waits for %s', async (value, type, key) => {
    at.xdr.rules = [ruleOf(value, CURSOR + 5, { IOC_TYPE: type })];
    expect((await ask()).of(key)).toBeDefined();
  });

  it('of a path waits for no other path', async () => {
    at.xdr.rules = [ruleOf('http://evil.example/A', CURSOR + 5, { IOC_TYPE: 'PATH' })];
    expect((await ask()).of('http://evil.example/a')).toBeUndefined();
  });

  it('may be a deletion', async () => {
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5, { MARKED_DELETED: 1 })];
    expect((await ask()).of(VALUE)).toEqual({ changedAt: undefined, deletedAt: CURSOR + 5 });
  });

  it('is not one that a pull has worked out although it is younger than its cursor', async () => {
    at.setState({ workedOut: [[CURSOR + 5, hashOf(VALUE)]] });
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    expect((await ask()).isEmpty).toBe(true);
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 6)];
    expect((await ask()).isEmpty).toBe(false);
  });

  it('is one of which only the status is our own doing', async () => {
    const call = { ...CALL, values: hashOf(VALUE) };
    at.setState({ ownStatus: { retired: '', disabled: '', deleted: '', calls: [call] } });
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    expect((await ask()).of(VALUE)).toBeDefined();
  });

  it('is no rule at all where XDR tells something else', async () => {
    at.xdr.rules = [{ RULE_MODIFY_TIME: CURSOR + 5 }];
    expect((await ask()).isEmpty).toBe(true);
  });
});

describe('asking again', () => {
  it('tells what is new, and nothing twice', async () => {
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    const waiting = await ask();
    at.xdr.rules.push(ruleOf('192.0.2.2', CURSOR + 6));
    expect([...(await waiting.askAgain())]).toEqual(['192.0.2.2']);
    expect([...(await waiting.askAgain())]).toEqual([]);
  });

  it('tells a value again that was changed again', async () => {
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    const waiting = await ask();
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 6)];
    expect([...(await waiting.askAgain())]).toEqual([VALUE]);
  });

  it('misses no rule that shares its time with one that was told before', async () => {
    at.xdr.rules = [ruleOf(VALUE, CURSOR + 5)];
    const waiting = await ask();
    at.xdr.rules.push(ruleOf('192.0.2.2', CURSOR + 5));
    expect([...(await waiting.askAgain())]).toEqual(['192.0.2.2']);
  });
});

describe('what was deleted in XDR before', () => {
  it('is known from the state, though XDR does not tell it any more', async () => {
    at.setState({ deleted: [[CURSOR - 5, hashOf(VALUE)]] });
    const waiting = await ask();
    expect(waiting.of(VALUE)).toEqual({ changedAt: undefined, deletedAt: CURSOR - 5 });
    expect(waiting.isEmpty).toBe(false);
  });
});

describe('the memory of what waits', () => {
  it('keeps the first 2,000 rules whole, and of all the others the time', async () => {
    at.xdr.rules = Array.from({ length: 2_500 }, (_, index) => ruleOf(`n${index}`, CURSOR + index));
    const waiting = await ask();
    expect(waiting.ruleOf('n1999')?.modified).toBe(CURSOR + 1999);
    expect(waiting.ruleOf('n2000')).toBeUndefined();
    expect(waiting.of('n2499')?.changedAt).toBe(CURSOR + 2499);
  });
});

it('an answer of XDR is let go of, also where reading it fails', async () => {
  let closed = 0;
  at.xdr.getChanges = async () => ({
    rules: async function* () {
      yield ruleOf(VALUE, CURSOR + 5);
      throw new Error('the line broke');
    },
    close: async () => {
      closed += 1;
    },
  });
  await expect(ask()).rejects.toThrow('the line broke');
  expect(closed).toBe(1);
});
