/** Whether a parsed JSON value is an object: not null, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a parsed JSON value is text with something in it besides blanks. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** A record's own value under a name that a user chose: `constructor` finds nothing that was not sent. */
export function own(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What a function reads from where an object was expected and none came. */
export const NOTHING: Record<string, unknown> = Object.freeze({});
