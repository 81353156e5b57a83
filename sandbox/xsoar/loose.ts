import { isRecord, NOTHING } from '../../src/indicators/json.ts';

/** A copy of a list; none for all else: what tests put in may hold anything. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value] : [];
}

/** An object; an empty one for all else. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : NOTHING;
}

/** What is not undefined. */
export function given(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Whether something is a text that is not empty. */
export function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
