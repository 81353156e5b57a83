import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { failure } from '../../src/xsoar/entries.ts';
import { SMALL_BATCH } from '../support/built.ts';
import { type RestXsoar, startRest } from '../support/xsoar-rest.ts';
import { FaultyWorld, type Outcome } from './faulty-world.ts';
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import { KEY, KEY_ID } from './secrets.ts';

const HOUR_MS = 3_600_000;

interface Sides {
  xsoar: SandboxXsoar;
  rest: RestXsoar;
  tenant: Tenant;
  line: LineToXdr;
}

/**
 * The program that runs outside of XSOAR, as a process that can be killed, between two servers. Time is real; XSOAR's own
 * clock is an hour behind, so that whatever it stamps is old enough to be pushed at once.
 */
export class ProgramWorld extends FaultyWorld {
  onCall: ((call: string, moment: 'before' | 'after') => void) | undefined;
  kills = 0;
  readonly #program: string;
  readonly #rest: RestXsoar;
  readonly #folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));
  #child: ChildProcess | undefined;

  constructor(program: string, { rest, ...sides }: Sides) {
    super(sides, {});
    this.#program = program;
    this.#rest = rest;
    rest.onRequest(({ method, path, headers }, response) => {
      this.secrets.addRequest(headers);
      const killed = this.kills;
      this.onCall?.(`${method} ${path}`, 'before');
      if (this.kills > killed) {
        response.destroy();
        return 'handled';
      }
      // It is carried out as soon as this has returned: the client dies, the request counts.
      this.onCall?.(`${method} ${path}`, 'after');
      return 'continue';
    });
  }

  now(): number {
    return Date.now() - HOUR_MS;
  }

  settle(): void {}

  advance(): void {}

  /** SIGKILL, at once. */
  kill(): void {
    this.kills += 1;
    this.#child?.kill('SIGKILL');
  }

  async run(command: string): Promise<Outcome> {
    if (command !== 'fetch-indicators') {
      throw new Error('the program only keeps both sides in step');
    }
    const path = join(this.#folder, 'state.json');
    const words = [
      '--xsoar',
      this.#rest.url,
      '--xdr',
      this.line.url,
      '--write',
      '--state',
      path,
      '--debug',
      'sync',
    ];
    const child = spawn(process.execPath, [this.#program, ...words], {
      env: { ...process.env, XSOAR_API_KEY: KEY, XDR_API_KEY: KEY, XDR_API_KEY_ID: KEY_ID },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const [code, signal] = await once(child, 'close');
    this.secrets.addText(said);
    this.#takeContext(path);
    const results = code === 0 || signal !== null ? [] : [failure(said)];
    return { ok: code === 0, results, log: said };
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.line.close();
    await this.tenant.close();
    await this.#rest.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What the state file says stands where the sandbox keeps its context: there the findings look for it. */
  #takeContext(path: string): void {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return;
    }
    this.secrets.addText(text);
    this.xsoar.setContext((JSON.parse(text) as { context: Record<string, unknown> }).context);
  }
}

/** @param program the built file */
export async function inProgram(program: string): Promise<ProgramWorld> {
  const clock: Clock = { ...systemClock, now: () => Date.now() - HOUR_MS };
  const tenant = await startTenant({ keyId: KEY_ID, key: KEY, keyLevel: 'Advanced' });
  const xsoar = new SandboxXsoar({ clock });
  const rest = await startRest(xsoar, { generation: 6, key: KEY, clock: systemClock, pageSize: SMALL_BATCH });
  return new ProgramWorld(program, { xsoar, rest, tenant, line: await layLine(tenant.url) });
}
