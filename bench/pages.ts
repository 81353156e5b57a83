import { DIGIT, DIGITS, digitsOf, PAGE_SIZE, type Richness, renderIndicator } from './indicator.ts';

const AT = DIGIT.charCodeAt(0);
const FIRST_MODIFIED = Date.UTC(2026, 0, 1);

/**
 * All of an XSOAR's indicators, as search answers. A page is rendered once; afterwards only the numbers in it are
 * written anew, so that the server's side costs little more than the bytes on the line.
 */
export class Pages {
  readonly total: number;
  readonly #body: Buffer;
  /** Where the digits stand, eight by eight; `#digitsEnd[n]`, `#bodyEnd[n]`: where those of the first n end. */
  readonly #digits: Int32Array;
  readonly #digitsEnd: Int32Array;
  readonly #bodyEnd: Int32Array;

  /** @param total how many indicators there are */
  constructor(total: number, richness: Richness) {
    this.total = total;
    const texts = Array.from({ length: PAGE_SIZE }, (_, place) =>
      Buffer.from(renderIndicator(place, richness)),
    );
    const digits: number[] = [];
    const body: Buffer[] = [];
    this.#digitsEnd = new Int32Array(PAGE_SIZE + 1);
    this.#bodyEnd = new Int32Array(PAGE_SIZE + 1);
    let at = 0;
    texts.forEach((text, place) => {
      for (let found = text.indexOf(AT); found !== -1; found = text.indexOf(AT, found + 1)) {
        digits.push(at + found);
      }
      body.push(text, Buffer.from(','));
      at += text.length + 1;
      this.#digitsEnd[place + 1] = digits.length;
      this.#bodyEnd[place + 1] = at;
    });
    this.#digits = Int32Array.from(digits);
    this.#body = Buffer.concat(body);
  }

  /** How large an indicator is on average, in bytes. */
  get averageSize(): number {
    return this.#body.length / PAGE_SIZE;
  }

  /** The answer that goes on at a cursor, in pieces. They are good until the next call. */
  from(cursor: unknown, size: number): Buffer[] {
    const start = numberIn(cursor);
    const count = Math.max(0, Math.min(size, PAGE_SIZE, this.total - start));
    for (let place = 0; place < count; place += 1) {
      this.#write(place, start + place);
    }
    const next =
      count === 0
        ? 'null'
        : JSON.stringify([FIRST_MODIFIED + start + count, `7f3c9e${digitsOf(start + count)}`]);
    return [
      Buffer.from('{"iocs":['),
      this.#body.subarray(0, count === 0 ? 0 : this.#end(count) - 1),
      Buffer.from(`],"searchAfter":${next},"total":${this.total}}`),
    ];
  }

  /** The answer that has the indicators with these numbers. */
  having(numbers: readonly number[]): Buffer {
    const texts = numbers.map((number) => {
      const place = number % PAGE_SIZE;
      this.#write(place, number);
      return this.#body.toString('utf8', this.#bodyEnd[place], this.#end(place + 1) - 1);
    });
    const next = JSON.stringify([FIRST_MODIFIED, String(numbers.at(-1))]);
    return Buffer.from(`{"iocs":[${texts.join(',')}],"searchAfter":${next},"total":${texts.length}}`);
  }

  #end(count: number): number {
    return this.#bodyEnd[count] ?? 0;
  }

  #write(place: number, number: number): void {
    const digits = Buffer.from(digitsOf(number));
    const end = this.#digitsEnd[place + 1] ?? 0;
    for (let index = this.#digitsEnd[place] ?? 0; index < end; index += 1) {
      this.#body[this.#digits[index] ?? 0] = digits[index % DIGITS] ?? 0;
    }
  }
}

/** How many indicators lie before a cursor. */
function numberIn(cursor: unknown): number {
  return Array.isArray(cursor) ? Number(String(cursor[1]).slice(-DIGITS)) : 0;
}
