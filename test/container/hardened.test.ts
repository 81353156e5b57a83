import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { builtScript } from '../support/built.ts';
import { ipOf } from '../support/world.ts';
import { type Container, createContainer } from './container.ts';
import { everyCommand } from './every-command.ts';
import type { RunEnd } from './loop.ts';
import { ANOTHER_USER, asUser, USER, whyNotAs } from './other-users.ts';
import { createPlatform } from './platform.ts';

const GIB = 2 ** 30;

/**
 * The vendor's recommendation for containers: one processor, 1 GB, 256 processes, 1,024 open files, a user without rights
 * and home. Linux's own limits come near to that:
 * - NPROC counts the processes and threads of a user, on the whole machine: nobody else runs as ours.
 * - DATA counts what a process can write to: close to what it may use. Not AS: Node reserves address space by the
 *   gigabyte and uses little of it. Both count by the process, the container's 1 GB counts the tree: its peak is
 *   measured besides.
 */
const LIMITS = [
  ...['taskset', '--cpu-list', firstProcessor()],
  ...['prlimit', '--nproc=256', '--nofile=1024', `--data=${GIB}`, '--core=0'],
];

/** One that this process may run on. */
function firstProcessor(): string {
  return /Cpus_allowed_list:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
}

/** Makes all that is mounted read-only but for the temporary and the working folder, in a mount namespace of its own. */
const READ_ONLY = [
  'unshare',
  '--mount',
  '--propagation=private',
  ...['sh', '-c'],
  `for folder in tmp work; do mount --bind "$ROOT/$folder" "$ROOT/$folder" || exit; done
   while read -r _what place kind _how; do
     case "$place" in "$ROOT"/*) continue;; esac
     case "$kind" in proc|sysfs|cgroup*|devpts|devtmpfs) ;; *) mount -o remount,bind,ro "$place" || exit;; esac
   done < /proc/self/mounts
   cd "$ROOT/work" && exec "$@"`,
  'sh',
];

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
afterEach(async () => {
  await container.close();
});

/** Why it cannot be tried here; undefined where it can. */
const reason = whyNotAs(USER, LIMITS);
const where = reason === undefined ? describe : describe.skip;

async function harden(apart: boolean): Promise<{ readOnly: boolean }> {
  container = await createContainer(script, { apart });
  const options = asUser(USER, container, LIMITS);
  const environment = { ...options.environment, ROOT: container.root };
  await container.restart({ ...options, environment, starter: [...READ_ONLY, ...(options.starter ?? [])] });
  const { error } = await container.loop
    .run({ script: '', command: '' }, () => ({}))
    .catch((thrown) => ({ error: thrown }));
  if (error === null) {
    return { readOnly: true };
  }
  // No right to mount: then this user's missing rights alone make the other folders read-only.
  await container.restart(options);
  return { readOnly: false };
}

/** Runs a command, and some Python behind it. */
async function run(command: string, after: string): Promise<RunEnd> {
  const work = { script: `${script}\n${after}`, command, params: container.params };
  return await container.loop.run(work, createPlatform(container.xsoar, container.memory));
}

where.each([false, true])(
  `in a hardened container${reason === undefined ? '' : ` (skipped: ${reason})`} (wrapper apart: %p)`,
  (apart) => {
    let readOnly: boolean;
    beforeEach(async () => {
      ({ readOnly } = await harden(apart));
    });

    it('every command runs', async () => {
      await everyCommand(container);
      expect(container.loop.stderr).toBe('');
    });

    it('20,000 indicators are synced in 1 GB', async () => {
      const content = 'x'.repeat(2_000);
      for (let number = 0; number < 20_000; number += 1) {
        const comments = [{ type: 'IndicatorCommentRegular', content }];
        container.xsoar.indicators.add({ ...ipOf(number), comments, modified: '2026-01-01T00:00:00Z' });
      }
      const after = `
import resource
demisto.results(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))`;
      const { results, error } = await run('fetch-indicators', after);
      expect([error, container.tenant.size, results.length]).toEqual([null, 20_000, 1]);
      const loop = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${container.loop.pid}/status`, 'utf8'))?.[1];
      // Both at their peak, though not at the same time, and what they share counted twice.
      expect(Number(loop) * 1024 + Number(results[0])).toBeLessThan(GIB);
    });

    it('the limits are what they should be', async () => {
      const after = `
import os, resource
def _can_write(folder):
    try:
        path = os.path.join(folder, 'written-by-a-test')
        open(path, 'w').close()
        os.unlink(path)
        return True
    except OSError:
        return False
found = {
    'user': [os.getuid(), os.getgroups(), os.path.expanduser('~')],
    'limits': [resource.getrlimit(what)[0] for what in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_DATA)],
    'processors': len(os.sched_getaffinity(0)),
    'writes': [folder for folder in ('/', '/etc', '/usr', os.path.dirname(os.getcwd()), ${readOnly ? "'/tmp', '/var/tmp'," : ''} os.getcwd()) if _can_write(folder)],
}
import json
demisto.results(json.dumps(found))`;
      const { results, error } = await run('test-module', after);
      expect([error, results[0]]).toEqual([null, 'ok']);
      expect(JSON.parse(String(results[1]))).toEqual({
        user: [USER, [], '~'],
        limits: [256, 1_024, GIB],
        processors: 1,
        writes: [container.loop.workingDirectory],
      });
    });
  },
);

where('a user who may start no more processes', () => {
  it('is told so', async () => {
    container = await createContainer(script);
    await container.restart(asUser(ANOTHER_USER, container, ['prlimit', '--nproc=1']));
    expect((await container.run('fetch-indicators')).results).toMatchObject([
      {
        Type: 4,
        Contents: expect.stringMatching(/^The integration could not be started: .*temporarily unavailable/),
      },
    ]);
  });
});
