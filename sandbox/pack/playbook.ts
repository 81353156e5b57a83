import { parse } from 'yaml';
import * as z from 'zod';

/** A side of a comparison: a text, or with `iscontext` a path. */
export type Operand = z.output<typeof operandShape>;
/** One comparison of a filter or a condition. */
export type Comparison = z.output<typeof comparisonShape>;
/** A value of a task: a text with `${path}` in it, or what lies at a path, filtered. */
export type TaskValue = z.output<typeof valueShape>;

// Strict: whatever else a value can be, the pack does not use, and the player does not know.
const simpleShape = z.strictObject({ simple: z.coerce.string() });
const comparisonShape = z.strictObject({
  operator: z.enum(['isEqualString', 'greaterThan', 'isFalse', 'isNotExists', 'isNotEmpty']),
  get left() {
    return operandShape;
  },
  get right() {
    return operandShape.optional();
  },
});
const comparisonsShape = z.array(z.array(comparisonShape));
const complexShape = z.strictObject({
  root: z.string(),
  accessor: z.string().optional(),
  filters: comparisonsShape.default([]),
});
const valueShape = z.union([simpleShape, z.strictObject({ complex: complexShape })]);
const operandShape = z.strictObject({ value: valueShape, iscontext: z.boolean().default(false) });

const taskShape = z.looseObject({
  id: z.string(),
  type: z.enum(['start', 'regular', 'condition', 'playbook', 'title']),
  task: z.looseObject({
    name: z.string(),
    script: z.string().optional(),
    scriptName: z.string().optional(),
    playbookName: z.string().optional(),
    iscommand: z.boolean(),
    brand: z.string().default(''),
  }),
  nexttasks: z.record(z.string(), z.array(z.string())).default({}),
  scriptarguments: z.record(z.string(), valueShape).default({}),
  conditions: z.array(z.strictObject({ label: z.string(), condition: comparisonsShape })).default([]),
  continueonerror: z.boolean().default(false),
  /** A playbook works in the context of the one that plays it. */
  separatecontext: z.literal(false),
  loop: z
    .looseObject({
      max: z.int(),
      builtincondition: comparisonsShape.default([]),
    })
    .optional(),
});

const playbookShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  starttaskid: z.string(),
  tasks: z.record(z.string(), taskShape),
  inputs: z
    .array(
      z.looseObject({
        key: z.string(),
        value: valueShape.or(z.strictObject({}).transform(() => undefined)),
        required: z.boolean(),
      }),
    )
    .default([]),
  outputs: z.array(z.looseObject({ contextPath: z.string() })).default([]),
});

/** A playbook, as far as a player reads it. */
export type Playbook = z.output<typeof playbookShape>;
export type Task = z.output<typeof taskShape>;

/** Reads a playbook's YAML. @throws Error for what a player would not understand */
export function parsePlaybook(yaml: string): Playbook {
  return playbookShape.parse(parse(yaml));
}
