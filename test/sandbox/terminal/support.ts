import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterAll } from '@jest/globals';
import type { Io } from '../../../sandbox/terminal/io.ts';
import { type Manifest, parseManifest } from '../../../sandbox/terminal/manifest.ts';
import type { Call, Listeners, Rehearsal, Row, World } from '../../../sandbox/terminal/world.ts';
import { UsageError } from '../../../src/errors.ts';
import { failure, fileEntry, note } from '../../../src/xsoar/entries.ts';

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

type Answer = (call: Call, listeners: Listeners) => Promise<boolean> | boolean;

/** Both sides as plain maps, and an integration that answers as the test says. */
export class FakeWorld implements World {
  readonly params = { url: 'http://127.0.0.1:1', apikey_creds: { identifier: '', password: 'top-secret' } };
  readonly tenant: string = 'sandbox';
  readonly builtins = { knows: () => false, run: () => [] };
  readonly real: World['real'];
  readonly isKept = true;
  readonly calls: Call[] = [];
  readonly counts = { groups: () => [], calls: () => [] };
  readonly indicators = new Map<string, Row>();
  readonly iocs = new Map<string, Row>();
  closed = 0;
  answer: Answer = ({ command }, { onResults }) => {
    onResults([note(`${command} done.`)]);
    return true;
  };
  readonly #filesFolder: string = temporaryFolder();

  readonly xsoar: World['xsoar'];
  readonly xdr: World['xdr'];

  constructor(realTenant?: string) {
    if (realTenant !== undefined) this.tenant = realTenant;
    this.real =
      realTenant === undefined ? undefined : { banner: `XDR is real: ${realTenant}.`, prompt: 'real XDR' };
    this.xsoar = this.#xsoar();
    this.xdr = realTenant === undefined ? this.#xdr() : undefined;
  }

  async run(call: Call, listeners: Listeners): Promise<boolean> {
    this.calls.push(call);
    return await this.answer(call, listeners);
  }

  async rehearse(): Promise<Rehearsal> {
    throw new Error('this world does not rehearse');
  }

  fileOf(fileId: string): string {
    return join(this.#filesFolder, fileId);
  }

  snapshot(): unknown {
    return { indicators: [...this.indicators], iocs: [...this.iocs] };
  }

  restore(snapshot: unknown): void {
    const { indicators, iocs } = snapshot as Record<'indicators' | 'iocs', [string, Row][]>;
    if (!Array.isArray(indicators)) throw new Error('no indicators in it');
    for (const [value, row] of indicators) this.indicators.set(value, row);
    for (const [value, row] of iocs) this.iocs.set(value, row);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  #xsoar(): World['xsoar'] {
    const { indicators } = this;
    const changed = (value: string, fields: Row): Row => {
      const row = { ...indicators.get(value), ...fields };
      indicators.set(value, row);
      return row;
    };
    return {
      get size() {
        return indicators.size;
      },
      get: async (value) => indicators.get(value),
      find: async () => ({ total: indicators.size, found: [...indicators.values()] }),
      now: () => 0,
      load: (found) => {
        let added = 0;
        for (const { value, type } of found) {
          indicators.set(value, { value, type });
          added += 1;
        }
        return { added, known: 0 };
      },
      loadSamples: () => {
        for (const value of ['192.0.2.1', 'bad.example']) indicators.set(value, { value, type: 'any' });
        return 2;
      },
      add: ({ value, indicator_type }, comment) => changed(value, { value, type: indicator_type, comment }),
      edit: (value, patch) => changed(value, { ...patch }),
      refresh: (value, patch) => changed(value, { ...patch }),
      expire: (value) => changed(value, { status: 'expired' }),
      remove: (value) => {
        indicators.delete(value);
      },
      context: async () => ({ time: '2030-01-01T00:00:00Z' }),
    };
  }

  #xdr(): NonNullable<World['xdr']> {
    const { iocs } = this;
    return {
      get size() {
        return iocs.size;
      },
      get: (value) => iocs.get(value),
      all: () => iocs.values(),
      edit: (value, fields) => {
        const known = iocs.get(value);
        if (known === undefined)
          throw new UsageError(`XDR has no IOC "${value}".`, { advice: 'Push it first.' });
        iocs.set(value, { ...known, ...fields });
        return { ...known, ...fields };
      },
      add: (value, fields) => {
        iocs.set(value, { value, ...fields });
        return { value, ...fields };
      },
      remove: (value) => {
        iocs.delete(value);
        return { value };
      },
      hit: (value, hits) => ({ ...iocs.get(value), hits }),
    };
  }
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
