import * as z from 'zod';
import type { Rule } from '../../indicators/rule.ts';
import type { OwnDoing } from '../two-sides.ts';
import { type Hashes, hashOf, newest, unpacked } from './hashed.ts';

/** What this integration did to IOCs by a call of its own: XDR tells of it like of a person's change. */
export interface OwnCall {
  status: 'ENABLED' | 'DISABLED' | 'DELETED';
  /** When it began and when it had taken effect, in ms, XDR's time; the latter is missing where the run was killed. */
  from: number;
  to?: number | undefined;
  /** The values. */
  values: Hashes;
}

/** All that is remembered of it. Values are hashes of 8 characters, one behind the other. */
export interface OwnStatus {
  /** Disabled because the indicator had left. */
  retired: Hashes;
  /** Disabled by command. */
  disabled: Hashes;
  /** Deleted. */
  deleted: Hashes;
  /** The calls that a pull may still be told of. */
  calls: readonly OwnCall[];
}

export const NO_OWN_STATUS: OwnStatus = { retired: '', disabled: '', deleted: '', calls: [] };

const call = z.object({
  status: z.enum(['ENABLED', 'DISABLED', 'DELETED']),
  from: z.number(),
  to: z.number().optional(),
  values: z.string(),
});
export const ownStatusShape = z.object({
  retired: z.string().default(''),
  disabled: z.string().default(''),
  deleted: z.string().default(''),
  calls: z.array(call).default([]),
});

/** How many values of a kind are remembered: the newest. */
const MOST = 20_000;
/** How long a call may take of which only the beginning is known, in ms. */
const LONGEST_CALL_MS = 150_000;

/** Reads what is remembered, quickly for many values. */
export class OwnDoings {
  readonly #calls: readonly { call: OwnCall; values: Set<string> }[];
  readonly #retired: Set<string>;
  readonly #disabled: Set<string>;
  readonly #deleted: Set<string>;

  constructor({ calls, retired, disabled, deleted }: OwnStatus) {
    this.#calls = calls.map((one) => ({ call: one, values: unpacked(one.values) }));
    this.#retired = unpacked(retired);
    this.#disabled = unpacked(disabled);
    this.#deleted = unpacked(deleted);
  }

  /** How much of a rule is our own doing. */
  of(rule: Rule, key: string): OwnDoing {
    const hash = hashOf(key);
    if (rule.deleted) {
      return this.#deleted.has(hash) ? 'all' : 'none';
    }
    for (const { call: one, values } of this.#calls) {
      const until = one.to ?? one.from + LONGEST_CALL_MS;
      const isInTime = rule.modified >= one.from && rule.modified <= until;
      if (!values.has(hash)) {
        continue;
      }
      if (one.status === rule.status && isInTime) {
        return 'time';
      }
      if (rule.modified < one.from) {
        return 'status'; // It says what was before our call.
      }
    }
    const isOurs = this.#retired.has(hash) || this.#disabled.has(hash);
    return rule.status === 'DISABLED' && isOurs ? 'status' : 'none';
  }

  /** Whether this integration disabled it when the indicator left. */
  isRetired(key: string): boolean {
    return this.#retired.size > 0 && this.#retired.has(hashOf(key));
  }

  /** Whether this integration disabled it, by command or because the indicator left. */
  isDisabled(key: string): boolean {
    const hash = hashOf(key);
    return this.#retired.has(hash) || this.#disabled.has(hash);
  }
}

/** Remembers a call that is about to be made. */
export function withCall(own: OwnStatus, one: OwnCall): OwnStatus {
  return { ...own, calls: [...own.calls, one] };
}

/**
 * Remembers that a call has taken effect, and when.
 * @param begun when it began, and its values: two calls may begin in one millisecond
 * @param kind what it makes of the values; undefined where they are enabled
 */
export function withEnd(
  own: OwnStatus,
  begun: Pick<OwnCall, 'from' | 'values'>,
  to: number,
  kind: 'retired' | 'disabled' | 'deleted' | undefined,
): OwnStatus {
  const { from, values } = begun;
  const hashes = [...unpacked(values)];
  const without = withoutHashes(own, hashes);
  const calls = own.calls.map((one) => (one.from === from && one.values === values ? { ...one, to } : one));
  return kind === undefined
    ? { ...without, calls }
    : { ...without, calls, [kind]: newest(without[kind] + hashes.join(''), MOST) };
}

/** Forgets the calls that no pull will be told of any more. */
export function withoutCallsBefore(own: OwnStatus, pullCursor: number): OwnStatus {
  const calls = own.calls.filter(({ from, to }) => (to ?? from + LONGEST_CALL_MS) >= pullCursor);
  return calls.length === own.calls.length ? own : { ...own, calls };
}

/** Forgets that values are disabled or deleted by us. */
export function withoutHashes(own: OwnStatus, hashes: readonly string[]): OwnStatus {
  if (hashes.length === 0) {
    return own;
  }
  const gone = new Set(hashes);
  const rest = (packed: string): string => [...unpacked(packed)].filter((hash) => !gone.has(hash)).join('');
  return { ...own, retired: rest(own.retired), disabled: rest(own.disabled), deleted: rest(own.deleted) };
}

/** Whether anything is remembered as disabled or deleted by us. */
export function remembersValues({ retired, disabled, deleted }: OwnStatus): boolean {
  return retired !== '' || disabled !== '' || deleted !== '';
}
