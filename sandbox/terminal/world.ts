import { UsageError } from '../../src/errors.ts';
import type { Between } from '../../src/outside/rehearsal/describe.ts';
import type { Outcome } from '../../src/outside/rehearsal/rehearse.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { LogLevel } from '../../src/xsoar/host.ts';
import type { ApiCalls } from '../pack/api-calls.ts';
import type { Builtins } from '../pack/builtins.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { IndicatorStore } from '../xsoar/indicator-store.ts';
import type { Params } from './params.ts';

/** An indicator as it is shown, field by field. Hostile text. */
export type Row = Readonly<Record<string, unknown>>;

/** An XSOAR, the sandbox's or a real one, as far as it can be looked into. */
export interface XsoarSide {
  get(value: string): Promise<Row | undefined>;
  /** The indicators that match a query, the first few of them. Throws for a query that cannot be read. */
  find(query: string, limit: number): Promise<{ total: number; found: readonly Row[] }>;
  /** The integration context of the instance. */
  context(): Promise<unknown>;
}

/** The XSOAR of the sandbox, as people, feeds and the pack use it. */
export interface Sandbox {
  readonly indicators: IndicatorStore;
  /** XSOAR's own commands, as the pack's scripts call them. */
  readonly builtins: Builtins;
  /** The calls of XDR's API, counted for the pack's widgets. */
  readonly calls: ApiCalls;
  /** XSOAR's time, in milliseconds since the epoch. */
  now(): number;
  /** @returns how many there are */
  loadSamples(): number;
}

/** The console of the XDR tenant, as a person uses it. */
export type XdrSide = Pick<Tenant, 'size' | 'get' | 'all' | 'edit' | 'create' | 'remove' | 'hit'>;

/** What a command tells while it runs. */
export interface Listeners {
  onPage(page: { seen: number; total: number }): void;
  onLog(level: LogLevel, text: string): void;
}

/** How a command went, and what it leaves in the War Room. */
export interface Ran {
  succeeded: boolean;
  results: readonly WarRoomResult[];
}

/** What a rehearsal found, and between which sides. */
export interface Rehearsal {
  outcome: Outcome;
  between: Between;
}

/** One command, as the War Room asks for it. */
export interface Call {
  command: string;
  args: Readonly<Record<string, unknown>>;
  params: Params;
  isDebug: boolean;
  /** Aborts when the command is to end after the piece of work that it is at. */
  stop?: AbortSignal;
}

/** Both sides, and the integration between them. */
export interface World {
  /** The instance's parameters that only this world knows: address, key, and what goes with them. */
  readonly params: Params;
  /** `sandbox`, or the address of a real tenant. */
  readonly tenant: string;
  /** Which sides are real, and what is done to them; undefined where none is. */
  readonly real: { banner: string; prompt: string } | undefined;
  readonly xsoar: XsoarSide;
  /** Undefined where XSOAR is real. */
  readonly sandbox: Sandbox | undefined;
  /** The sandbox's tenant; undefined when a real one is used. */
  readonly xdr: XdrSide | undefined;
  /** Runs a command of the integration. */
  run(call: Call, listeners: Listeners): Promise<Ran>;
  /** Runs a whole fetch that writes to no real side, and says what it would do. */
  rehearse(call: Pick<Call, 'params' | 'isDebug' | 'stop'>, listeners: Listeners): Promise<Rehearsal>;
  /** Where a file entry's bytes are, by its `FileID`. */
  fileOf(fileId: string): string;
  /**
   * All that both sides hold, as plain JSON, to be kept between starts. Never a key.
   * Undefined where nothing may be kept: what was only read, or what others hold.
   */
  snapshot(): unknown;
  /** Takes the place of all that both sides hold; throws, and changes nothing, for what is no snapshot. */
  restore(snapshot: unknown): void;
  close(): Promise<void>;
}

/** The sandbox's own XSOAR. @throws UsageError where it is a real one */
export function sandboxIn({ sandbox }: Pick<World, 'sandbox'>): Sandbox {
  if (sandbox !== undefined) return sandbox;
  throw new UsageError('This works on the XSOAR of the sandbox only.', {
    advice: 'This War Room uses a real XSOAR; do it there.',
  });
}
