import type { RequestHook, SeenRequest, Tenant } from '../../sandbox/tenant/tenant.ts';
import type { Faults, SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { instanceParams } from '../support/instance.ts';
import type { Witness } from './witness.ts';

/** What came of one run. */
export interface Outcome {
  ok: boolean;
  results: WarRoomResult[];
  /** What the run said in its log. */
  log: string;
  /** What escaped where nothing may: the run ended without an answer. */
  broken?: string;
}

/** A search answer on its way to the integration. */
export interface SearchAnswer {
  iocs?: unknown[];
  total?: number;
  searchAfter?: unknown[];
}

/** Where the test interferes; nothing is set at the beginning. */
export interface Interference {
  /** Sees each request to XDR before its body is read. */
  headers?: RequestHook | undefined;
  /** Sees each request to XDR before it takes effect. */
  body?: RequestHook | undefined;
  /** Called before each platform call that XSOAR answers; what it throws is the server's error. */
  call?: Faults | undefined;
  /** Changes a search answer; `number` counts from 1. */
  search?: ((answer: SearchAnswer, number: number) => unknown) | undefined;
}

/** The integration between an XSOAR and an XDR tenant that a test can make fail. */
export interface Stage {
  readonly xsoar: SandboxXsoar;
  readonly tenant: Tenant;
  readonly witness: Witness;
  /** The instance's parameters; change them at will. */
  readonly params: Record<string, unknown>;
  readonly interference: Interference;
  /** The time in XSOAR, in ms since the epoch. */
  now(): number;
  /** Waits, at no cost, until what was modified up to now is old enough to be pushed. */
  settle(): void;
  /** Lets time pass, where time is the stage's own. */
  advance(milliseconds: number): void;
  /** Nothing reaches XDR until it is plugged in again: connections are cut, new ones refused. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  run(command: string, args?: Record<string, unknown>): Promise<Outcome>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** How far XDR's clock is ahead of XSOAR's, in ms. */
  skewMs?: number;
  /** Bytes of a request that XDR takes. */
  bodyLimit?: number;
  /** How many indicators a search answer holds. */
  pageSize?: number;
}

/** Makes a stage; rows do not know which kind they play on. */
export type StageMaker = (options?: StageOptions) => Promise<Stage>;

/** Hooks for the tenant: the witness sees first, then the test interferes. */
export function watch(tenant: Tenant, witness: Witness, interference: Interference): void {
  tenant.onRequest((request, response) => {
    witness.see(request.headers);
    return interference.headers?.(request, response) ?? 'continue';
  }, 'headers');
  tenant.onRequest((request, response) => interference.body?.(request, response) ?? 'continue');
}

/** The instance as an administrator would save it, with everything that talks turned on. */
export function instance(url: string, key: string, keyId: string): Record<string, unknown> {
  return { ...instanceParams(url, key, keyId), extensive_logs: true };
}

/** The IOCs' values in a push, in order; none for any other request. */
export function pushedValues(request: SeenRequest): string[] {
  if (request.endpoint !== 'tim_insert_jsons' || request.body.length === 0) {
    return [];
  }
  const body = JSON.parse(request.body.toString('utf8')) as { request_data: { indicator: string }[] };
  return body.request_data.map(({ indicator }) => indicator);
}
