import { isValid } from 'date-fns/isValid';
import { parse } from 'date-fns/parse';
import { parseISO } from 'date-fns/parseISO';
import { UsageError } from '../errors.ts';

/** Common ways to write a time, beside ISO 8601; all in UTC. */
const FORMATS = [
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm',
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/MM/dd HH:mm',
  'yyyy/MM/dd',
  'd MMM yyyy HH:mm:ss',
  'd MMM yyyy HH:mm',
  'd MMM yyyy',
  'MMM d, yyyy HH:mm:ss',
  'MMM d, yyyy HH:mm',
  'MMM d, yyyy',
];

const SECONDS = /^\d{10}$/;
const MILLISECONDS = /^\d{13}$/;
/** ISO 8601 knows centuries and weeks too; nobody means those here. */
const STARTS_WITH_DAY = /^\d{4}-\d{2}-\d{2}/;
const HAS_ZONE = /(?:z|[+-]\d{2}:?\d{2})$/i;

/**
 * Reads a time that a person wrote; where it names no zone, it is UTC.
 * @returns ms since the epoch
 * @throws UsageError that shows what is accepted
 */
export function parseTime(text: string): number {
  const trimmed = text.trim().replace(/\s*(?:UTC|GMT)$/i, 'Z');
  const date = fromNumber(trimmed) ?? fromIso(trimmed) ?? fromFormats(trimmed);
  if (date === undefined) {
    throw new UsageError(`'${text.slice(0, 100)}' is not a time that can be read.`, {
      advice:
        "Give it in UTC, such as '2024-05-17T13:45:00Z', '2024-05-17T13:45:00', '2024-05-17 13:45:00', '2024/05/17 13:45', '17 May 2024 13:45', 'May 17, 2024', or as seconds or milliseconds since 1970.",
    });
  }
  return date.getTime();
}

function fromNumber(text: string): Date | undefined {
  if (SECONDS.test(text)) {
    return new Date(Number(text) * 1000);
  }
  return MILLISECONDS.test(text) ? new Date(Number(text)) : undefined;
}

function fromIso(text: string): Date | undefined {
  if (!STARTS_WITH_DAY.test(text)) {
    return undefined;
  }
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  return validOrNone(parseISO(isDay ? `${text}T00:00:00Z` : withZone(text.replace(' ', 'T'))));
}

function fromFormats(text: string): Date | undefined {
  for (const format of FORMATS) {
    const date = validOrNone(parse(`${text.replace(/z$/i, '')} +00`, `${format} x`, new Date(0)));
    if (date !== undefined) {
      return date;
    }
  }
  return undefined;
}

function withZone(text: string): string {
  return HAS_ZONE.test(text) ? text : `${text}Z`;
}

/** A date that exists and that a four-digit year can name. */
function validOrNone(date: Date): Date | undefined {
  return isValid(date) && date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 9999 ? date : undefined;
}
