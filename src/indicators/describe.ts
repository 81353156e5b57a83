const LONGEST = 60;

/**
 * A parsed JSON value as a reason may quote it: short and on one line. Still hostile text.
 * Objects and lists are only named, because writing out deeply nested ones can exhaust the stack.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
