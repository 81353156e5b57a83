import { readFileSync } from 'node:fs';
import { childrenOf } from '../test/container/processes.ts';

const SAMPLE_MS = 100;
const TICKS_PER_SECOND = 100;

/** What a process and those that it started have used. Needs Linux's /proc. */
export interface Usage {
  cpuSeconds: number;
  /** The most memory that was seen at once, in MB: shared pages are counted once (PSS). */
  peakMb: number;
  /** The same with shared pages counted in every process (RSS). */
  peakRssMb: number;
}

/** Looks at a process and its children from now on, until it is told to stop; then it says what they have used. */
export function watchProcess(pid: number): { stop(): void; usage(): Usage } {
  const before = cpuSecondsOf(pid);
  let peak = 0;
  let peakRss = 0;
  const look = (): void => {
    const sizes = [pid, ...childrenOf(pid)].map(memoryOf);
    peak = Math.max(peak, sum(sizes.map(({ pss }) => pss)));
    peakRss = Math.max(peakRss, sum(sizes.map(({ rss }) => rss)));
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop: () => clearInterval(timer),
    usage: () => ({ cpuSeconds: cpuSecondsOf(pid) - before, peakMb: peak / 1024, peakRssMb: peakRss / 1024 }),
  };
}

/** Of a process and the children that it has waited for. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum(fields.slice(11, 15).map(Number)) / TICKS_PER_SECOND;
}

/** In KiB; nothing of a process that is gone. */
function memoryOf(pid: number): { pss: number; rss: number } {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const read = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { pss: read('Pss'), rss: read('Rss') };
  } catch {
    return { pss: 0, rss: 0 };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
