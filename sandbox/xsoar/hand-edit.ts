import { UsageError } from '../../src/errors.ts';
import { shown } from '../typed.ts';
import { regularComment } from './comments.ts';
import { given, listOf, recordOf } from './loose.ts';
import { lowerCaseNames } from './merge.ts';
import { expirationOf } from './store-draft.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** What somebody changes of an indicator: what is named, and nothing else. */
export interface Patch {
  /** 0 unknown, 1 good, 2 suspicious, 3 bad. */
  score?: number | undefined;
  /** Is appended. */
  comment?: string | undefined;
  /** RFC 3339, or `never`. */
  expiration?: string | undefined;
  /** Names in any case; null takes a field out. */
  CustomFields?: Readonly<Record<string, unknown>> | undefined;
}

/** What a person's edit changes, key by key: what it names is marked. @throws UsageError for an expiration that is no time */
export function handEdited(known: StoredIndicator, patch: Patch, now: string): Record<string, unknown> {
  const { score, comment, CustomFields } = patch;
  const fields = lowerCaseNames(recordOf(CustomFields));
  const expiration = writtenExpiration(patch.expiration);
  const named = [...Object.keys(fields), ...(expiration === undefined ? [] : ['expirationdate'])];
  const written = { created: now, user: 'analyst' };
  return given({
    score,
    expiration,
    comments:
      comment === undefined ? undefined : [...listOf(known.comments), regularComment(comment, written)],
    CustomFields: CustomFields === undefined ? undefined : replaced(known.CustomFields, fields),
    manuallyEditedFields:
      named.length === 0 ? undefined : [...new Set([...listOf(known.manuallyEditedFields), ...named])],
    manualScore: score === undefined ? undefined : true,
  });
}

/** An expiration as it is kept; undefined where none is given. @throws UsageError for what is no time */
export function writtenExpiration(given: string | undefined): string | undefined {
  const expiration = expirationOf(given);
  if (given !== undefined && expiration === undefined) {
    throw new UsageError(`${shown(given)} is no expiration.`, {
      advice: 'Use a time such as 2030-01-31T12:00:00Z, or never.',
    });
  }
  return expiration;
}

function replaced(known: unknown, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all = { ...recordOf(known), ...fields };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));
}
