import { UsageError } from '../../../src/errors.ts';
import type { Word } from '../line.ts';
import type { Room } from '../room.ts';

/** What may stand behind a verb's value as `field=…`, and what each may be: for help and for Tab. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/** Something the War Room does itself. */
export interface Verb {
  /** One word, or two: `fetch`, `xdr show`. */
  readonly name: string;
  /** What follows the name, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  readonly fields?: Fields;
  /**
   * Understands the words; nothing is done yet.
   * @returns what does it; where that comes to `false`, it failed and has said so
   * @throws UsageError when the words are wrong
   */
  plan(words: readonly Word[], room: Room): () => unknown;
}

/** A verb that takes no words. */
export function alone(name: string, summary: string, run: (room: Room) => unknown): Verb {
  const verb: Verb = {
    name,
    usage: '',
    summary,
    plan: (words, room) => {
      if (words.length > 0) throw wrongWords(verb);
      return () => run(room);
    },
  };
  return verb;
}

/** A verb about one value, with fields behind it where there are any to name. */
export interface AboutValue<T> {
  name: string;
  summary: string;
  fields?: Fields;
  /** Whether it may be typed without any of the fields. */
  needsFields?: boolean;
  /** Understands the fields. @throws UsageError */
  read(typed: Readonly<Record<string, string>>, value: string): T;
  run(value: string, read: T, room: Room): unknown;
}

/** A verb such as `xdr show <value>` or `xdr edit <value> severity=…`. */
export function aboutValue<T>({ name, summary, fields = {}, read, run, ...more }: AboutValue<T>): Verb {
  const names = Object.keys(fields).map((field) => `${field}=…`);
  const { needsFields = names.length > 0 } = more;
  const behind = names.length === 0 || needsFields ? names : [`[${names.join(' ')}]`];
  const verb: Verb = {
    name,
    usage: ['<value>', ...behind].join(' '),
    summary,
    fields,
    plan: ([value, ...others], room) => {
      const isTooShort = value === undefined || (needsFields && others.length === 0);
      if (isTooShort || (names.length === 0 && others.length > 0)) throw wrongWords(verb);
      const understood = read(named(others, verb), value.text);
      return () => run(value.text, understood, room);
    },
  };
  return verb;
}

/** The error for words that do not fit a verb. */
export function wrongWords({ name, usage }: Pick<Verb, 'name' | 'usage'>): UsageError {
  return new UsageError(`${name} is typed like this: ${`${name} ${usage}`.trim()}`);
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
