import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterAll } from '@jest/globals';
import { ApiCalls } from '../../../sandbox/pack/api-calls.ts';
import { Builtins } from '../../../sandbox/pack/builtins.ts';
import type { StoredIoc } from '../../../sandbox/tenant/stored-ioc.ts';
import type { HostListeners } from '../../../sandbox/terminal/between.ts';
import type { Io } from '../../../sandbox/terminal/io.ts';
import { type Manifest, parseManifest } from '../../../sandbox/terminal/manifest.ts';
import { sideOf } from '../../../sandbox/terminal/sandbox-world.ts';
import type { Call, Listeners, Ran, Rehearsal, World, XdrSide } from '../../../sandbox/terminal/world.ts';
import type { IndicatorStore } from '../../../sandbox/xsoar/indicator-store.ts';
import { SandboxXsoar } from '../../../sandbox/xsoar/sandbox-xsoar.ts';
import { UsageError } from '../../../src/errors.ts';
import { failure, fileEntry, note, type WarRoomResult } from '../../../src/xsoar/entries.ts';

/** The project's own manifest. */
export const manifest: Manifest = parseManifest(
  readFileSync(new URL('../../../integration.yml', import.meta.url), 'utf8'),
);

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test's own, gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'war-room-test-'));
  folders.push(folder);
  return folder;
}

/** A writable that keeps what was written. */
export class Memory extends Writable {
  text = '';
  /** A progress bar asks the stream itself. */
  isTTY = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export interface FakeIo extends Io {
  readonly output: Memory;
  readonly errors: Memory;
  interrupt(): void;
}

/** A terminal of the test's own: what is typed comes from `typed`. */
export function fakeIo(typed: string | Readable = '', changes: Partial<Io> = {}): FakeIo {
  const controller = new AbortController();
  return {
    input: typeof typed === 'string' ? Readable.from(typed === '' ? [] : [typed]) : typed,
    environment: {},
    inputIsTerminal: false,
    outputIsTerminal: false,
    width: () => 100,
    interrupted: controller.signal,
    temporary: temporaryFolder(),
    ...changes,
    output: new Memory(),
    errors: new Memory(),
    interrupt: () => controller.abort(),
  };
}

/** Input that stays open until the test ends it. */
export function openInput(): PassThrough {
  return new PassThrough();
}

type Answer = (call: Call, listeners: HostListeners) => Promise<boolean> | boolean;

/** The sandbox's XSOAR, XDR's console over a plain map, and an integration that answers as the test says. */
export class FakeWorld implements World {
  readonly params = { url: 'http://127.0.0.1:1', apikey_creds: { identifier: '', password: 'top-secret' } };
  readonly tenant: string = 'sandbox';
  readonly real: World['real'];
  readonly calls: Call[] = [];
  readonly iocs = new Map<string, StoredIoc>();
  readonly indicators: IndicatorStore;
  readonly xsoar: World['xsoar'];
  readonly sandbox: NonNullable<World['sandbox']>;
  readonly xdr: World['xdr'];
  closed = 0;
  answer: Answer = ({ command }, { onResults }) => {
    onResults([note(`${command} done.`)]);
    return true;
  };
  readonly #filesFolder: string = temporaryFolder();

  constructor(realTenant?: string) {
    if (realTenant !== undefined) this.tenant = realTenant;
    this.real =
      realTenant === undefined ? undefined : { banner: `XDR is real: ${realTenant}.`, prompt: 'real XDR' };
    const xsoar = new SandboxXsoar({ clock: { now: () => 0, sleep: async () => undefined } });
    xsoar.setContext({ time: '2030-01-01T00:00:00Z' });
    const { indicators } = xsoar;
    this.indicators = indicators;
    this.xsoar = sideOf(xsoar);
    this.sandbox = {
      indicators,
      builtins: new Builtins(indicators),
      calls: new ApiCalls(),
      now: () => 0,
      loadSamples: () => {
        indicators.add({ value: '192.0.2.1', indicator_type: 'IP', score: 3 });
        indicators.add({ value: 'bad.example', indicator_type: 'Domain', score: 3 });
        return 2;
      },
    };
    this.xdr = realTenant === undefined ? consoleOver(this.iocs) : undefined;
  }

  async run(call: Call, listeners: Listeners): Promise<Ran> {
    this.calls.push(call);
    const results: WarRoomResult[] = [];
    const onResults = (given: readonly WarRoomResult[]): void => void results.push(...given);
    return { succeeded: await this.answer(call, { ...listeners, onResults }), results };
  }

  async rehearse(): Promise<Rehearsal> {
    throw new Error('this world does not rehearse');
  }

  readonly fileOf = (fileId: string): string => join(this.#filesFolder, fileId);

  snapshot(): unknown {
    return { indicators: this.indicators.contents(), iocs: [...this.iocs] };
  }

  restore(snapshot: unknown): void {
    const { indicators, iocs } = snapshot as {
      indicators: ReturnType<IndicatorStore['contents']>;
      iocs: [string, StoredIoc][];
    };
    if (typeof indicators !== 'object') throw new Error('no indicators in it');
    this.indicators.replaceContents(indicators);
    for (const [value, ioc] of iocs) this.iocs.set(value, ioc);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

/** An IOC of which a test says only what counts. */
export function iocOf(fields: { value: string } & Readonly<Record<string, unknown>>): StoredIoc {
  return fields as unknown as StoredIoc;
}

function consoleOver(iocs: Map<string, StoredIoc>): XdrSide {
  const put = (value: string, fields: object): StoredIoc => {
    const ioc = iocOf({ ...iocs.get(value), ...fields, value });
    iocs.set(value, ioc);
    return ioc;
  };
  return {
    get size() {
      return iocs.size;
    },
    get: (value) => iocs.get(value),
    all: () => iocs.values(),
    edit: (value, fields) => {
      if (iocs.has(value)) return put(value, fields);
      throw new UsageError(`XDR has no IOC "${value}".`, { advice: 'Push it first.' });
    },
    create: (ioc) => put(ioc.value, ioc),
    remove: (value) => {
      iocs.delete(value);
      return iocOf({ value });
    },
    hit: (value, hits) => put(value, { hits }),
  };
}

/** An answer that fails with an error entry. */
export const failing: Answer = (_call, { onResults }) => {
  onResults([failure('It went wrong.')]);
  return false;
};

/** An answer that is a file entry. */
export function fileAnswer(name: string, fileId: string): Answer {
  return (_call, { onResults }) => {
    onResults([fileEntry(name, fileId)]);
    return true;
  };
}
