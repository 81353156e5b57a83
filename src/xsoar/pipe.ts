import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import pLimit from 'p-limit';
import * as z from 'zod';
import { HostError } from '../errors.ts';
import { readLines } from './lines.ts';

const answerShape = z.union([z.object({ ok: z.unknown() }), z.object({ error: z.string() })]);

/**
 * The pipe to the launcher: lines of JSON. The launcher sends the invocation first; then each call
 * `{"call": "<name>", "args": {…}}` is answered by `{"ok": …}` or `{"error": "<text>"}` before the next one is sent.
 */
export class Pipe {
  readonly #lines: AsyncGenerator<string, void, undefined>;
  readonly #output: Writable;
  /** One request in flight: whoever calls meanwhile waits. */
  readonly #one = pLimit(1);

  constructor(input: Readable, output: Writable) {
    this.#lines = readLines(input);
    this.#output = output;
  }

  /** The next line, parsed. @throws HostError when the launcher is gone or did not send JSON */
  async read(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) {
      throw new HostError('The connection to XSOAR ended while an answer was awaited.');
    }
    try {
      return JSON.parse(value);
    } catch (cause) {
      throw new HostError('XSOAR sent a line that is not JSON.', { cause });
    }
  }

  /** Asks XSOAR for something and waits for its answer. @throws HostError with the server's words when it failed */
  async call(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    return await this.#one(async () => {
      if (!this.#output.write(`${JSON.stringify({ call: name, args })}\n`)) {
        await once(this.#output, 'drain');
      }
      const answer = answerShape.safeParse(await this.read());
      if (!answer.success) {
        throw new HostError(`XSOAR answered '${name}' with something that is no answer.`);
      }
      if ('error' in answer.data) {
        throw new HostError(`XSOAR failed at '${name}': ${answer.data.error}`, {
          advice: 'Nothing was lost: the next run goes on from the last stored state.',
        });
      }
      return answer.data.ok;
    });
  }
}
