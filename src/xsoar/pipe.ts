import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import pLimit from 'p-limit';
import * as z from 'zod';
import { HostError } from '../errors.ts';
import { parseLine } from './answer-line.ts';
import { withoutMarker } from './error-marker.ts';
import { HostGone, TRY_AGAIN } from './host.ts';
import { LineSplitter } from './line-splitter.ts';

const answerShape = z.union([z.object({ ok: z.unknown() }), z.object({ error: z.string() })]);

const GOES_ON = 'Nothing was lost: the next run goes on from the last stored state.';
const CHECK_QUERY = `Where XSOAR names the query, correct the 'Sync Query' or the 'Retire Query'. ${GOES_ON}`;

interface Waiting {
  resolve(line: Buffer): void;
  reject(reason: HostError): void;
}

/** A call of the platform's Python object, by position and by name. */
export interface PlatformCall {
  call: string;
  args?: readonly unknown[];
  kwargs?: Readonly<Record<string, unknown>>;
  /**
   * For a search, the keys that are read of each element of the answer's `iocs`, and which keys of the objects in it;
   * null for everything. The launcher need not send others.
   */
  fields?: Readonly<Record<string, readonly string[] | null>>;
}

/**
 * The pipe to the launcher: lines of JSON. The launcher sends the invocation first; then each call
 * is answered by `{"ok": …}` or `{"error": "<text>"}` before the next one is sent.
 */
export class Pipe {
  readonly #output: Writable;
  readonly #onGone: () => void;
  /** One request in flight: whoever calls meanwhile waits. */
  readonly #one = pLimit(1);
  readonly #splitter = new LineSplitter();
  readonly #lines: Buffer[] = [];
  #waiting: Waiting | undefined;
  #gone = false;

  /** @param onGone called when the launcher is gone: the run has nobody to answer to any more */
  constructor(input: Readable, output: Writable, onGone: () => void) {
    this.#output = output;
    this.#onGone = onGone;
    // Always listened to, not only while an answer is awaited: that is how the launcher's death is noticed at once.
    input.on('data', (chunk: Buffer) => this.receive(chunk));
    for (const event of ['end', 'close', 'error']) {
      input.on(event, () => this.#end());
    }
    output.on('error', () => this.#end());
  }

  /** Takes in what came from the launcher, and keeps none of the memory that it is in. */
  receive(chunk: Buffer): void {
    for (const line of this.#splitter.pushBytes(chunk)) {
      this.#hand(line);
    }
  }

  /** The next line, parsed. @throws HostError when the launcher is gone or did not send JSON */
  async read(): Promise<unknown> {
    const line = this.#lines.shift() ?? (await this.#nextLine());
    try {
      return parseLine(line, (read) => this.#splitter.reuse(read));
    } catch (cause) {
      throw new HostError('XSOAR sent a line that is not JSON.', { advice: TRY_AGAIN, cause });
    }
  }

  /** Asks XSOAR for something and waits for its answer. @throws HostError with the server's words when it failed */
  async call(request: PlatformCall): Promise<unknown> {
    const name = request.call;
    return await this.#one(async () => {
      if (!this.#output.write(`${JSON.stringify(request)}\n`)) {
        await once(this.#output, 'drain');
      }
      const answer = answerShape.safeParse(await this.read());
      if (!answer.success) {
        throw new HostError(`XSOAR answered '${name}' with something that is no answer.`, {
          advice: TRY_AGAIN,
        });
      }
      if ('error' in answer.data) {
        throw new HostError(`XSOAR failed at '${name}': ${withoutMarker(answer.data.error)}`, {
          advice: name === 'searchIndicators' ? CHECK_QUERY : GOES_ON,
        });
      }
      return answer.data.ok;
    });
  }

  async #nextLine(): Promise<Buffer> {
    return await new Promise((resolve, reject) => {
      if (this.#gone) {
        reject(launcherGone());
      } else {
        this.#waiting = { resolve, reject };
      }
    });
  }

  #hand(line: Buffer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) {
      this.#lines.push(line);
    } else {
      waiting.resolve(line);
    }
  }

  #end(): void {
    if (!this.#gone) {
      this.#gone = true;
      this.#waiting?.reject(launcherGone());
      this.#onGone();
    }
  }
}

function launcherGone(): HostGone {
  return new HostGone('The connection to XSOAR ended while an answer was awaited.', { advice: GOES_ON });
}
