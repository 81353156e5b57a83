import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { dispatch } from '../../src/dispatch.ts';
import { messageOf } from '../../src/errors.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { MakeWorld, Outcome, WorldOptions } from './faulty-world.ts';
import { type LineToXdr, layLine } from './line-to-xdr.ts';
import { startVirtualTenant, VirtualWorld } from './virtual-world.ts';

/** The integration's code in this process: XDR is a real server, time is virtual, so that no retry is waited for. */
class InProcessWorld extends VirtualWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), 'xdr-faults-'));

  constructor(clock: FakeClock, tenant: Tenant, line: LineToXdr, options: WorldOptions) {
    super({ xsoar: new SandboxXsoar({ clock }), tenant, line }, clock, options);
  }

  async run(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const results: WarRoomResult[] = [];
    const log: string[] = [];
    const host = this.xsoar.host({
      onResults: (given) => results.push(...given),
      onLog: (level, text) => log.push(`${level}: ${text}`),
    });
    const end = await this.#dispatch(command, args, host).catch(messageOf);
    const outcome = { ok: end === true, results, log: log.join('\n') };
    this.secrets.addText(JSON.stringify({ end, outcome, context: this.xsoar.context }));
    this.secrets.addFiles(this.#folder);
    return typeof end === 'string' ? { ...outcome, broken: end } : outcome;
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.tenant.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #dispatch(command: string, args: Record<string, unknown>, host: Host): Promise<boolean> {
    return await dispatch(
      {
        command,
        args,
        params: this.params,
        investigationId: 'inv',
        workingDirectory: this.#folder,
        isDebug: true,
        brand: '',
        instance: '',
      },
      {
        ...host,
        searchIndicators: async (request) =>
          await this.search(request.size, async (size) => await host.searchIndicators({ ...request, size })),
      },
      this.edge,
    );
  }
}

export const inProcess: MakeWorld = async (options = {}) => {
  const clock = new FakeClock();
  const tenant = await startVirtualTenant(clock, options);
  return new InProcessWorld(clock, tenant, await layLine(tenant.url), options);
};
