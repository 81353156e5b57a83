import type { Between } from '../../src/outside/rehearsal/describe.ts';
import type { Outcome } from '../../src/outside/rehearsal/rehearse.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { LogLevel } from '../../src/xsoar/host.ts';
import type { Found } from '../files/found.ts';
import type { Builtins } from '../pack/builtins.ts';
import type { WidgetSources } from '../pack/widget-data.ts';
import type { Patch } from '../xsoar/hand-edit.ts';
import type { IndicatorDraft } from '../xsoar/stored-indicator.ts';
import type { Params } from './params.ts';

/** An indicator or an IOC, as it is shown: field by field. Hostile text. */
export type Row = Readonly<Record<string, unknown>>;

/** What XSOAR made of what files hold. */
export interface LoadReport {
  /** Indicators that are new in XSOAR. */
  added: number;
  /** XSOAR had them before; what the file says of them is merged, as a feed's refresh is. */
  known: number;
}

/** The XSOAR side, as a person sees it. */
export interface XsoarSide {
  /** How many indicators it holds; undefined where it would have to be asked. */
  readonly size: number | undefined;
  get(value: string): Promise<Row | undefined>;
  /** The indicators that match a query, the first few of them. Throws for a query that cannot be read. */
  find(query: string, limit: number): Promise<{ total: number; found: readonly Row[] }>;
  /** XSOAR's time, in milliseconds since the epoch. */
  now(): number;
  /** A feed brings what files hold. */
  load(found: Iterable<Found>): LoadReport;
  /** @returns how many there are */
  loadSamples(): number;
  /** A person adds an indicator, and comments on it. Throws a `UsageError` where XSOAR has it already. */
  add(draft: IndicatorDraft, comment?: string): Row;
  /** A person's edit. This one and those below throw a `UsageError` where there is no such indicator. */
  edit(value: string, patch: Patch): Row;
  /** A feed brings the indicator again. */
  refresh(value: string, patch: Patch): Row;
  /** A person lets it expire. */
  expire(value: string): Row;
  /** A person deletes it. */
  remove(value: string): void;
  /** The integration context of the instance. */
  context(): Promise<unknown>;
}

/** The console of the XDR tenant, as a person uses it. Its methods throw a `UsageError` for what cannot be done. */
export interface XdrSide {
  readonly size: number;
  get(value: string): Row | undefined;
  all(): Iterable<Row>;
  edit(value: string, fields: Readonly<Record<string, string>>): Row;
  add(value: string, fields: Readonly<Record<string, string>>): Row;
  /** @returns what it was */
  remove(value: string): Row;
  /** An endpoint met it so often. */
  hit(value: string, hits: number): Row;
}

/** What a command tells while it runs. */
export interface Listeners {
  onResults(results: readonly WarRoomResult[]): void;
  onPage(page: { seen: number; total: number }): void;
  onLog(level: LogLevel, text: string): void;
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
  /** Whether what both sides hold may be kept between starts: not what was only read, nor what others hold. */
  readonly isKept: boolean;
  readonly xsoar: XsoarSide;
  /** The sandbox's tenant; undefined when a real one is used. */
  readonly xdr: XdrSide | undefined;
  /** XSOAR's own commands, as the pack's scripts call them; undefined where XSOAR is real. */
  readonly builtins: Pick<Builtins, 'knows' | 'run'> | undefined;
  /** What XSOAR counts for the pack's widgets; undefined where XSOAR is real. */
  readonly counts: Pick<WidgetSources, 'groups' | 'calls'> | undefined;
  /** Runs a command of the integration; true when it succeeded. */
  run(call: Call, listeners: Listeners): Promise<boolean>;
  /** Runs a whole fetch that writes to no real side, and says what it would do. */
  rehearse(call: Pick<Call, 'params' | 'isDebug' | 'stop'>, listeners: Listeners): Promise<Rehearsal>;
  /** Where a file entry's bytes are, by its `FileID`. */
  fileOf(fileId: string): string;
  /** All that both sides hold, as plain JSON. Never a key. */
  snapshot(): unknown;
  /** Takes the place of all that both sides hold; throws, and changes nothing, for what is no snapshot. */
  restore(snapshot: unknown): void;
  close(): Promise<void>;
}
