import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Why processes cannot be bound to processors here; undefined where they can. */
export function whyNotBound(count: number): string | undefined {
  const { error } = spawnSync('taskset', ['--version']);
  if (error !== undefined) {
    return 'there is no program `taskset` here (it is part of util-linux)';
  }
  const allowed = allowedProcessors().length;
  return allowed < count ? `there are only ${allowed} processors` : undefined;
}

/**
 * Binds a process to so many processors; what it starts from now on is bound with it. They are the last ones: what the
 * system does by itself it mostly does on the first.
 * @throws Error with the words of `taskset` where it fails
 */
export function bindTo(count: number, pid: number): void {
  const list = allowedProcessors().slice(-count).join(',');
  const { status, stderr } = spawnSync('taskset', ['-a', '-p', '-c', list, String(pid)], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`taskset failed: ${stderr}`);
  }
}

/** The numbers of the processors that this process may run on, as Linux lists them: `0-3,8`. */
function allowedProcessors(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
