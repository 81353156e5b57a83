import type { Clock } from '../../src/clock.ts';
import { HostError, IntegrationError, messageOf, UsageError } from '../../src/errors.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import { isRecord } from '../../src/indicators/json.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host, LogLevel } from '../../src/xsoar/host.ts';
import { readSnapshot } from '../read-snapshot.ts';
import { IndicatorStore } from './indicator-store.ts';
import type { StoreOptions } from './server-options.ts';
import { SNAPSHOT_VERSION, snapshotSchema } from './snapshot.ts';

const RELIABILITY = 'A - Completely reliable';

/** Who listens to a run, and the parameters of the instance that XSOAR itself acts on. */
export interface Run {
  onResults?: (results: readonly WarRoomResult[]) => void;
  /** After each page of a search: how many of this query were answered up to here, and how many match. */
  onPage?: (info: { seen: number; total: number }) => void;
  onLog?: (level: LogLevel, text: string) => void;
  /** The *Source Reliability* parameter. */
  reliability?: string;
  /** As whom it writes, where that is not the instance of this server. */
  source?: { brand: string; instance: string };
}

/** What an XSOAR server is, and which instance it runs. */
export interface XsoarOptions extends StoreOptions {
  clock: Clock;
  /** The instance's name; default: the brand with `_instance_1`. */
  instance?: string;
}

/** Called before each platform call with its name, and how many of that name there were, this one included. May throw. */
export type Faults = (call: string, number: number) => void | Promise<void>;

/**
 * An XSOAR server with one instance of the integration. Whatever crosses the border is copied as JSON, as it is for a
 * real integration.
 */
export class SandboxXsoar {
  readonly indicators: IndicatorStore;
  /** XSOAR's own version. */
  readonly version = '8.4.0';
  readonly serverUrl = 'https://xsoar.example';
  /** The brand and the name under which XSOAR knows the instance as a source. */
  readonly brand: string;
  readonly instance: string;
  /** Lets calls fail, or wait. What it throws reaches the integration as it is. */
  faults: Faults | undefined;
  /** The integration context in the database. */
  #context: Readonly<Record<string, unknown>> = {};
  #contextVersion = 1;
  #writes = 0;
  readonly #calls = new Map<string, number>();

  constructor({ clock, instance, brand = OWN_BRAND, ...store }: XsoarOptions) {
    this.indicators = new IndicatorStore(clock, { ...store, brand });
    this.brand = brand;
    this.instance = instance ?? `${brand}_instance_1`;
  }

  /** The integration context, a copy. */
  get context(): Record<string, unknown> {
    return copy(this.#context);
  }

  /** The version of the integration context; it grows with each write. */
  get contextVersion(): number {
    return this.#contextVersion;
  }

  /** How often the integration context was written. */
  get writes(): number {
    return this.#writes;
  }

  /** How often a platform call was made, whether it failed or not. */
  callsOf(call: string): number {
    return this.#calls.get(call) ?? 0;
  }

  /** Writes the integration context from outside of any run, as another run or a person would. */
  setContext(context: Readonly<Record<string, unknown>>): void {
    this.#write(copy(context), { version: this.#contextVersion });
  }

  /** What XSOAR does for one run. */
  host(run: Run = {}): Host {
    const { brand, instance } = this;
    const source = { brand, instance, ...run.source, reliability: run.reliability ?? RELIABILITY };
    const seen = new Map<string, number>();
    return {
      searchIndicators: ({ query, size, searchAfter, fields }) =>
        this.#call('searchIndicators', () => {
          const page = this.indicators.search({ query, size, searchAfter });
          const before = searchAfter === undefined ? 0 : (seen.get(query) ?? 0);
          seen.set(query, before + page.indicators.length);
          run.onPage?.({ seen: before + page.indicators.length, total: page.total });
          const iocs = page.indicators.map((indicator) => withFields(indicator, fields));
          return copy({ iocs, total: page.total, searchAfter: page.searchAfter });
        }),
      createIndicators: (indicators) =>
        this.#call('createIndicators', () => this.indicators.createIndicators(copy(indicators), source)),
      readContext: () =>
        this.#call('getIntegrationContextVersioned', () =>
          copy({
            context: this.#context,
            version: { version: this.#contextVersion, sequenceNumber: this.#contextVersion, primaryTerm: 1 },
          }),
        ),
      writeContext: (context, version) =>
        this.#call('setIntegrationContextVersioned', () => this.#write(copy(context), version)),
      results: (results) => this.#call('results', () => run.onResults?.(copy(results))),
      log: (level, text) => this.#call(level, () => run.onLog?.(level, text)),
      version: () => this.#call('demistoVersion', () => this.version),
      serverUrl: () => this.#call('demistoUrls', () => this.serverUrl),
    };
  }

  /** All that the server holds, as plain JSON. */
  snapshot(): unknown {
    const { indicators, nextId } = this.indicators.contents();
    const contextVersion = this.#contextVersion;
    return { version: SNAPSHOT_VERSION, context: this.#context, contextVersion, indicators, nextId };
  }

  /** Takes the place of all that the server holds. @throws StateError, and nothing is changed, for what is no snapshot */
  restore(snapshot: unknown): void {
    const saved = readSnapshot(snapshotSchema, snapshot, "XSOAR's");
    this.indicators.replaceContents(saved);
    this.#context = saved.context;
    this.#contextVersion = saved.contextVersion;
  }

  #write(context: Readonly<Record<string, unknown>>, version: unknown): void {
    if (!isRecord(version) || version.version !== this.#contextVersion) {
      throw new UsageError('The integration context was changed since it was read (DB version is newer).');
    }
    this.#context = context;
    this.#contextVersion += 1;
    this.#writes += 1;
  }

  async #call<T>(name: string, answer: () => T): Promise<T> {
    const number = this.callsOf(name) + 1;
    this.#calls.set(name, number);
    await this.faults?.(name, number);
    try {
      return answer();
    } catch (cause) {
      throw new HostError(`XSOAR failed at '${name}': ${messageOf(cause)}`, {
        cause,
        ...(cause instanceof IntegrationError ? { advice: cause.advice } : {}),
      });
    }
  }
}

/** A border that only JSON crosses. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The top-level keys that were asked for; where none was, all that a server shows unasked. */
function withFields(indicator: Readonly<Record<string, unknown>>, fields: readonly string[]): object {
  if (fields.length === 0) {
    const { fieldReliability: _ours, ...shown } = indicator;
    return shown;
  }
  const chosen: [string, unknown][] = [];
  for (const field of fields) {
    if (Object.hasOwn(indicator, field)) {
      chosen.push([field, indicator[field]]);
    }
  }
  return Object.fromEntries(chosen);
}
