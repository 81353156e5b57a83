import { describe, expect, it } from '@jest/globals';
import { Rejection } from '../../src/indicators/rejection.ts';
import { type Rule, readRule } from '../../src/indicators/rule.ts';
import {
  hashOf,
  NO_OWN_STATUS,
  OwnDoings,
  type OwnStatus,
  withCall,
  withEnd,
  withoutCallsBefore,
  withoutHashes,
} from '../../src/sync/memory/own-status.ts';
import { type RawRule, ruleOf } from '../support/engine.ts';

const FROM = 1_000_000;
const TO = 1_010_000;
const NOBODY_ELSE = '192.0.2.1';
const A_PERSON_TOO = '192.0.2.2';
const OTHER = '192.0.2.3';

function rule(value: string, modified: number, changes: RawRule = {}): Rule {
  const read = readRule(ruleOf(value, modified, changes));
  if (read instanceof Rejection) {
    throw new Error(read.reason);
  }
  return read;
}

/** What is remembered of a call for two values: of one of them nobody had changed anything, for the other a rule waited. */
function remembered(
  status: 'ENABLED' | 'DISABLED' | 'DELETED',
  before: OwnStatus = NO_OWN_STATUS,
): OwnStatus {
  const call = { status, from: FROM, clean: hashOf(NOBODY_ELSE), mixed: hashOf(A_PERSON_TOO) };
  return withEnd(withCall(before, call, false), FROM, TO);
}

describe('a hash of a value', () => {
  it('is 8 characters that say nothing of the value', () => {
    const hashes = Array.from({ length: 1000 }, (_, index) => hashOf(`192.0.2.${index}`));
    expect(new Set(hashes).size).toBe(1000);
    expect(hashes.every((hash) => /^[\w-]{8}$/.test(hash))).toBe(true);
  });
});

describe('a rule in the span of a call of ours, with its status', () => {
  const own = new OwnDoings(remembered('ENABLED'));

  it.each([FROM, FROM + 1, TO])('is all ours at %d where nobody else had changed the value', (time) => {
    expect(own.of(rule(NOBODY_ELSE, time), NOBODY_ELSE)).toBe('all');
  });

  it('is ours by its status alone where a person had changed the value, too', () => {
    expect(own.of(rule(A_PERSON_TOO, FROM + 1), A_PERSON_TOO)).toBe('status');
  });

  it.each([
    ['of another value', rule(OTHER, FROM + 1), OTHER],
    ['of another status', rule(NOBODY_ELSE, FROM + 1, { RULE_STATUS: 'DISABLED' }), NOBODY_ELSE],
    ['before it', rule(NOBODY_ELSE, FROM - 1), NOBODY_ELSE],
    ['after it', rule(NOBODY_ELSE, TO + 1), NOBODY_ELSE],
  ])('%s is none of ours', (_, told, key) => {
    expect(own.of(told, key)).toBe('none');
  });

  it('of which only the beginning is known, because the run was killed, ends after 150 seconds', () => {
    const call = { status: 'ENABLED' as const, from: FROM, clean: hashOf(NOBODY_ELSE), mixed: '' };
    const killed = new OwnDoings(withCall(NO_OWN_STATUS, call, false));
    expect(killed.of(rule(NOBODY_ELSE, FROM + 150_000), NOBODY_ELSE)).toBe('all');
    expect(killed.of(rule(NOBODY_ELSE, FROM + 150_001), NOBODY_ELSE)).toBe('none');
  });
});

describe('a value that we have disabled', () => {
  const disabled = remembered('DISABLED');

  it('is ours as long as it is disabled: a later change of a person is that of the other fields', () => {
    const told = rule(NOBODY_ELSE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(new OwnDoings(disabled).of(told, NOBODY_ELSE)).toBe('status');
  });

  it('is ours no more once we enable it', () => {
    const call = { status: 'ENABLED' as const, from: TO + 1, clean: hashOf(NOBODY_ELSE), mixed: '' };
    const own = new OwnDoings(withCall(disabled, call, false));
    const told = rule(NOBODY_ELSE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(told, NOBODY_ELSE)).toBe('none');
  });

  it('is ours no more once a rule says that it is enabled', () => {
    const own = new OwnDoings(withoutHashes(disabled, [hashOf(NOBODY_ELSE)]));
    const told = rule(NOBODY_ELSE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(told, NOBODY_ELSE)).toBe('none');
    const still = rule(A_PERSON_TOO, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(still, A_PERSON_TOO)).toBe('status');
  });

  it('is retired only where the indicator had left', () => {
    const call = { status: 'DISABLED' as const, from: FROM, clean: hashOf(OTHER), mixed: '' };
    const own = new OwnDoings(withCall(disabled, call, true));
    expect([own.isRetired(OTHER), own.isRetired(NOBODY_ELSE)]).toEqual([true, false]);
  });

  it('is of one kind only: what is disabled by command after it was retired is retired no more', () => {
    const call = { status: 'DISABLED' as const, from: FROM, clean: hashOf(OTHER), mixed: '' };
    const own = withCall(withCall(NO_OWN_STATUS, call, true), call, false);
    expect([own.retired, own.disabled]).toEqual(['', hashOf(OTHER)]);
  });
});

describe('a deletion', () => {
  it.each([
    [NOBODY_ELSE, 'all'],
    [OTHER, 'none'],
  ])('of %s is: %s', (value, doing) => {
    const own = new OwnDoings(remembered('DELETED'));
    expect(own.of(rule(value, TO + 1_000_000, { MARKED_DELETED: 1 }), value)).toBe(doing);
  });
});

describe('what is remembered', () => {
  it('is bounded: the newest 20,000 of a kind', () => {
    let own = NO_OWN_STATUS;
    for (let start = 0; start < 25_000; start += 5_000) {
      const clean = Array.from({ length: 5_000 }, (_, index) => hashOf(String(start + index))).join('');
      own = withCall(own, { status: 'DISABLED', from: start, clean, mixed: '' }, true);
    }
    expect(own.retired).toHaveLength(20_000 * 8);
    const doings = new OwnDoings(own);
    expect([doings.isRetired('0'), doings.isRetired('24999')]).toEqual([false, true]);
  });

  it('is of a call only until the pull cursor has passed it', () => {
    const own = remembered('DISABLED');
    expect(withoutCallsBefore(own, TO)).toBe(own);
    expect(withoutCallsBefore(own, TO + 1)).toEqual({ ...own, calls: [] });
  });
});
