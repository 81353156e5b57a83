import { NextExpiry } from '../next-expiry.ts';
import type { IocType, StoredIoc } from './stored-ioc.ts';

/** Types whose values are the same in any case. Paths and file names are only the same when they are equal. */
const FOLDING: ReadonlySet<IocType> = new Set<IocType>(['HASH', 'IP', 'DOMAIN_NAME']);

/** IOCs by value, whatever case it is written in where that does not matter. One value is one IOC, of one type. */
export class IocMap {
  /** Those whose case does not matter, by their value in lower case. */
  readonly #folded = new Map<string, StoredIoc>();
  readonly #exact = new Map<string, StoredIoc>();
  readonly #expiry = new NextExpiry<StoredIoc>(({ expiration }) =>
    expiration === -1 ? Number.POSITIVE_INFINITY : expiration,
  );

  get size(): number {
    return this.#folded.size + this.#exact.size;
  }

  /** The IOC with a value. Of a given type: the one that a push of this value and type would change. */
  find(value: string, type?: IocType): StoredIoc | undefined {
    const folded = this.#folded.get(value.toLowerCase());
    if (type !== undefined && FOLDING.has(type)) {
      return folded ?? this.#exact.get(value);
    }
    const isSame = type === undefined || folded?.value === value;
    return this.#exact.get(value) ?? (isSame ? folded : undefined);
  }

  /** Puts an IOC in the place of `known`, where there is one. */
  put(ioc: StoredIoc, known: StoredIoc | undefined): void {
    if (known !== undefined && FOLDING.has(known.type) !== FOLDING.has(ioc.type)) {
      this.delete(known);
    }
    if (FOLDING.has(ioc.type)) {
      this.#folded.set(ioc.value.toLowerCase(), ioc);
    } else {
      this.#exact.set(ioc.value, ioc);
    }
    this.#expiry.note(ioc);
  }

  delete({ value, type }: StoredIoc): void {
    if (FOLDING.has(type)) {
      this.#folded.delete(value.toLowerCase());
    } else {
      this.#exact.delete(value);
    }
  }

  *values(): Generator<StoredIoc, void, undefined> {
    yield* this.#folded.values();
    yield* this.#exact.values();
  }

  /** Those past their expiration date, which the caller deletes; quick where there are none. */
  expired(now: number): StoredIoc[] {
    return this.#expiry.expired(this.values(), now);
  }
}
