import { isRecord } from '../../src/indicators/json.ts';

/** A path, and behind it, in parentheses, by which fields two objects are one and the same. */
const KEY = /^([\w.]+)(?:\((.*)\))?$/s;
const SAME_FIELD = /val\.([\w.]+)\s*==\s*obj\.\1/g;

/** The context of the War Room: what the entries of commands left for playbooks. */
export class WarRoomContext {
  readonly #tree: Record<string, unknown> = {};

  /** Takes in what an entry sets: objects that are there already are replaced, others come after them. */
  add(entryContext: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(entryContext)) {
      const [, path = key, condition = ''] = KEY.exec(key) ?? [];
      const by = [...condition.matchAll(SAME_FIELD)].map(([, field = '']) => field);
      this.#put(path.split('.'), [value].flat(), by);
    }
  }

  /** As an analyst sees it. */
  toJSON(): unknown {
    return this.#tree;
  }

  #put(path: readonly string[], objects: readonly unknown[], by: readonly string[]): void {
    const place = path.slice(0, -1).reduce(within, this.#tree);
    const name = path.at(-1) ?? '';
    const list: unknown[] = [place[name] ?? []].flat();
    for (const object of objects) {
      const at = by.length === 0 ? -1 : list.findIndex((other) => isSame(other, object, by));
      if (at < 0) list.push(object);
      else list[at] = { ...Object(list[at]), ...Object(object) };
    }
    place[name] = list.length === 1 ? list[0] : list;
  }
}

/** The object under a name, made where there is none. */
function within(place: Record<string, unknown>, name: string): Record<string, unknown> {
  const next = place[name];
  const inner = isRecord(next) ? next : {};
  place[name] = inner;
  return inner;
}

function isSame(one: unknown, other: unknown, by: readonly string[]): boolean {
  return isRecord(one) && isRecord(other) && by.every((field) => one[field] === other[field]);
}
