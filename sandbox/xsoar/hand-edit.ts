import { UsageError } from '../../src/errors.ts';
import { isRecord, NOTHING } from '../../src/indicators/json.ts';
import { shown } from '../typed.ts';
import { listOf, regularComment } from './comments.ts';
import { lowerCaseNames } from './merge.ts';
import { expirationOf } from './store-draft.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** What somebody changes of an indicator: what is named, and nothing else. */
export interface Patch {
  /** 0 unknown, 1 good, 2 suspicious, 3 bad. */
  score?: number;
  /** Is appended. */
  comment?: string;
  /** RFC 3339, or `never`. */
  expiration?: string;
  /** Names in any case; null takes a field out. */
  CustomFields?: Readonly<Record<string, unknown>>;
}

/** A person's edit. */
export interface HandEdit extends Patch {
  /** Who comments; default: `analyst`. */
  user?: string;
}

/** What a person's edit changes, key by key: what it names is marked. @throws UsageError for an expiration that is no time */
export function handEdited(known: StoredIndicator, edit: HandEdit, now: string): Record<string, unknown> {
  const { score, comment, user = 'analyst', CustomFields = NOTHING } = edit;
  const fields = lowerCaseNames(CustomFields);
  const expiration = writtenExpiration(edit.expiration);
  const named = [...Object.keys(fields), ...(expiration === undefined ? [] : ['expirationdate'])];
  const comments = listOf(known.comments);
  const before = listOf(known.manuallyEditedFields);
  return {
    ...(score === undefined ? {} : { score, manualScore: true }),
    ...(expiration === undefined ? {} : { expiration }),
    ...(comment === undefined
      ? {}
      : { comments: [...comments, regularComment(comment, { created: now, user })] }),
    ...(edit.CustomFields === undefined ? {} : { CustomFields: replaced(known.CustomFields, fields) }),
    ...(named.length === 0 ? {} : { manuallyEditedFields: [...new Set([...before, ...named])] }),
  };
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
  const all = { ...(isRecord(known) ? known : NOTHING), ...fields };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));
}
