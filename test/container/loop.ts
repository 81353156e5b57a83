import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isMetrics, type WarRoomResult } from '../../src/xsoar/entries.ts';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';

/** The loop process's own text. */
export const LOOP = fileURLToPath(new URL('./loop.py', import.meta.url));

/** One call of the `demisto` object, as the loop process sends it. */
export interface LoopRequest {
  type: string;
  [key: string]: unknown;
}

/**
 * The server's side of the calls; what it throws reaches the script as a `ValueError`. An answer is written out as JSON,
 * but one in bytes (a list of pieces) is JSON already.
 */
export type Platform = (request: LoopRequest) => unknown;

export interface Run {
  /** May be missing where the process has run a script of this `code_version` before. */
  script?: string;
  code_version?: string;
  command: string;
  params?: Record<string, unknown>;
  args?: Record<string, unknown>;
  context?: Record<string, unknown>;
}

export interface RunEnd {
  results: WarRoomResult[];
  /** The execution metrics among the results. */
  metrics: WarRoomResult[];
  /** What escaped the script, or null. */
  error: string | null;
  /** How many calls of each kind the run made. */
  calls: Record<string, number>;
}

export interface LoopOptions {
  /** The container's file system: its working directory and its temporary one are made in here. */
  root: string;
  /** The `demisto` object lives in a namespace of its own. */
  apart?: boolean;
  environment?: Record<string, string>;
  /** What starts the process, such as `setpriv` with its options. */
  starter?: readonly string[];
  /** The loop's own text, where that user cannot read the project. */
  loop?: string;
}

/** A loop process and the server that talks to it. */
export class Loop {
  readonly workingDirectory: string;
  readonly temporaryDirectory: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<void>;
  #onLine: (line: string) => void = () => undefined;
  #onGone: () => void = () => undefined;
  /** What the process said on its error stream. */
  stderr = '';

  constructor(options: LoopOptions) {
    this.workingDirectory = join(options.root, 'work');
    this.temporaryDirectory = join(options.root, 'tmp');
    mkdirSync(this.workingDirectory, { recursive: true });
    mkdirSync(this.temporaryDirectory, { recursive: true });
    const [command = '', ...args] = [...(options.starter ?? []), 'python3', '-B', options.loop ?? LOOP];
    this.#child = spawn(command, [...args, ...(options.apart ? ['--apart'] : [])], {
      cwd: this.workingDirectory,
      env: { PATH: process.env.PATH, TMPDIR: this.temporaryDirectory, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const splitter = new LineSplitter();
    this.#child.stdout.on('data', (chunk: Buffer) => {
      splitter.push(chunk).forEach((line) => {
        this.#onLine(line);
      });
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('utf8');
    });
    this.#child.stdin.on('error', () => undefined);
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#onGone();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs a script and answers its calls; rejects when the process ends before the run does. */
  async run(run: Run, platform: Platform): Promise<RunEnd> {
    const end: RunEnd = { results: [], metrics: [], error: null, calls: {} };
    return await new Promise((resolve, reject) => {
      this.#onGone = () => reject(new Error(`the loop process is gone: ${this.stderr}`));
      this.#onLine = (line) => {
        // Whatever is not the protocol's must never come this way; parsing it fails the test.
        const request = JSON.parse(line) as LoopRequest;
        if (request.type === 'completed') {
          end.error = request.error as string | null;
          resolve(end);
        } else {
          this.#serve(request, platform, end).catch(reject);
        }
      };
      this.#send({
        integration: true,
        native: false,
        params: {},
        args: {},
        ...run,
        context: { Inv: { id: 'inv' }, ...run.context },
      });
    });
  }

  /** Kills the container: SIGKILL, without warning. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
  }

  async #serve(request: LoopRequest, platform: Platform, end: RunEnd): Promise<void> {
    end.calls[request.type] = (end.calls[request.type] ?? 0) + 1;
    if (request.type === 'result') {
      for (const result of request.results as WarRoomResult[]) {
        (isMetrics(result) ? end.metrics : end.results).push(result);
      }
      return;
    }
    try {
      this.#send((await platform(request)) ?? {});
    } catch (thrown) {
      this.#send({ type: 'error', message: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }

  #send(message: unknown): void {
    const pieces = isBytes(message) ? message : [JSON.stringify(message)];
    for (const piece of [...pieces, '\n']) {
      this.#child.stdin.write(piece);
    }
  }
}

function isBytes(message: unknown): message is readonly Buffer[] {
  return Array.isArray(message) && message.length > 0 && message.every(Buffer.isBuffer);
}
