import { UsageError } from '../../../src/errors.ts';
import type { Word } from '../line.ts';
import type { Room } from '../room.ts';

/** Something the War Room does itself. */
export interface Verb {
  /** One word, or two: `fetch`, `xdr show`. */
  readonly name: string;
  /** What follows the name, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  /** The `field=` words that it takes after a value, and what each may be: for Tab. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** Throws a `UsageError`, before anything is done, when the words are wrong. */
  check(words: readonly Word[], room: Room): void;
  /** True when it succeeded. */
  run(words: readonly Word[], room: Room): Promise<boolean>;
}

/** The error for words that do not fit a verb. */
export function wrongWords({ name, usage }: Pick<Verb, 'name' | 'usage'>): UsageError {
  return new UsageError(`${name} is typed like this: ${`${name} ${usage}`.trim()}`);
}

/** The value that a verb is about: its first word. */
export function valueIn(words: readonly Word[]): string {
  return words[0]?.text ?? '';
}

/** `field=value` words as a record; a word without a name, or a name given twice, is an error. */
export function named(words: readonly Word[], verb: Pick<Verb, 'name' | 'usage'>): Record<string, string> {
  const fields = new Map<string, string>();
  for (const { name, value } of words) {
    if (name === undefined) throw wrongWords(verb);
    if (fields.has(name)) throw new UsageError(`'${name}' is given twice.`);
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** A check for verbs that take a certain number of words. */
export function takes(least: number, most: number): (this: Verb, words: readonly Word[]) => void {
  return function check(words) {
    if (words.length < least || words.length > most) throw wrongWords(this);
  };
}
