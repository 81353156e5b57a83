import type { RequestHook, SeenRequest, Tenant } from '../../sandbox/tenant/tenant.ts';
import type { Faults, SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { instanceParams } from '../support/instance.ts';
import { Expected } from './expected.ts';
import type { LineToXdr } from './line-to-xdr.ts';
import { KEY, KEY_ID, SecretCheck } from './secrets.ts';

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

/** Where a test steps in; nothing is set at the beginning. */
export interface Hooks {
  /** Sees each request to XDR before its body is read. */
  headers?: RequestHook | undefined;
  /** Sees each request to XDR before it takes effect. */
  body?: RequestHook | undefined;
  /** Called before each platform call that XSOAR answers; what it throws is the server's error. */
  call?: Faults | undefined;
  /** Changes a search answer. */
  search?: ((answer: SearchAnswer) => unknown) | undefined;
}

export interface WorldOptions {
  /** How far XDR's clock is ahead of XSOAR's, in ms. */
  skewMs?: number;
  /** Bytes of a request that XDR takes. */
  bodyLimit?: number;
  /** How many indicators a search answer holds. */
  pageSize?: number;
}

/** The integration between an XSOAR and an XDR, both of which a test can make fail. */
export abstract class FaultyWorld {
  readonly xsoar: SandboxXsoar;
  readonly tenant: Tenant;
  readonly expected: Expected;
  readonly secrets = new SecretCheck();
  readonly hooks: Hooks = {};
  /** The instance's parameters, with everything that talks turned on; change them at will. */
  readonly params: Record<string, unknown>;
  protected readonly line: LineToXdr;
  readonly #pageSize: number;

  constructor(sides: { xsoar: SandboxXsoar; tenant: Tenant; line: LineToXdr }, { pageSize }: WorldOptions) {
    this.xsoar = sides.xsoar;
    this.tenant = sides.tenant;
    this.line = sides.line;
    this.expected = new Expected(this.xsoar, this.tenant);
    this.params = { ...instanceParams(this.line.url, KEY, KEY_ID), extensive_logs: true };
    this.#pageSize = pageSize ?? Number.POSITIVE_INFINITY;
    this.tenant.onRequest((request, response) => {
      this.secrets.addRequest(request.headers);
      return this.hooks.headers?.(request, response) ?? 'continue';
    }, 'headers');
    this.tenant.onRequest((request, response) => this.hooks.body?.(request, response) ?? 'continue');
    this.xsoar.faults = async (call, number) => await this.hooks.call?.(call, number);
  }

  /** The time in XSOAR, in ms since the epoch. */
  abstract now(): number;
  /** Waits, at no cost, until what was modified up to now is old enough to be pushed. */
  abstract settle(): void;
  /** Lets time pass, where time is the world's own. */
  abstract advance(milliseconds: number): void;
  abstract run(command: string, args?: Record<string, unknown>): Promise<Outcome>;
  abstract close(): Promise<void>;

  /** A fetch by XSOAR, when all is old enough to be pushed. */
  async fetch(): Promise<Outcome> {
    this.settle();
    return await this.run('fetch-indicators');
  }

  /** Nothing reaches XDR until it is plugged in again: connections are cut, new ones refused. */
  async unplug(): Promise<void> {
    await this.line.unplug();
  }

  async plugIn(): Promise<void> {
    await this.line.plugIn();
  }

  /** A search, with the page cut to its size and the answer changed by the test. */
  protected async search(size: number, ask: (size: number) => Promise<unknown>): Promise<unknown> {
    const answer = await ask(Math.min(size, this.#pageSize));
    return this.hooks.search?.(answer as SearchAnswer) ?? answer;
  }
}

/** Makes a world; rows do not know which kind they play in. */
export type MakeWorld = (options?: WorldOptions) => Promise<FaultyWorld>;

/** The IOCs' values in a push, in order; none for any other request. */
export function pushedValues(request: SeenRequest): string[] {
  if (request.endpoint !== 'tim_insert_jsons' || request.body.length === 0) {
    return [];
  }
  const body = JSON.parse(request.body.toString('utf8')) as { request_data: { indicator: string }[] };
  return body.request_data.map(({ indicator }) => indicator);
}
