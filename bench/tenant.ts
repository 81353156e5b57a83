import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./tenant-process.ts', import.meta.url));

export interface TenantCounts {
  requests: number;
  bytes: number;
  iocs: number;
  /** IOCs that had been sent before. */
  repeats: number;
}

export interface BenchTenant {
  url: string;
  counts(): Promise<TenantCounts>;
  stop(): Promise<void>;
}

/** Starts the cheap tenant in a process of its own. */
export async function startTenant(options: {
  latencyMs: number;
  changes: number;
  indicators: number;
}): Promise<BenchTenant> {
  const args = [options.latencyMs, options.changes, options.indicators].map(String);
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const [port] = (await Promise.race([once(child.stdout, 'data'), closed.then(() => [''])])) as [unknown];
  const url = `http://127.0.0.1:${String(port).trim()}`;
  return {
    url,
    counts: async () => (await (await fetch(`${url}/counts`)).json()) as TenantCounts,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
