import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestHook, startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { compileQuery } from '../../sandbox/xsoar/query.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import type { Clock } from '../../src/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { KEY, KEY_ID } from '../support/xdr.ts';
import { type Author, History } from './history.ts';
import { keyOf } from './same-value.ts';
import type { Settings } from './settings.ts';

const CLOSE_MS = 2_000;

/** How this XSOAR and this tenant behave. */
export interface Platform {
  /** XSOAR lists what a person edited by hand. An older server does not. */
  marks: boolean;
  /** XSOAR has the field `xdrstatus`. Without it, what is written there is dropped. */
  keepsStatus: boolean;
  /** By how much XDR's clock is ahead of XSOAR's, in ms. */
  skewMs: number;
  /** How much later a search shows a change, in ms. */
  indexLagMs: number;
  /** The tenant offers `get` and `delete`. */
  publicApi: boolean;
  idOrder: 'text' | 'number';
  /** How reliable the feed is that brings the indicators. */
  feedReliability: string;
}

/** XSOAR's queries, each read once. */
class Queries {
  readonly #read = new Map<string, (indicator: StoredIndicator) => boolean>();

  get(query: string): (indicator: StoredIndicator) => boolean {
    const matches = this.#read.get(query) ?? compileQuery(query);
    this.#read.set(query, matches);
    return matches;
  }
}

/** Something that the rules do not allow. */
export interface Breach {
  /** What is wrong, in words that all of its kind share. */
  kind: string;
  /** The value it is about. */
  key: string;
  text: string;
}

/** An XSOAR and an XDR tenant, with all that was done to them and told about them. */
export interface Sides {
  readonly clock: FakeClock;
  readonly xsoar: SandboxXsoar;
  readonly tenant: Tenant;
  readonly platform: Platform;
  readonly history: History;
  /** Who disabled an IOC last, by the value under which XDR holds it. */
  readonly disabledBy: Map<string, Author>;
  /** What somebody disabled by command, though XDR does not hold it, or spares what a person made there; by key. */
  readonly commanded: Set<string>;
  /** When a person or a feed last changed or refreshed an indicator in XSOAR, by key: in ms. */
  readonly touched: Map<string, number>;
  /** When a person, or XDR itself, last changed an IOC in XDR, by key: in ms. Our own changes are "no person's time" (rule 4). */
  readonly ruleTimes: Map<string, number>;
  /** When a person deleted an IOC in XDR, by key: in ms. */
  readonly deletedInXdr: Map<string, number>;
  /** When a person deleted an indicator in XSOAR, by key: in ms. */
  readonly deletedInXsoar: Map<string, number>;
  /** What was deleted in XSOAR and made anew: XDR may hold what the first one said; by key. */
  readonly madeAnew: Set<string>;
  /** After which events a run began that goes on, or ended well. */
  readonly runs: Set<number>;
  /** How often a run has called `createIndicators`. */
  creations: number;
  /** What a run wrote that it should not. */
  readonly breaches: Breach[];
  settings: Settings;
  /** Who sees the requests of the run that is under way. */
  requestHook: RequestHook | undefined;
  /** The settings have changed, and no pull after a push has ended since: what waits in XDR was sent under the old ones. */
  settingsChanged: boolean;
  settingsEverChanged: boolean;
  /** Set by hand, in ms: what was modified before "is not pushed any more". */
  syncTime: number;
  /** When the first sync was over, in ms. */
  firstSyncEnded: number | undefined;
  /** What becomes of an IOC whose indicator leaves was set anew: what left before stays as it is. */
  retireActionChanged: boolean;
  /** Somebody ran `!xdr-iocs-retire`, which retires under every setting. */
  retiredByCommand: boolean;
  /** When somebody last pushed a value by name, or all by a full sync. */
  readonly wished: Map<string, number>;
  /** Which event it was after which XSOAR held a value first, and no indicator of it matched; by key. */
  readonly left: Map<string, number>;
  readonly folder: string;
  readonly queries: Queries;
  close(): Promise<void>;
}

/** Notes which values have left: XSOAR holds them, and they do not match the Sync Query. */
export function noteLeft(sides: Sides): void {
  const matches = matchingQuery(sides);
  const matching = new Set<string>();
  const keys = new Set<string>();
  for (const indicator of sides.xsoar.indicators.all()) {
    const key = keyOf(indicator.value, indicator.indicator_type);
    (matches(indicator) ? matching : keys).add(key);
  }
  for (const key of [...keys, ...sides.deletedInXsoar.keys()]) {
    if (!matching.has(key) && !sides.left.has(key)) {
      sides.left.set(key, sides.history.events);
    }
  }
}

/** Two times closer than this count as one: either side may win. The sides compare whole seconds, each by its own clock. */
export function closeMs({ platform }: Sides): number {
  return CLOSE_MS + Math.abs(platform.skewMs);
}

/** Whether an indicator is kept in XDR: `expirationStatus:active AND (<Sync Query>)`. */
export function matchingQuery({ settings, queries }: Sides): (indicator: StoredIndicator) => boolean {
  return queries.get(`expirationStatus:active AND (${settings.query})`);
}

export async function createSides(platform: Platform, settings: Settings): Promise<Sides> {
  const clock = new FakeClock();
  const { publicApi } = platform;
  const ofXdr: Clock = {
    now: () => clock.now() + platform.skewMs,
    sleep: async (milliseconds) => await clock.sleep(milliseconds),
  };
  const key = { keyId: KEY_ID, key: KEY, keyLevel: 'Advanced' } as const;
  const tenant = await startTenant({ ...key, clock: ofXdr, publicApi });
  const folder = mkdtempSync(join(tmpdir(), 'two-sides-'));
  return {
    clock,
    tenant,
    platform,
    settings,
    requestHook: undefined,
    settingsChanged: false,
    settingsEverChanged: false,
    firstSyncEnded: undefined,
    syncTime: 0,
    retireActionChanged: false,
    retiredByCommand: false,
    wished: new Map(),
    left: new Map(),
    runs: new Set(),
    creations: 0,
    breaches: [],
    xsoar: new SandboxXsoar({ clock, ...platform }),
    history: new History(),
    disabledBy: new Map(),
    commanded: new Set(),
    touched: new Map(),
    ruleTimes: new Map(),
    deletedInXdr: new Map(),
    deletedInXsoar: new Map(),
    madeAnew: new Set(),
    folder,
    queries: new Queries(),
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await tenant.close();
    },
  };
}
