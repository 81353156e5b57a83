import { messageOf } from '../../src/errors.ts';
import { type Entry, EntryType, failure } from '../../src/xsoar/entries.ts';
import { LARGEST_PAGE } from '../xsoar/indicator-index.ts';
import type { IndicatorStore } from '../xsoar/indicator-store.ts';
import type { StoredIndicator } from '../xsoar/stored-indicator.ts';
import { textOf } from './context-path.ts';
import { Incidents } from './incidents.ts';

type Args = Readonly<Record<string, unknown>>;

/** The server's words for a verdict. */
const SCORES: Readonly<Record<string, number>> = { unknown: 0, good: 1, suspicious: 2, bad: 3 };
/** Fields that every server has; others must be on the indicator already. */
const FIELDS = ['xdrstatus', 'sourceoriginalseverity', 'tags'];
const DEFAULT_SIZE = 50;

/** Which arguments each takes; `setIndicator` takes fields beside. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  findIndicators: ['query', 'value', 'size', 'page'],
  createNewIndicator: ['value', 'type', 'reputation'],
  setIndicator: ['value', 'reputation'],
  getIncidents: ['query', 'size', 'page'],
  createNewIncident: ['name', 'type', 'details'],
  closeInvestigation: ['id', 'closeReason', 'closeNotes'],
};

/** The commands of XSOAR itself that the pack calls. Strict: an argument that it does not know is an error. */
export class Builtins {
  readonly incidents = new Incidents();
  readonly #indicators: IndicatorStore;

  constructor(indicators: IndicatorStore) {
    this.#indicators = indicators;
  }

  /** Whether XSOAR has a command of that name. */
  knows(name: string): boolean {
    return Object.hasOwn(ARGUMENTS, name);
  }

  /** @param incident the id of the incident in whose War Room it runs */
  run(name: string, args: Args, incident: string): Entry[] {
    try {
      this.#check(name, args);
      return [this.#answer(name, args, incident)];
    } catch (error) {
      return [failure(`${name}: ${messageOf(error)}`)];
    }
  }

  #check(name: string, args: Args): void {
    const held = name === 'setIndicator' ? this.#known(args)?.CustomFields : undefined;
    const fields = name === 'setIndicator' ? [...FIELDS, ...Object.keys(Object(held))] : [];
    const known = [...(ARGUMENTS[name] ?? []), ...fields];
    const unknown = Object.keys(args).find((key) => !known.includes(key));
    if (unknown !== undefined) throw new Error(`there is no argument '${unknown}'.`);
  }

  #answer(name: string, args: Args, incident: string): Entry {
    switch (name) {
      case 'findIndicators':
        return answer(this.#find(args));
      case 'createNewIndicator':
        return answer(this.#create(args));
      case 'setIndicator':
        return answer(this.#set(args));
      case 'getIncidents': {
        const data = this.incidents.find(textOf(args.query));
        return answer({ total: data.length, data: data.length === 0 ? null : data.slice(...bounds(args)) });
      }
      case 'createNewIncident': {
        const { id } = this.incidents.create(required(args, 'name'), textOf(args.details));
        return { ...answer(`Created incident ${id}.`), EntryContext: { CreatedIncidentID: id } };
      }
      default:
        return answer(this.#close(args, incident));
    }
  }

  #find(args: Args): unknown {
    const query = args.value === undefined ? textOf(args.query) : `value:${JSON.stringify(args.value)}`;
    const [from, to] = bounds(args);
    return this.#indicators.search({ query, size: Math.min(to, LARGEST_PAGE) }).indicators.slice(from, to);
  }

  #create(args: Args): StoredIndicator {
    const value = required(args, 'value');
    const type = required(args, 'type');
    if (this.#indicators.get(value, type) === undefined) {
      this.#indicators.add({ value, indicator_type: type });
    }
    return this.#indicators.edit(value, verdictOf(args), type);
  }

  #set(args: Args): StoredIndicator {
    const { value: _value, reputation: _reputation, ...fields } = args;
    const known = this.#known(args);
    if (known === undefined) throw new Error(`there is no indicator ${textOf(args.value)}.`);
    return this.#indicators.edit(known.value, { ...verdictOf(args), CustomFields: fields });
  }

  #known(args: Args): StoredIndicator | undefined {
    return this.#indicators.get(required(args, 'value'));
  }

  #close(args: Args, incident: string): string {
    const id = textOf(args.id ?? incident);
    const closed = this.incidents.close(id, textOf(args.closeReason), textOf(args.closeNotes));
    // The incident in whose War Room all this runs is not among those that were created.
    if (closed === undefined && id !== incident) throw new Error(`there is no incident ${id}.`);
    return `Closed incident ${id}.`;
  }
}

function answer(contents: unknown): Entry {
  return { Type: EntryType.note, ContentsFormat: 'json', Contents: contents, IgnoreAutoExtract: true };
}

function required(args: Args, name: string): string {
  const text = textOf(args[name]);
  if (text === '') throw new Error(`the argument '${name}' is missing.`);
  return text;
}

function verdictOf({ reputation }: Args): { score?: number } {
  if (reputation === undefined) return {};
  const score = SCORES[textOf(reputation).toLowerCase()];
  if (score === undefined) throw new Error(`there is no verdict ${textOf(reputation)}.`);
  return { score };
}

/** Which of a list a page shows. */
function bounds({ size, page }: Args): [from: number, to: number] {
  const length = Number(size ?? DEFAULT_SIZE);
  const from = Number(page ?? 0) * length;
  return [from, from + length];
}
