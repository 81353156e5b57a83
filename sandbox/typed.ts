import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { UsageError } from '../src/errors.ts';
import { didYouMean } from '../src/suggest.ts';

/** What stands behind the names of a line: `severity=low` as `{severity: 'low'}`. */
export type Typed = Readonly<Record<string, string>>;

/** A foreign text, quoted and short enough for a message. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** The known word that was typed, in any case. @throws UsageError that lists them */
export function wordOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const typed = text.trim().toLowerCase();
  const found = words.find((candidate) => candidate.toLowerCase() === typed);
  if (found === undefined) {
    throw new UsageError(`${shown(text)} is no ${name}.`, { advice: `Use one of ${words.join(', ')}.` });
  }
  return found;
}

/** What is typed, each by the reader of its name. @throws UsageError for a name that has none */
export function fieldsIn<Fields extends object>(
  typed: Typed,
  readers: Readonly<Record<string, (text: string) => Fields>>,
  owner: string,
): Fields {
  const read = Object.entries(typed).map(([name, text]) => {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader === undefined) {
      throw new UsageError(`${owner} has no field ${shown(name)} that can be typed here.`, {
        advice: didYouMean(name, Object.keys(readers), `Fields: ${Object.keys(readers).join(', ')}.`),
      });
    }
    return reader(text);
  });
  return Object.assign({}, ...read);
}

/** An expiration in ms since the epoch, -1 for `never`. @throws UsageError that shows how one is written */
export function expirationIn(text: string): number {
  const typed = text.trim();
  if (typed.toLowerCase() === 'never') {
    return -1;
  }
  // Without a zone, date-fns takes the machine's; times on both sides are UTC.
  const withTime = /[T ]/i.test(typed) ? typed : `${typed}T00:00:00`;
  const date = parseISO(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(withTime.slice(10)) ? withTime : `${withTime}Z`);
  if (!isValid(date) || date.getTime() < 0) {
    throw new UsageError(`${shown(text)} is no expiration.`, {
      advice: 'Use a date such as 2030-01-31 or 2030-01-31T12:00:00Z, or never.',
    });
  }
  return date.getTime();
}
