/** Year, month, day; hour, minute, second, fraction; the offset's sign, hours and minutes. */
const TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?(?:[Zz]|([+-])([01]\d|2[0-3]):?([0-5]\d))?)?$/;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The last second that `YYYY-MM-DDTHH:MM:SSZ` can write. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * When an XSOAR indicator expires, in whole milliseconds since the epoch; undefined where it never does, or where
 * its `expiration` cannot be read. A time without an offset is UTC: it must not depend on the engine's own zone.
 */
export function parseExpiration(expiration: unknown): number | undefined {
  const parts = typeof expiration === 'string' ? TIMESTAMP.exec(expiration) : null;
  if (parts === null) {
    return undefined;
  }
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  // Year 0001 is how XSOAR's server writes "no time". The 31st of a month of 30 days Date.UTC would read as the next month's
  // 1st. (It also reads the years up to 99 as 1900 and later; both are long past.)
  if (year <= 1 || (day > 28 && Date.UTC(year, month - 1, day) >= Date.UTC(year, month, 1))) {
    return undefined;
  }
  const offset = Number(parts[9] ?? 0) * HOUR + Number(parts[10] ?? 0) * MINUTE;
  const local = Date.UTC(
    year,
    month - 1,
    day,
    Number(parts[4] ?? 0),
    Number(parts[5] ?? 0),
    Number(parts[6] ?? 0),
    milliseconds(parts[7]),
  );
  return parts[8] === '-' ? local + offset : local - offset;
}

/** A rule's `RULE_EXPIRATION_TIME` as XSOAR's `expirationdate` takes it; undefined where there is nothing to write. */
export function incomingExpiration(expirationTime: unknown): string | undefined {
  if (expirationTime === -1) {
    return 'Never';
  }
  if (typeof expirationTime !== 'number' || expirationTime <= 0 || expirationTime > LATEST) {
    return undefined;
  }
  return `${new Date(expirationTime).toISOString().slice(0, 19)}Z`;
}

/** XSOAR's server writes up to nanoseconds; what is finer than a millisecond is cut off. */
function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}
