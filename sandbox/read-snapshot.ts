import * as z from 'zod';
import { StateError } from '../src/errors.ts';

/** How many problems an error names. */
const PROBLEMS_SHOWN = 5;

/** What a snapshot holds. @throws StateError for what is no snapshot, which names its owner */
export function readSnapshot<Schema extends z.ZodType>(
  schema: Schema,
  snapshot: unknown,
  owner: string,
): z.output<Schema> {
  const parsed = schema.safeParse(snapshot);
  if (parsed.success) {
    return parsed.data;
  }
  const { issues } = parsed.error;
  const named = issues
    .slice(0, PROBLEMS_SHOWN)
    .map(({ path, message }) => [z.core.toDotPath(path), message].filter(Boolean).join(': '));
  const more = issues.length > PROBLEMS_SHOWN ? `; and ${issues.length - PROBLEMS_SHOWN} more` : '';
  throw new StateError(`${owner} snapshot cannot be read: ${named.join('; ')}${more}`, {
    advice: 'Use a state file that this sandbox wrote, or begin without one.',
  });
}
