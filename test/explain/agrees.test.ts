import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { Subject } from '../two-sides/pool.ts';
import { keyOf } from '../two-sides/same-value.ts';
import type { Sides } from '../two-sides/sides.ts';
import { explained, type Told } from './explained.ts';
import { runSeen, type Seen } from './observe.ts';
import { live, stories } from './worlds.ts';

const CLOCKS_MS = 5_000;
const STORIES = Number(process.env.EXPLAIN_STORIES ?? 60);

describe('what is explained', () => {
  it(
    'is what the next run does',
    async () => {
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          const { sides, pool } = await live(story);
          try {
            await expectAgreement(sides, pool);
          } finally {
            await sides.close();
          }
        }),
        { numRuns: STORIES, ...(process.env.EXPLAIN_SEED ? { seed: Number(process.env.EXPLAIN_SEED) } : {}) },
      );
    },
    Math.max(600_000, 5_000 * STORIES),
  );
});

async function expectAgreement(sides: Sides, pool: readonly Subject[]): Promise<void> {
  // An answer of XDR shows its clock in whole seconds: what is younger may be of before or after.
  sides.clock.advance(CLOCKS_MS);
  const before = allOf(sides);
  const told = await explained(
    sides,
    pool.map(({ value }) => value),
  );
  if (allOf(sides) !== before) {
    throw new Error('To explain has changed a side, or the state.');
  }
  const seen = await runSeen(sides, sides.settings.fetches ? 'fetch-indicators' : 'xdr-iocs-push');
  for (const subject of pool) {
    const one = told.get(subject.value);
    if (one === undefined) {
      throw new Error(`${subject.value} was not explained.`);
    }
    const wrong = disagreement(one, whatHappened(subject, seen, sides.platform.publicApi));
    if (wrong !== undefined) {
      throw new Error(`${subject.value}: ${wrong}\n${JSON.stringify(one, null, 1)}\n${seen.log}`);
    }
  }
}

/** Both sides, and what the integration remembers; not which kind of key works: any command may learn that. */
function allOf({ tenant, xsoar }: Sides): string {
  const { xdr_iocs_state: own, ...context } = xsoar.context;
  const { keyLevel: _level, ...state } = JSON.parse(typeof own === 'string' ? own : '{}');
  return JSON.stringify([tenant.snapshot(), [...xsoar.indicators.all()], context, state]);
}

/** What a run was seen to do with one value. */
interface Happened {
  did: string;
  sent: Record<string, unknown> | undefined;
  fields: unknown;
}

function whatHappened(subject: Subject, seen: Seen, canSee: boolean): Happened {
  const key = keyOf(subject.value, subject.type === 'none' ? subject.iocType : subject.type);
  const isIt = (value: unknown, type: unknown): boolean => keyOf(String(value), String(type)) === key;
  const isNamed = (values: readonly string[]): boolean =>
    values.some((value) => isIt(value, subject.type === 'none' ? subject.iocType : subject.type));
  const sent = seen.pushed.findLast(({ indicator, type }) => isIt(indicator, type));
  const written = seen.written.findLast(({ value, type }) => isIt(value, type));
  const did = [
    ...(sent === undefined ? [] : [canSee && isNamed(seen.enabled) ? 'push and enable' : 'push']),
    ...(isNamed(seen.deleted) ? ['delete'] : []),
    ...(isNamed(seen.disabled) ? ['disable'] : []),
    ...(written === undefined ? [] : ['write']),
  ].join(', ');
  return { did, sent, fields: written && { score: written.score, ...written.fields } };
}

/** Which deeds a word stands for. Of what only changes within the integration, nothing is to be seen. */
const DEEDS: Readonly<Record<string, string>> = {
  push: 'push',
  'push and enable': 'push and enable',
  pull: 'write',
  create: 'write',
  disable: 'disable',
  delete: 'delete',
};

function disagreement(told: Told, happened: Happened): string | undefined {
  const isGuess =
    told.xdrIsUnknown && happened.did.startsWith('push') && !happened.did.startsWith('push and enable');
  const deeds = told.deeds.map((deed) => (isGuess && deed === 'push and enable' ? 'push' : DEEDS[deed]));
  if (deeds.join(', ') !== happened.did) {
    return `'${told.deeds}' was said, and '${happened.did}' was done.`;
  }
  if (
    told.nextRun !== (told.deeds.at(-1) ?? told.nextRun) ||
    (happened.did === '' && told.nextRun in DEEDS)
  ) {
    return `the word is '${told.nextRun}', and '${happened.did}' was done.`;
  }
  if (happened.sent !== undefined && !isSame(told.sends, happened.sent)) {
    return `sent was ${JSON.stringify(happened.sent)}`;
  }
  if (happened.fields !== undefined && !isSame(told.writes, happened.fields)) {
    return `written was ${JSON.stringify(happened.fields)}`;
  }
  return undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return stable(one) === stable(other);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [two]) => (one < two ? -1 : 1)))
      : inner,
  );
}
