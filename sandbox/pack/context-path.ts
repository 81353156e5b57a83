import { isRecord } from '../../src/indicators/json.ts';

/** What lies at a path such as `XDRIOC.IOC.Value`: of a list, what lies there in each of its objects. */
export function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(step, tree);
}

function step(place: unknown, name: string): unknown {
  if (Array.isArray(place)) {
    const found = place.flatMap((one) => step(one, name) ?? []);
    return found.length === 0 ? undefined : found;
  }
  return isRecord(place) ? place[name] : undefined;
}

/** A value as a list; nothing is an empty one. */
export function listOf(value: unknown): unknown[] {
  return value === undefined || value === null || value === '' ? [] : [value].flat();
}

/** A value within a text, as the platform writes it: a list with commas. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
