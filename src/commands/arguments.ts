import * as z from 'zod';
import { type GivenList, readList } from './read-list.ts';
import { type SpellingsOf, settleList } from './settle-list.ts';

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
export type ValuesOf<A extends Arguments> = { [Name in keyof A]: Settled<z.output<A[Name]['schema']>> };

type Settled<Value> = Value extends NamedValues ? string[] : Value;

/** The values of a list argument, while XSOAR was not asked yet what they are. */
export class NamedValues {
  readonly #given: GivenList;

  constructor(given: GivenList) {
    this.#given = given;
  }

  get isEmpty(): boolean {
    return this.#given.parts.every(({ text }) => text.trim() === '');
  }

  async settle(spellingsOf: SpellingsOf): Promise<string[]> {
    return await settleList(this.#given, spellingsOf);
  }
}

/** Settles what parsed arguments leave open. */
export async function settleArguments(
  args: Readonly<Record<string, unknown>>,
  spellingsOf: SpellingsOf,
): Promise<Record<string, unknown>> {
  const settled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    settled[name] = value instanceof NamedValues ? await value.settle(spellingsOf) : value;
  }
  return settled;
}

const MISSING = 'is missing';

const textSchema = z.string().trim().min(1, MISSING);
const listSchema = z.unknown().transform((given, context) => {
  const read = readList(given);
  if (read === undefined) {
    context.addIssue('must be a value, a list of values, or an indicator');
    return z.NEVER;
  }
  return new NamedValues(read);
});

/**
 * A list of values: with commas, semicolons or lines between them, as a JSON list in text, as a list, or an indicator.
 * What the text alone does not tell is settled before the command runs (`settle-list.ts`).
 */
export function list(description: string): Argument<NamedValues> {
  const schema = listSchema.refine(({ isEmpty }) => !isEmpty, MISSING);
  return { description, required: true, isArray: true, schema };
}

/** A list that may be left out. */
export function optionalList(description: string): Argument<NamedValues> {
  return { description, required: false, isArray: true, schema: listSchema };
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
