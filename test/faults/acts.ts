import fc from 'fast-check';
import { XDR_FAULTS } from './xdr-faults.ts';

/** What disturbs a run, from the nth event of its kind on. */
export type Disturbance =
  | { kind: 'none' }
  | { kind: 'xdr'; fault: number; at: number; once: boolean }
  | { kind: 'xsoar'; call: string; at: number; once: boolean }
  | { kind: 'kill'; at: number };

/** What people do between two runs, and what disturbs a run. People never change one value on both sides. */
export type Act =
  | { do: 'put'; count: number }
  | { do: 'change'; which: number }
  | { do: 'edit'; which: number; disable: boolean }
  | { do: 'create' }
  | { do: 'wait'; seconds: number }
  | { do: 'run'; disturbance: Disturbance };

export const PASSING_FAULTS = XDR_FAULTS.filter(({ slow }) => slow !== true);
const CALLS = [
  'searchIndicators',
  'createIndicators',
  'getIntegrationContextVersioned',
  'setIntegrationContextVersioned',
];

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({
    kind: fc.constant('xdr' as const),
    fault: fc.nat(PASSING_FAULTS.length - 1),
    at: fc.integer({ min: 1, max: 5 }),
    once: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('xsoar' as const),
    call: fc.constantFrom(...CALLS),
    at: fc.integer({ min: 1, max: 6 }),
    once: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('kill' as const), at: fc.integer({ min: 1, max: 30 }) }),
);

export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put' as const), count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), which: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(50), disable: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'create' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('run' as const), disturbance }) },
);
