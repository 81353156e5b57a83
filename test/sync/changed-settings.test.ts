import { beforeEach, describe, expect, it } from '@jest/globals';
import { runSync } from '../../src/sync/run.ts';
import { createInstance, ruleOf, type TestInstance } from '../support/engine.ts';

const MINUTE = 60_000;
const VALUE = '192.0.2.1';

let at: TestInstance;
beforeEach(async () => {
  at = createInstance({ override_severity: false, severity: 'high' });
  at.xsoar.indicators.add({ value: VALUE, indicator_type: 'IP', score: 3 });
  await run();
  at.clock.advance(MINUTE);
  // From now on an indicator without a severity goes out as LOW.
  at.params.severity = 'low';
});

/** One fetch. @returns what it told */
async function run(): Promise<string> {
  at.xdr.pushes.length = 0;
  const engine = at.engine();
  await runSync(engine);
  return engine.lines.join('\n');
}

async function runLater(): Promise<string> {
  at.clock.advance(MINUTE);
  return await run();
}

/** XDR tells a change of now; its severity is the one of before. */
function changeInXdr(changes: Record<string, unknown>): void {
  at.xdr.rules = [ruleOf(VALUE, at.clock.now(), { RULE_SEVERITY: 'SEV_040_HIGH', ...changes })];
}

const severities = (): string[] => at.xdr.pushes.flat().map(({ severity }) => severity);
const severityInXsoar = (): unknown =>
  (at.xsoar.indicators.get(VALUE)?.CustomFields as Record<string, unknown> | undefined)
    ?.sourceoriginalseverity;

describe('when settings have changed', () => {
  it('what says the old value, though all was pushed anew, is pushed once more, and nobody takes it', async () => {
    changeInXdr({});
    await run();
    expect(at.state().owed).toMatchObject([{ value: VALUE }]);
    await runLater();
    expect(severities()).toEqual(['LOW']);
    expect([severityInXsoar(), at.state().owed]).toEqual([undefined, []]);
    await runLater();
    expect(severities()).toEqual([]);
  });

  it('an old value is nobody’s change in what is held back since, however long', async () => {
    changeInXdr({ RULE_STATUS: 'DISABLED' });
    expect(await run()).toContain('status taken from XDR');
    for (const comment of ['seen', 'seen twice', 'seen a lot']) {
      at.clock.advance(MINUTE);
      changeInXdr({ RULE_STATUS: 'DISABLED', RULE_COMMENT: comment });
      const told = await run();
      expect(told).toContain('comment taken from XDR');
      expect(told).not.toContain('severity');
    }
    expect(severityInXsoar()).toBeUndefined();
  });

  it('an old value is nobody’s change while Auto Sync is off', async () => {
    at.params.autoSync = false;
    changeInXdr({ RULE_COMMENT: 'seen' });
    const told = await runLater();
    expect(told).toContain('comment taken from XDR');
    expect(told).not.toContain('severity');
  });

  it('a change that was made after all was pushed anew is taken, whatever was sent before', async () => {
    await run();
    at.clock.advance(MINUTE);
    changeInXdr({});
    expect(await run()).toContain("severity taken from XDR: 'LOW' became 'HIGH'");
  });
});
