import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../../sandbox/tenant/tenant.ts';
import { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';
import { systemClock } from '../../src/clock.ts';
import { instanceParams } from '../support/instance.ts';
import { KEY, KEY_ID } from '../support/xdr.ts';
import { Loop, type LoopOptions, type Run, type RunEnd } from './loop.ts';
import { ContextMemory, createPlatform } from './platform.ts';

/** A container with XSOAR on one side and XDR on the other. */
export interface Container {
  loop: Loop;
  xsoar: SandboxXsoar;
  tenant: Tenant;
  memory: ContextMemory;
  params: Record<string, unknown>;
  logs: string[];
  root: string;
  /** Another loop process in the same file system, such as one after a kill. */
  restart(options?: Partial<LoopOptions>): Promise<void>;
  run(command: string, args?: Record<string, unknown>, context?: Record<string, unknown>): Promise<RunEnd>;
  close(): Promise<void>;
}

export async function createContainer(
  script: string,
  options: Partial<LoopOptions> = {},
): Promise<Container> {
  const root = mkdtempSync(join(tmpdir(), 'xdr-container-'));
  const tenant = await startTenant({ keyId: KEY_ID, key: KEY, keyLevel: 'Advanced' });
  const xsoar = new SandboxXsoar({ clock: systemClock });
  const memory = new ContextMemory();
  const logs: string[] = [];
  const params = instanceParams(tenant.url);
  const container: Container = {
    loop: new Loop({ root, ...options }),
    xsoar,
    tenant,
    memory,
    params,
    logs,
    root,
    restart: async (more = {}) => {
      await container.loop.kill();
      container.loop = new Loop({ root, ...options, ...more });
    },
    run: async (command, args = {}, context = {}) => {
      const run: Run = { script, command, args, params, context };
      const end = await container.loop.run(run, createPlatform(xsoar, memory, logs));
      await memory.complete(xsoar.host());
      return end;
    },
    close: async () => {
      await container.loop.kill();
      await tenant.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return container;
}

/** A `node` for the container that does something else first: the text of a shell script. `$NODE` is the real one. */
export function shimNode(root: string, text: string): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  const path = join(folder, 'node');
  writeFileSync(path, `#!/bin/sh\nNODE='${process.execPath}'\n${text}\n`);
  chmodSync(path, 0o755);
  return `${folder}:/usr/bin:/bin`;
}

/** A PATH that has Python and nothing else. */
export function pathWithoutNode(root: string): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  symlinkSync(python, join(folder, 'python3'));
  return folder;
}
