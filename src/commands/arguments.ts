import * as z from 'zod';

/** One argument of a command: what the manifest says of it, and how its text becomes a value. */
export interface Argument<Value> {
  description: string;
  required: boolean;
  isArray: boolean;
  /** True where it may be given without its name; one argument of a command at most. */
  isDefault?: true;
  /** What XSOAR fills in where the user gives nothing. */
  defaultValue?: string;
  /** The texts that are offered. */
  predefined?: readonly string[];
  schema: z.ZodType<Value>;
}

/** A command's arguments by name. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** The values of parsed arguments. */
export type ValuesOf<A extends Arguments> = { [Name in keyof A]: z.output<A[Name]['schema']> };

const MISSING = 'is missing';

const textSchema = z.string().trim().min(1, MISSING);
const listSchema = z
  .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))])
  .transform(toList);

/** A list of values: comma-separated, a JSON list in text, or a list. */
export function list(description: string): Argument<string[]> {
  const schema = listSchema.refine((values) => values.length > 0, MISSING);
  return { description, required: true, isArray: true, schema };
}

/** A list that may be left out. */
export function optionalList(description: string): Argument<string[]> {
  return {
    description,
    required: false,
    isArray: true,
    schema: listSchema.optional().transform((values) => values ?? []),
  };
}

/** The same argument; it may be given without its name. */
export function asDefault<Value>(argument: Argument<Value>): Argument<Value> {
  return { ...argument, isDefault: true };
}

/** A text that must be given. */
export function text(description: string): Argument<string> {
  return { description, required: true, isArray: false, schema: textSchema };
}

const flagSchema = z
  .union(
    [
      z.boolean(),
      z
        .string()
        .trim()
        .toLowerCase()
        .pipe(z.enum(['true', 'false', 'yes', 'no'])),
    ],
    {
      error: "must be 'true' or 'false'",
    },
  )
  .optional()
  .transform((value) =>
    value === undefined ? undefined : value === true || value === 'true' || value === 'yes',
  );

/** `true` or `false`; false where it is not given. */
export function flag(description: string, required: boolean): Argument<boolean> {
  return {
    ...optionalFlag(description),
    required,
    defaultValue: 'false',
    schema: flagSchema.transform((value) => value ?? false),
  };
}

/** `true` or `false`, or undefined where it is not given. */
export function optionalFlag(description: string): Argument<boolean | undefined> {
  return {
    description,
    required: false,
    isArray: false,
    predefined: ['true', 'false'],
    schema: flagSchema,
  };
}

/** Values without repeats, in order; blank ones dropped. */
function toList(given: string | number | readonly (string | number)[]): string[] {
  const items = typeof given === 'string' ? splitText(given) : [given].flat();
  const values = items.map((item) => String(item).trim()).filter((value) => value !== '');
  return [...new Set(values)];
}

const jsonList = z.array(z.union([z.string(), z.number()]));

function splitText(given: string): readonly (string | number)[] {
  const trimmed = given.trim();
  if (trimmed.startsWith('[')) {
    try {
      return jsonList.parse(JSON.parse(trimmed));
    } catch {
      // No JSON after all: an IPv6 address in brackets, for one.
    }
  }
  return trimmed.split(',');
}
