import type { ServerResponse } from 'node:http';
import type { SeenRequest } from '../../sandbox/tenant/tenant.ts';
import { HostError } from '../../src/errors.ts';
import type { Host } from '../../src/xsoar/host.ts';
import type { Sides } from './sides.ts';
import type { Act, During, Fault, Run } from './steps.ts';

/** Requests that change XDR. */
const WRITES = new Set(['tim_insert_jsons', 'sync_tim_iocs', 'enable_iocs', 'disable_iocs', 'delete']);

/** How an interference does what is not its own doing. */
export interface Meanwhile {
  act(act: Act): void;
  /** Runs a command while this one waits at a call. */
  beside(run: Run): Promise<void>;
}

/**
 * What people and faults do to a run while it is under way: at its n-th call of XSOAR or XDR, whichever comes.
 * Nobody edits XDR between the answer of `get_changes` and the write that follows it: no integration could see that.
 */
export class Interference {
  /** Whether a fault was met: the run may have failed of it. */
  met = false;
  readonly #sides: Sides;
  readonly #meanwhile: Meanwhile;
  readonly #slow: number;
  readonly #isFullSync: boolean;
  #waiting: readonly During[];
  #calls = 0;
  #killed = false;
  /** XDR was asked for its changes, and nothing was written since. */
  #asked = false;

  constructor(sides: Sides, run: Pick<Run, 'command' | 'during' | 'slow'>, meanwhile: Meanwhile) {
    this.#sides = sides;
    this.#meanwhile = meanwhile;
    this.#slow = run.slow;
    this.#isFullSync = run.command === 'sync';
    this.#waiting = run.during;
  }

  /** The hook of the tenant. */
  readonly onRequest = async (
    request: SeenRequest,
    response: ServerResponse,
  ): Promise<'handled' | 'continue'> => {
    if (this.#killed) {
      response.destroy();
      return 'handled';
    }
    this.#sides.clock.advance(this.#slow);
    if (request.endpoint === 'get_changes') {
      this.#asked = false;
    }
    const fault = await this.#pass();
    const ends = fault !== undefined && failRequest(fault, response, this.#sides);
    this.#killed = fault === 'kill' || fault === 'kill after';
    if (!ends) {
      this.#takesEffect(request);
    }
    return ends ? 'handled' : 'continue';
  };

  /** Does what the run was too short for. */
  end(): void {
    this.#waiting.forEach((event) => {
      if ('act' in event) {
        this.#meanwhile.act(event.act);
      }
    });
    this.#waiting = [];
  }

  /** The same platform, disturbed. */
  around(host: Host): Host {
    const disturbed = <Arguments extends unknown[], Answer>(
      name: string,
      call: (...args: Arguments) => Promise<Answer>,
    ) => {
      return async (...args: Arguments): Promise<Answer> => {
        const fault = await this.#passHost(name);
        const answer = await call(...args);
        if (fault !== undefined) {
          throw new HostError(`XSOAR failed at '${name}': the connection was lost.`);
        }
        return answer;
      };
    };
    return {
      searchIndicators: disturbed('searchIndicators', host.searchIndicators),
      createIndicators: disturbed('createIndicators', host.createIndicators),
      readContext: disturbed('readContext', host.readContext),
      writeContext: disturbed('writeContext', host.writeContext),
      results: disturbed('results', host.results),
      log: disturbed('log', host.log),
      version: disturbed('version', host.version),
      serverUrl: disturbed('serverUrl', host.serverUrl),
    };
  }

  /** A fault that strikes after the call's effect; one that strikes before it is thrown. */
  async #passHost(name: string): Promise<Fault | undefined> {
    const fault = this.#killed ? 'kill' : await this.#pass();
    // A full sync pulls first: what it asked for is still to be followed by its upload.
    if (!this.#killed && name === 'createIndicators' && !this.#isFullSync) {
      this.#asked = false;
    }
    this.#killed ||= fault === 'kill' || fault === 'kill after';
    if (fault === undefined || fault.endsWith('after')) {
      return fault;
    }
    throw new HostError(`XSOAR failed at '${name}': it is restarting.`);
  }

  /** One call more: does what is due by now, and answers the fault that the call meets. */
  async #pass(): Promise<Fault | undefined> {
    this.#calls += 1;
    const due = this.#waiting.filter((event) => event.at <= this.#calls && this.#isPossible(event));
    this.#waiting = this.#waiting.filter((event) => !due.includes(event));
    let fault: Fault | undefined;
    for (const event of due) {
      if ('act' in event) {
        this.#meanwhile.act(event.act);
      } else if ('beside' in event) {
        await this.#meanwhile.beside(event.beside);
      } else if ('passes' in event) {
        this.#sides.clock.advance(event.passes);
      } else {
        fault = event.fault;
        this.met = true;
      }
    }
    return fault;
  }

  #isPossible(event: During): boolean {
    if (!('act' in event) || !this.#asked) {
      return true;
    }
    // Without marks, XSOAR cannot keep a pull from writing over an edit that falls between its reading and its writing.
    return event.act.do.endsWith('in XDR') ? false : this.#sides.platform.marks;
  }

  #takesEffect({ endpoint }: SeenRequest): void {
    if (endpoint === 'get_changes') {
      this.#asked = true;
    } else if (WRITES.has(endpoint)) {
      // The request takes effect right after this hook.
      setImmediate(() => {
        this.#asked = false;
      });
    }
  }
}

/** Fails a request; true where it has no effect. */
function failRequest(fault: Fault, response: ServerResponse, sides: Sides): boolean {
  switch (fault) {
    case '500':
    case '429': {
      const reply = { err_code: Number(fault), err_msg: 'Try again later.', err_extra: null };
      response.writeHead(Number(fault), {
        'Content-Type': 'application/json',
        ...(fault === '429' ? { 'Retry-After': '7' } : {}),
      });
      response.end(JSON.stringify({ reply }));
      return true;
    }
    case 'time-out':
      sides.clock.advance(90_000);
      response.destroy();
      return true;
    default:
      response.destroy();
      return !fault.endsWith('after');
  }
}
