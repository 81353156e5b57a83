import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../config.ts';
import { dispatch } from '../dispatch.ts';
import type { Edge } from '../edge.ts';
import { ConfigurationError, HostError, IntegrationError, messageOf, UsageError } from '../errors.ts';
import type { WarRoomResult } from '../xsoar/entries.ts';
import type { Host } from '../xsoar/host.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import { legible } from '../xsoar/markdown.ts';
import { type Access, guardFor } from './access.ts';
import { type ContextStore, MemoryContext } from './context-store.ts';
import { DEFAULT_PARAMS, UNLIMITED_S } from './defaults.ts';
import { interruptible } from './interruptible.ts';
import { Ledger } from './ledger.ts';
import { Locked, type Machine } from './lock.ts';
import { type OutsideOptions, parseOptions, USAGE } from './options.ts';
import { describeOutcome } from './rehearsal/describe.ts';
import { toText } from './rehearsal/document.ts';
import { rehearse } from './rehearsal/rehearse.ts';
import { writeReport } from './rehearsal/write-report.ts';
import type { RestClient } from './rest/client.ts';
import { RestError } from './rest/failures.ts';
import { runOnce } from './run-once.ts';
import { repeat } from './schedule.ts';
import { connectXsoar, hostOf, OUTSIDE } from './sides.ts';
import { readState, StateFile } from './state-file.ts';
import { asOutside } from './wording.ts';

/** Exit codes, for a shell and for a supervisor. */
export const ExitCode = { ok: 0, failed: 1, wrong: 2, locked: 3 } as const;

/** All that the program knows of the process it runs in. */
export interface OutsideIo {
  out: (text: string) => void;
  err: (text: string) => void;
  environment: Readonly<Record<string, string | undefined>>;
  edge: Edge;
  /** Aborts when the process is told to end. */
  stop: AbortSignal;
  machine: Machine;
  /** Where temporary folders are made. */
  temporary: string;
}

/** Runs the program from its command-line words to its end. @returns the exit code */
export async function runOutside(words: readonly string[], io: OutsideIo): Promise<number> {
  try {
    const options = parseOptions(words, io.environment);
    if (options === undefined) {
      io.out(USAGE);
      return ExitCode.ok;
    }
    return (await new Outside(options, io).run()) ? ExitCode.ok : ExitCode.failed;
  } catch (thrown) {
    io.err(`${explained(thrown)}\n`);
    return codeOf(thrown);
  }
}

/** Failures that stay until somebody corrects something. */
const LASTING: ReadonlySet<string> = new Set(['unauthorized', 'forbidden', 'not-found', 'certificate']);

function codeOf(thrown: unknown): number {
  if (thrown instanceof Locked) {
    return ExitCode.locked;
  }
  const isWrong = thrown instanceof UsageError || thrown instanceof ConfigurationError || isLasting(thrown);
  return isWrong ? ExitCode.wrong : ExitCode.failed;
}

function isLasting(thrown: unknown): boolean {
  const error = thrown instanceof HostError ? (thrown.cause ?? thrown) : thrown;
  return error instanceof RestError && LASTING.has(error.kind);
}

/** What a user reads of a failure: what failed, then what to do. */
export function explained(thrown: unknown): string {
  const advice = thrown instanceof IntegrationError ? thrown.advice : '';
  return asOutside(advice === '' ? messageOf(thrown) : `${messageOf(thrown)}\n${advice}`);
}

class Outside {
  readonly #options: OutsideOptions;
  readonly #io: OutsideIo;
  readonly #edge: Edge;
  readonly #access: Access;
  readonly #params: Readonly<Record<string, unknown>>;
  readonly #client: RestClient;

