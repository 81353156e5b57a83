import type { Settings } from './settings.ts';

/** What somebody says of a value: a severity in XDR's words, an expiration in ms or -1, a status. */
export interface Change {
  severity?: string;
  /** Empty: it is taken out. */
  comment?: string;
  /** A text that is put before what is there, as one more part. */
  before?: string;
  /** A text that is put after what is there, as one more part. */
  behind?: string;
  status?: string;
  expiration?: number;
  reputation?: string;
}

/** What somebody does to one side. `who` is a place in the sequence's pool of values. */
export type Act =
  | { do: 'edit in XSOAR'; who: number; change: Change }
  | { do: 'refresh by a feed'; who: number | 'all'; change: Change }
  | { do: 'add in XSOAR'; who: number; change: Change }
  | { do: 'expire in XSOAR'; who: number }
  | { do: 'delete in XSOAR'; who: number }
  | { do: 'edit in XDR'; who: number; change: Change }
  | { do: 'add in XDR'; who: number; change: Change }
  | { do: 'delete in XDR'; who: number }
  | { do: '5,000 hits in XDR'; who: number };

/** How a call fails: before it had an effect, or after. */
export type Fault = 'kill' | 'kill after' | '500' | '429' | 'reset' | 'reset after' | 'time-out';

/** How much time passes at once during a run, at the most. */
export const LONGEST_PASS_MS = 20_000;

/** What happens while a run is under way, at its n-th call of XSOAR or XDR. */
export type During = { at: number } & (
  | { act: Act }
  | { fault: Fault }
  | { passes: number }
  | { beside: Run }
);

/** A run: the instance's own (a fetch, or the War Room push of one that does not fetch), or a command. */
export interface Run {
  do: 'run';
  command: 'own' | 'push' | 'push by name' | 'enable' | 'disable' | 'sync' | 'retire' | 'set sync time';
  who: readonly number[];
  during: readonly During[];
  /** How long each request to XDR takes, in ms. */
  slow: number;
}

export type Step = Act | Run | { do: 'wait'; ms: number } | { do: 'set'; settings: Partial<Settings> };

/** A command of the integration, as XSOAR runs it. */
export interface Command {
  name: string;
  args: Record<string, unknown>;
}
