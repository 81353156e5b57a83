import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { valueKey } from '../../src/indicators/values.ts';
import { readChanges } from '../../src/sync/explain/changes.ts';
import { paperXdr } from '../../src/sync/rehearsal/paper-xdr.ts';
import type { XdrClient } from '../../src/xdr/client.ts';
import { createInstance, ruleOf } from '../support/engine.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createTestClient, KEY, KEY_ID, rulesOf, type TestClient } from '../support/xdr.ts';

/** The first two come from XSOAR, a person made the third. */
const VALUES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;
const FIELDS = [
  'RULE_INDICATOR',
  'RULE_SEVERITY',
  'REPUTATION',
  'RULE_STATUS',
  'RULE_COMMENT',
  'RULE_EXPIRATION_TIME',
  'RULE_SOURCE',
] as const;

const ioc = (indicator: string, changes: Partial<Ioc> = {}): Ioc => ({
  indicator,
  type: 'IP',
  severity: 'HIGH',
  reputation: 'BAD',
  expiration_date: -1,
  comment: [''],
  ...changes,
});

type Call =
  | { do: 'push'; values: readonly string[]; changes: Partial<Ioc> }
  | { do: 'enable' | 'disable'; values: readonly string[] };

const values = fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 });
const pushed = fc.record<Partial<Ioc>>(
  {
    severity: fc.constantFrom('LOW', 'CRITICAL'),
    reputation: fc.constantFrom('SUSPICIOUS', 'GOOD'),
    comment: fc.constantFrom(['a'], ['a', 'b']),
    expiration_date: fc.constantFrom(1_800_000_000_000, -1),
    status: fc.constant('DISABLED'),
  },
  { requiredKeys: [] },
);
const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('push' as const), values, changes: pushed }),
    fc.record({ do: fc.constantFrom('enable' as const, 'disable' as const), values }),
  ),
  { minLength: 1, maxLength: 6 },
);

let client: TestClient;
let tenant: Tenant;
/** Each IOC was changed by a person, so that its rule is told. */
let changed: unknown;

beforeEach(async () => {
  const clock = new FakeClock();
  tenant = await startTenant({ keyId: KEY_ID, key: KEY, keyLevel: 'Advanced', clock });
  client = createTestClient({ url: tenant.url, clock });
  const [first, second, third] = VALUES;
  await client.xdr.insertIocs([ioc(first), ioc(second)]);
  tenant.create({ value: third, type: 'IP', reputation: 'BAD' });
  clock.advance(1_000);
  for (const value of VALUES) {
    tenant.edit(value, { comment: 'seen' });
  }
  changed = tenant.snapshot();
});
afterEach(async () => {
  await tenant.close();
});

/** XDR writes a severity with its rank, such as `SEV_040_HIGH`. The word counts. */
const withoutRank = (text: unknown): unknown =>
  typeof text === 'string' ? text.replace(/^SEV_\d+_/, '') : text;

/** What the calls answer, and what is told after them. */
async function playedOn(xdr: XdrClient, all: readonly Call[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const call of all) {
    if (call.do === 'push') {
      const refused = await xdr.insertIocs(call.values.map((value) => ioc(value, call.changes)));
      answers.push(refused.map(({ value, reason }) => [value, /already exists/.test(reason)]));
    } else {
      await xdr[call.do](call.values);
    }
  }
  const told = (await rulesOf(await xdr.getChanges(0))).filter(isRecord);
  const shown = told.map((rule) => FIELDS.map((field) => withoutRank(rule[field])));
  return [answers, shown.sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1))];
}

describe('XDR on paper', () => {
  it('answers as XDR does', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (all) => {
        tenant.restore(changed);
        const rules = (await rulesOf(await client.xdr.getChanges(0))).filter(isRecord);
        const known = rules.map(
          (raw) => [valueKey(String(raw.RULE_INDICATOR), 'IP'), { raw, isTold: true }] as const,
        );
        const paper = paperXdr(
          client.xdr,
          new Map(known),
          [],
          () => false,
          () => client.clock.now(),
        );
        expect(await playedOn(paper.client, all)).toEqual(await playedOn(client.xdr, all));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the changes that wait', () => {
  it('begin with the very moment at which the cursor stands', async () => {
    const at = createInstance({});
    at.xdr.rules = [ruleOf(VALUES[0], 1_000), ruleOf(VALUES[1], 999)];
    const found = await readChanges(at.engine(), { ...at.state(), pullCursor: 1_000 }, VALUES);
    expect([...found.keys()]).toEqual([VALUES[0]]);
  });
});
