import * as z from 'zod';
import type { Argument } from './arguments.ts';
import { readList } from './read-list.ts';

/** A text that may be left out; a blank one counts as left out. */
export function optionalText(description: string): Argument<string | undefined> {
  return {
    description,
    required: false,
    isArray: false,
    schema: z
      .union([z.string(), z.number()], 'must be a text')
      .optional()
      .transform((value) => (value === undefined ? '' : String(value).trim()))
      .transform((value) => (value === '' ? undefined : value)),
  };
}

/** A whole number with a default. */
export function wholeNumber(
  description: string,
  { fallback, least, most }: { fallback: number; least: number; most: number },
): Argument<number> {
  const wrong = `must be a whole number from ${least} to ${most}`;
  return {
    description,
    required: false,
    isArray: false,
    defaultValue: String(fallback),
    schema: z
      .preprocess(
        (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
        z.coerce.number(wrong).int(wrong).min(least, wrong).max(most, wrong).optional(),
      )
      .transform((value) => value ?? fallback),
  };
}

/** Some words of a list, in any case; none where it is left out. */
export function words(description: string, options: readonly string[]): Argument<string[]> {
  const wrong = `must be one of ${options.join(', ')}`;
  const schema = z.unknown().transform((given, context): string[] => {
    const texts = readList(given)?.parts.map(({ text }) => text.trim().toLowerCase());
    const named = texts?.filter((text) => text !== '') ?? [];
    const found = options.filter((option) => named.includes(option.toLowerCase()));
    const known = new Set(found.map((option) => option.toLowerCase()));
    if (texts === undefined || named.some((text) => !known.has(text))) {
      context.addIssue(wrong);
      return z.NEVER;
    }
    return found;
  });
  return { description, required: false, isArray: true, predefined: options, schema };
}
