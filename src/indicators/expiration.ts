/** Year, month, day; hour, minute, second, fraction; the offset's sign, hours and minutes. */
const TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,12}))?)?(?: ?(?:[Zz]|UTC|GMT|([+-])([01]\d|2[0-3]):?([0-5]\d)(?: [A-Z]{1,5})?))?)?$/;
/** Seconds or milliseconds since the epoch. */
const EPOCH = /^\d{1,15}(?:\.\d{1,9})?$/;

const [DASH, DOT, ZERO, COLON, T, Z] = [0x2d, 0x2e, 0x30, 0x3a, 0x54, 0x5a];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The last second that `YYYY-MM-DDTHH:MM:SSZ` can write. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** From here on a number counts milliseconds: 1973. As seconds it would be the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/** How XSOAR's server writes that there is no time. A third of all indicators say this. */
const NO_TIME = '0001-01-01T00:00:00Z';
/** The expiration of what never expires: later than any time. */
export const NEVER = Number.POSITIVE_INFINITY;

/**
 * When an XSOAR indicator expires, in whole milliseconds since the epoch, or `NEVER`; undefined where its `expiration`
 * cannot be read. A time without an offset is UTC: it must not depend on the engine's own zone.
 */
export function parseExpiration(expiration: unknown): number | undefined {
  if (expiration === NO_TIME) {
    return NEVER;
  }
  if (typeof expiration === 'string') {
    return parseUsual(expiration) ?? parseText(expiration);
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

/**
 * Reads what XSOAR's server writes, such as `2030-01-31T12:00:00.123456789Z`, digit by digit: this runs for every
 * indicator of a sync, and the pattern takes ten times as long. Undefined for all else, and what needs a closer look.
 */
function parseUsual(text: string): number | undefined {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const isUsual =
    hasShape(text) &&
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  // Not a number where a digit is missing: so is the sum.
  const ms = isUsual ? Date.UTC(year, month - 1, day, hour, minute, second) : Number.NaN;
  const time = ms + (text.charCodeAt(19) === DOT ? thousandths(text, 20) : 0);
  return Number.isNaN(time) ? undefined : time;
}

/** Whether the signs between the digits of `YYYY-MM-DDTHH:MM:SSZ`, with or without a fraction, stand where they should. */
function hasShape(text: string): boolean {
  const end = text.length - 1;
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(end) === Z &&
    (end === 19 || (end > 20 && text.charCodeAt(19) === DOT))
  );
}

/** The number that two digits of a text are; not a number where they are none. */
function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

/** What a fraction of a second has in whole milliseconds; not a number where it holds anything but digits. */
function thousandths(text: string, start: number): number {
  let value = 0;
  let weight = 100;
  for (let at = start; at < text.length - 1; at++) {
    value += digit(text, at) * Math.floor(weight);
    weight /= 10;
  }
  return value;
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
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
