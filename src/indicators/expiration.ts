/** Year, month, day; hour, minute, second, fraction; the offset's sign, hours and minutes. */
const TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,12}))?)?(?: ?(?:[Zz]|UTC|GMT|([+-])([01]\d|2[0-3]):?([0-5]\d)(?: [A-Z]{1,5})?))?)?$/;
/** Seconds or milliseconds since the epoch. */
const EPOCH = /^\d{1,15}(?:\.\d{1,9})?$/;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The last second that `YYYY-MM-DDTHH:MM:SSZ` can write. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** From here on a number counts milliseconds: 1973. As seconds it would be the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/** The expiration of what never expires: later than any time. */
export const NEVER = Number.POSITIVE_INFINITY;

/**
 * When an XSOAR indicator expires, in whole milliseconds since the epoch, or `NEVER`; undefined where its `expiration`
 * cannot be read. A time without an offset is UTC: it must not depend on the engine's own zone.
 */
export function parseExpiration(expiration: unknown): number | undefined {
  if (typeof expiration === 'string') {
    return parseText(expiration);
  }
  if (expiration === undefined || expiration === null) {
    return NEVER;
  }
  return typeof expiration === 'number' ? fromEpoch(expiration) : undefined;
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

function parseText(expiration: string): number | undefined {
  const parts = TIMESTAMP.exec(expiration);
  if (parts !== null) {
    return fromParts(parts);
  }
  const text = expiration.trim();
  if (text === '' || text.toLowerCase() === 'never') {
    return NEVER;
  }
  if (EPOCH.test(text) || text === '-1') {
    return fromEpoch(Number(text));
  }
  return text === expiration ? undefined : parseText(text);
}

function fromParts(parts: RegExpExecArray): number | undefined {
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  // How XSOAR's server writes "no time".
  if (year <= 1) {
    return NEVER;
  }
  // The 31st of a month of 30 days Date.UTC would read as the next month's 1st. (It also reads the years up to 99 as 1900
  // and later; both are long past.)
  if (day > 28 && Date.UTC(year, month - 1, day) >= Date.UTC(year, month, 1)) {
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

/** 0 is how many programs write "no time", -1 how XDR does. */
function fromEpoch(time: number): number | undefined {
  if (time === 0 || time === -1) {
    return NEVER;
  }
  const ms = time < FIRST_MILLISECONDS ? time * 1_000 : time;
  return ms > 0 && ms <= LATEST ? Math.floor(ms) : undefined;
}

/** XSOAR's server writes up to nanoseconds; what is finer than a millisecond is cut off. */
function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}
