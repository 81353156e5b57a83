import { describe, expect, it } from '@jest/globals';
import { Rejection } from '../../src/indicators/rejection.ts';
import { type Rule, readRule } from '../../src/indicators/rule.ts';
import { hashOf } from '../../src/sync/memory/hashed.ts';
import {
  NO_OWN_STATUS,
  type OwnCall,
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
const VALUE = '192.0.2.1';
const SECOND = '192.0.2.2';
const OTHER = '192.0.2.3';

function rule(value: string, modified: number, changes: RawRule = {}): Rule {
  const read = readRule(ruleOf(value, modified, changes));
  if (read instanceof Rejection) {
    throw new Error(read.reason);
  }
  return read;
}

type Kind = Parameters<typeof withEnd>[3];
const STATUS = { retired: 'DISABLED', disabled: 'DISABLED', deleted: 'DELETED' } as const;

/** Remembers a call from its beginning to its end. */
function called(own: OwnStatus, kind: Kind, from: number, ...values: string[]): OwnStatus {
  const hashes = values.map(hashOf).join('');
  const status: OwnCall['status'] = kind === undefined ? 'ENABLED' : STATUS[kind];
  const begun = withCall(own, { status, from, values: hashes });
  return withEnd(begun, { from, values: hashes }, from + TO - FROM, kind);
}

/** What is remembered of a call for two values. */
function remembered(kind: Kind): OwnStatus {
  return called(NO_OWN_STATUS, kind, FROM, VALUE, SECOND);
}

describe('two calls that begin in one millisecond', () => {
  it('are told apart by their values', () => {
    const first = { status: 'ENABLED', from: FROM, values: hashOf(VALUE) } as const;
    const second = { status: 'DISABLED', from: FROM, values: hashOf(OTHER) } as const;
    const begun = withCall(withCall(NO_OWN_STATUS, first), second);
    const ended = withEnd(begun, second, TO, 'retired');
    expect(new OwnDoings(ended).isRetired(VALUE)).toBe(false);
    expect(new OwnDoings(ended).isRetired(OTHER)).toBe(true);
    expect(ended.calls).toEqual([first, { ...second, to: TO }]);
  });
});

describe('a hash of a value', () => {
  it('is 8 characters that say nothing of the value', () => {
    const hashes = Array.from({ length: 1000 }, (_, index) => hashOf(`192.0.2.${index}`));
    expect(new Set(hashes).size).toBe(1000);
    expect(hashes.every((hash) => /^[\w-]{8}$/.test(hash))).toBe(true);
  });
});

describe('a rule in the span of a call of ours, with its status', () => {
  const own = new OwnDoings(remembered(undefined));

  it.each([FROM, TO])(
    'is ours by its status alone at %d: what else differs is a change of a person',
    (time) => {
      expect(own.of(rule(VALUE, time), VALUE)).toBe('time');
    },
  );

  it.each([
    ['of another value', rule(OTHER, FROM + 1), OTHER],
    ['of another status', rule(SECOND, FROM + 1, { RULE_STATUS: 'DISABLED' }), SECOND],
    ['after it', rule(SECOND, TO + 1), SECOND],
  ])('%s is none of ours', (_, told, key) => {
    expect(own.of(told, key)).toBe('none');
  });

  it('that is older says nothing of the status: it was another one before our call', () => {
    expect(own.of(rule(SECOND, FROM - 1), SECOND)).toBe('status');
  });

  it('of which only the beginning is known, because the run was killed, ends after 150 seconds', () => {
    const call = { status: 'ENABLED' as const, from: FROM, values: hashOf(SECOND) };
    const killed = new OwnDoings(withCall(NO_OWN_STATUS, call));
    expect(killed.of(rule(SECOND, FROM + 150_000), SECOND)).toBe('time');
    expect(killed.of(rule(SECOND, FROM + 150_001), SECOND)).toBe('none');
  });
});

describe('a value that we have disabled', () => {
  const disabled = remembered('disabled');

  it('is ours as long as it is disabled: a later change of a person is that of the other fields', () => {
    const told = rule(VALUE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(new OwnDoings(disabled).of(told, VALUE)).toBe('status');
  });

  it('is ours no more once we enable it', () => {
    const own = new OwnDoings(called(disabled, undefined, TO + 1, VALUE));
    const told = rule(VALUE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(told, VALUE)).toBe('none');
  });

  it('is not ours where the call never came to its end', () => {
    const call = { status: 'DISABLED' as const, from: FROM, values: hashOf(OTHER) };
    const own = withCall(NO_OWN_STATUS, call);
    const told = rule(OTHER, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(new OwnDoings(own).of(told, OTHER)).toBe('none');
  });

  it('is ours no more once a rule says that it is enabled', () => {
    const own = new OwnDoings(withoutHashes(disabled, [hashOf(VALUE)]));
    const told = rule(VALUE, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(told, VALUE)).toBe('none');
    const still = rule(SECOND, TO + 1_000_000, { RULE_STATUS: 'DISABLED' });
    expect(own.of(still, SECOND)).toBe('status');
  });

  it('is retired only where the indicator had left', () => {
    const own = new OwnDoings(called(disabled, 'retired', TO + 1, OTHER));
    expect([own.isRetired(OTHER), own.isRetired(VALUE)]).toEqual([true, false]);
  });

  it('is of one kind only: what is disabled by command after it was retired is retired no more', () => {
    const own = called(called(NO_OWN_STATUS, 'retired', FROM, OTHER), 'disabled', TO + 1, OTHER);
    expect([own.retired, own.disabled]).toEqual(['', hashOf(OTHER)]);
  });
});

describe('a deletion', () => {
  it.each([
    [VALUE, 'all'],
    [OTHER, 'none'],
  ])('of %s is: %s', (value, doing) => {
    const own = new OwnDoings(remembered('deleted'));
    expect(own.of(rule(value, TO + 1_000_000, { MARKED_DELETED: 1 }), value)).toBe(doing);
  });
});

describe('what is remembered', () => {
  it('is bounded: the newest 20,000 of a kind', () => {
    let own = NO_OWN_STATUS;
    for (let start = 0; start < 25_000; start += 5_000) {
      const values = Array.from({ length: 5_000 }, (_, index) => String(start + index));
      own = called(own, 'retired', start, ...values);
    }
    expect(own.retired).toHaveLength(20_000 * 8);
    const doings = new OwnDoings(own);
    expect([doings.isRetired('0'), doings.isRetired('24999')]).toEqual([false, true]);
  });

  it('is of a call only until the pull cursor has passed it', () => {
    const own = remembered('disabled');
    expect(withoutCallsBefore(own, TO)).toBe(own);
    expect(withoutCallsBefore(own, TO + 1)).toEqual({ ...own, calls: [] });
  });
});
