import type { Field } from './fields.ts';

export type Side = 'XSOAR' | 'XDR';
/**
 * `XDR`: XDR itself, which disables a rule of 5,000 hits. `command`: a person, by a command that sets the status. `wish`: a
 * push by name or a full sync, which is done whatever people changed in XDR.
 */
export type Author = 'person' | 'feed' | 'command' | 'wish' | 'XDR' | 'integration';

/** One field of one value that somebody wrote. */
export interface Write {
  /** Which event it was, of all that are noted: writes and texts. */
  readonly event: number;
  /** In ms. */
  readonly at: number;
  readonly side: Side;
  readonly by: Author;
  /** What all spellings of the value have in common. */
  readonly key: string;
  /** The spelling under which it was written. */
  readonly value: string;
  readonly field: Field;
  /** What the field said before on this side, and what it says since, in the words of `Said`. */
  readonly was: string;
  readonly text: string;
}

/** A text that a user can read: a log line, an entry, or the stored report. */
export interface Told {
  readonly event: number;
  readonly text: string;
}

/** Who wrote what, and what was told, in the order in which it happened. */
export class History {
  readonly told: Told[] = [];
  #writes: Write[] = [];
  readonly #forgotten: Write[] = [];
  #events = 0;

  get writes(): readonly Write[] {
    return this.#writes;
  }

  /** How many events there were up to now. */
  get events(): number {
    return this.#events;
  }

  write(write: Omit<Write, 'event'>): void {
    this.#events += 1;
    this.#writes.push({ ...write, event: this.#events });
  }

  tell(text: string): void {
    this.#events += 1;
    this.told.push({ event: this.#events, text: text.toLowerCase() });
  }

  /** A text that a field has on this side, though it is nobody's opinion: what comes of it is not made up. */
  allow(side: Side, key: string, field: Field, text: string): void {
    const of = { event: 0, at: 0, by: 'person', value: '', was: '' } as const;
    this.#forgotten.push({ ...of, side, key, field, text });
  }

  /** Each text that a field ever had on this side, as somebody wrote it. */
  texts(side: Side, key: string, field: Field): string[] {
    const of = [...this.#forgotten, ...this.#writes];
    return of
      .filter((one) => one.side === side && one.key === key && one.field === field)
      .map(({ text }) => text);
  }

  /** A person deleted the value on this side: what people wrote there before is gone because they wanted so. */
  forget(side: Side, key: string): void {
    this.#forgotten.push(...this.#writes.filter((write) => write.side === side && write.key === key));
    this.#writes = this.#writes.filter((write) => write.side !== side || write.key !== key);
  }

  /** The last write of a field, by one of these, on these sides. */
  last(key: string, field: Field, sides: readonly Side[], by: readonly Author[]): Write | undefined {
    return this.#writes.findLast(
      (write) =>
        write.key === key && write.field === field && sides.includes(write.side) && by.includes(write.by),
    );
  }

  /** As `hasTold`, under whatever spelling of the value. */
  hasToldOf(key: string, words: readonly (readonly string[])[], after: number): boolean {
    const spellings = new Set(this.#writes.filter((write) => write.key === key).map(({ value }) => value));
    return [key, ...spellings].some((value) => this.hasTold(value, words, after));
  }

  /** Whether a text after this event names the value, and near it each of these words, in one of its forms. */
  hasTold(value: string, words: readonly (readonly string[])[], after: number): boolean {
    return this.told.some(({ event, text }) => event > after && namesNear(text, value.toLowerCase(), words));
  }
}

/** How far from the value a word may stand, in characters: a line of a table, or of a report as JSON. */
const NEAR = 400;

function namesNear(text: string, value: string, words: readonly (readonly string[])[]): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    // `198.51.100.1` is not named by `198.51.100.12`.
    if (/\w/.test(text.charAt(at + value.length))) {
      continue;
    }
    const around = text.slice(Math.max(0, at - NEAR), at + value.length + NEAR);
    if (words.every((forms) => forms.some((form) => around.includes(form.toLowerCase())))) {
      return true;
    }
  }
  return false;
}
