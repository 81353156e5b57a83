import type { Field } from '../../indicators/differences.ts';
import type { Ioc } from '../../indicators/ioc.ts';
import type { NewIndicator } from '../../indicators/new-indicator.ts';
import type { IocObject } from '../../xdr/public-iocs.ts';

/** What the next run does with a value, in a word for playbooks. */
export const NEXT_RUNS = [
  /** It is sent to XDR. */
  'push',
  /** It is sent, and enabled, because XDR keeps it disabled. */
  'push and enable',
  /** What a person changed in XDR is written to XSOAR; a later run sends the answer. */
  'pull',
  /** A person made it in XDR: XSOAR gets an indicator. */
  'create',
  /** The indicator has left: the IOC is disabled. */
  'disable',
  /** The indicator has left: the IOC is deleted. */
  'delete',
  /** What a person changed in XDR is passed over; a later run sends XSOAR's side. */
  'pass over',
  /** Something is told about it, and nothing is changed. */
  'tell',
  /** It is left to a later run. */
  'wait',
  /** It matches, and cannot be sent. */
  'reject',
  'nothing',
  /** XDR did not answer, so nobody can say. */
  'unknown',
] as const;
export type NextRun = (typeof NEXT_RUNS)[number];

/** A field in which both sides differ, and who wins in the next run. */
export interface Contest {
  field: Field;
  xsoar: string;
  xdr: string;
  wins: 'XSOAR' | 'XDR' | 'nobody yet';
  why: string;
}

/** What becomes of a value, and why. Texts are hostile. */
export interface Explanation {
  value: string;
  /** The last thing that it does, or why it does nothing. */
  nextRun: NextRun;
  /** All that it does, in order; empty where it changes neither side. */
  deeds: readonly NextRun[];
  /** The next run in one sentence. */
  summary: string;
  /** All that leads to it, sentence by sentence, in order. */
  steps: readonly string[];
  inXsoar: boolean;
  /** XSOAR's type of the indicator that counts; undefined where XSOAR holds none, as the two below. */
  type: string | undefined;
  active: boolean | undefined;
  matches: boolean | undefined;
  /** The parts of the Sync Query that the indicator does not match. */
  failingParts: readonly string[];
  /** What it is sent as; undefined where it cannot be. */
  sends: Ioc | undefined;
  /** Why it cannot be sent. */
  rejected: string | undefined;
  refused: { reason: string; since: string; times: number } | undefined;
  inXdr: 'yes' | 'no' | 'unknown';
  xdr: IocObject | undefined;
  /** When a person last changed it in XDR, and no pull has worked that out; `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  waitsSince: string | undefined;
  /** Whether a run is to push it although nobody modifies it. */
  isOwed: boolean;
  /** What the next run gives to XSOAR. */
  writes: NewIndicator | undefined;
  differences: readonly Contest[];
}