  constructor(options: OutsideOptions, io: OutsideIo) {
    this.#options = options;
    this.#io = io;
    this.#access = options.write && options.task === 'sync' ? 'write' : 'read';
    this.#edge = { ...io.edge, clock: interruptible(io.edge.clock, io.stop), stop: io.stop };
    this.#params = paramsOf(options);
    // What is wrong with them is told before anything is asked of either server.
    parseConfig(this.#params);
    this.#client = connectXsoar({
      side: options.xsoar,
      access: this.#access,
      insecure: options.insecure,
      proxy: options.proxy,
      edge: this.#edge,
      onNotice: (text) => io.err(`${legible(text)}\n`),
    });
  }

  /** @returns whether it succeeded */
  async run(): Promise<boolean> {
    const { task, everyMs } = this.#options;
    await this.#greet(everyMs !== undefined);
    const folder = await mkdtemp(join(this.#io.temporary, 'xdr-iocs-'));
    try {
      return task === 'sync' ? await this.#sync(folder) : await this.#read(task, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Says which sides are real, and what is done to them; asks XSOAR its version, which shows whether the key is right. */
  async #greet(mayWait: boolean): Promise<void> {
    const { xsoar, xdr, state } = this.#options;
    const how = this.#access === 'write' ? 'read and written' : 'only read';
    this.#io.err(`XSOAR ${xsoar.url} and XDR ${xdr.url}: both real, ${how}. State: ${state ?? 'none'}.\n`);
    const host = this.#host(new MemoryContext(), new Ledger());
    try {
      this.#io.err(`XSOAR's version is ${legible(await host.version())}.\n`);
    } catch (thrown) {
      // At a machine's start the network may come later.
      if (!mayWait || isLasting(thrown)) {
        throw thrown;
      }
      this.#io.err(`${explained(thrown)}\n`);
    }
  }

  async #read(task: 'rehearse' | 'test', folder: string): Promise<boolean> {
    const { state } = this.#options;
    const context = new MemoryContext(state === undefined ? undefined : await readState(state, this.#pair()));
    return task === 'test' ? await this.#test(context, folder) : await this.#rehearse(context, folder);
  }

  async #test(context: ContextStore, folder: string): Promise<boolean> {
    const ledger = new Ledger();
    const host = this.#host(context, ledger, (results) => {
      for (const result of results) {
        this.#io.out(`XDR: ${asOutside(typeof result === 'string' ? result : String(result.Contents))}\n`);
      }
    });
    await host.searchIndicators({ query: parseConfig(this.#params).query, size: 1, fields: [] });
    this.#io.out('XSOAR: ok\n');
    return await dispatch(this.#invocation('test-module', folder), host, this.#guarded(ledger));
  }

  async #rehearse(context: ContextStore, folder: string): Promise<boolean> {
    const { report, xsoar, xdr } = this.#options;
    const ledger = new Ledger();
    const found = await rehearse({
      invocation: this.#invocation('fetch-indicators', folder),
      host: this.#host(context, ledger),
      edge: this.#guarded(ledger),
      ledger,
    });
    const outcome = {
      ...found,
      failure: found.failure === undefined ? undefined : asOutside(found.failure),
      advice: asOutside(found.advice),
    };
    const between = { xsoar: xsoar.url, xdr: xdr.url, isRealXdr: true };
    this.#io.out(toText(describeOutcome(outcome, between)));
    if (report !== undefined) {
      await writeReport(report, outcome, between);
      this.#io.err(`The report is in ${report}.\n`);
    }
    return outcome.failure === undefined;
  }

  async #sync(folder: string): Promise<boolean> {
    const { state = '', everyMs } = this.#options;
    const { machine, stop } = this.#io;
    const file = await StateFile.open(state, this.#pair(), machine);
    try {
      return await repeat(
        async () => {
          const succeeded = await this.#syncOnce(file, folder);
          await file.expectOwn();
          return succeeded;
        },
        { everyMs, clock: this.#edge.clock, stop },
      );
    } finally {
      await file.close();
    }
  }

  async #syncOnce(file: StateFile, folder: string): Promise<boolean> {
    const ledger = new Ledger();
    const { succeeded, line } = await runOnce({
      invocation: this.#invocation('fetch-indicators', folder),
      makeHost: (onResults) => this.#host(file, ledger, onResults),
      edge: this.#guarded(ledger),
      ledger,
      context: file,
    });
    this.#io.out(`${line}\n`);
    return succeeded;
  }

  #pair(): { xsoar: string; xdr: string } {
    return { xsoar: this.#options.xsoar.url, xdr: this.#options.xdr.url };
  }

  #guarded(ledger: Ledger): Edge {
    return { ...this.#edge, guard: guardFor(this.#access, ledger) };
  }

  #host(
    context: ContextStore,
    ledger: Ledger,
    onResults: (results: readonly WarRoomResult[]) => void = () => undefined,
  ): Host {
    return hostOf({
      client: this.#client,
      url: this.#options.xsoar.url,
      access: this.#access,
      context,
      params: this.#params,
      ledger,
      onResults,
      onLog: (level, text) => {
        if (this.#options.debug) {
          this.#io.err(
            `${text
              .split('\n')
              .map((line) => `${level}: ${legible(line)}`)
              .join('\n')}\n`,
          );
        }
      },
    });
  }

  #invocation(command: string, workingDirectory: string): Invocation {
    const { debug } = this.#options;
    return {
      command,
      params: this.#params,
      args: {},
      investigationId: 'outside',
      workingDirectory,
      isDebug: debug,
      ...OUTSIDE,
    };
  }
}

/** The parameters of the instance that this program stands in for. */
function paramsOf({ xdr, set, insecure, proxy }: OutsideOptions): Readonly<Record<string, unknown>> {
  return {
    ...DEFAULT_PARAMS,
    ...set,
    url: xdr.url,
    apikey_id_creds: { identifier: '', password: xdr.keyId },
    apikey_creds: { identifier: '', password: xdr.key },
    security_level: xdr.keyLevel,
    insecure,
    proxy,
    max_run_seconds: UNLIMITED_S,
  };
}
