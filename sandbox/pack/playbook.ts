import { parse } from 'yaml';
import * as z from 'zod';

/** A value of a task: a text with `${path}` in it, or what lies at a path, filtered and transformed. */
export type TaskValue =
  | { simple: string }
  | {
      complex: {
        root: string;
        accessor?: string | undefined;
        filters: Comparison[][];
        transformers: Transformer[];
      };
    };

/** One comparison of a filter or a condition. */
export interface Comparison {
  operator: string;
  left: Operand;
  right?: Operand | undefined;
  ignorecase?: boolean | undefined;
}

/** A side of a comparison: a text, or with `iscontext` a path. */
export interface Operand {
  value: TaskValue;
  iscontext: boolean;
}

/** What is done to a value before it is used. */
export interface Transformer {
  operator: string;
  args: Record<string, { value: { simple: string } }>;
}

const simpleShape = z.strictObject({ simple: z.coerce.string() });
const transformerShape: z.ZodType<Transformer> = z.strictObject({
  operator: z.string(),
  args: z
    .record(z.string(), z.strictObject({ value: simpleShape }).nullable())
    .default({})
    .transform((args) =>
      Object.fromEntries(Object.entries(args).flatMap(([key, arg]) => (arg === null ? [] : [[key, arg]]))),
    ),
});
const valueShape: z.ZodType<TaskValue> = z.union([
  simpleShape,
  z.strictObject({
    complex: z.strictObject({
      root: z.string(),
      accessor: z.string().optional(),
      filters: z.lazy(() => comparisonsShape).default([]),
      transformers: z.array(transformerShape).default([]),
    }),
  }),
]);
const operandShape = z.strictObject({ value: valueShape, iscontext: z.boolean().default(false) });
const comparisonsShape: z.ZodType<Comparison[][]> = z.array(
  z.array(
    z.strictObject({
      operator: z.string(),
      left: operandShape,
      right: operandShape.optional(),
      ignorecase: z.boolean().optional(),
    }),
  ),
);

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
  /** False: a playbook works in the context of the one that plays it. */
  separatecontext: z.boolean().optional(),
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
