import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from './container.ts';
import { LOOP, type LoopOptions } from './loop.ts';

/** Users that no machine has: no home, no group, no rights. */
export const USER = 4_000;
export const ANOTHER_USER = 4_001;

/** Where another user finds Python; what else root's PATH names may lie in root's home. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/** With util-linux's `setpriv`, root becomes another user. */
const becoming = (user: number): readonly string[] => [
  'setpriv',
  `--reuid=${user}`,
  `--regid=${user}`,
  '--clear-groups',
  '--no-new-privs',
];

/**
 * Why no Python process can be started as another user here; undefined where one can.
 * @param starter what starts it
 */
export function whyNotAs(user: number, starter: readonly string[] = []): string | undefined {
  if (process.getuid?.() !== 0) {
    return 'only root may become another user';
  }
  const [command = '', ...args] = [...starter, ...becoming(user), 'python3', '-c', 'import json'];
  const { error, status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { PATH: SYSTEM_PATH },
  });
  return error === undefined && status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** Lets a container's next loop process be another user's, which may write in the temporary and the working folder only. */
export function asUser(
  user: number,
  { root, loop }: Container,
  starter: readonly string[] = [],
): Partial<LoopOptions> {
  chmodSync(root, 0o711);
  chmodSync(loop.temporaryDirectory, 0o1777);
  chownSync(loop.workingDirectory, user, user);
  // The project, and the Node that this test runs on, may lie where this user cannot read them.
  const bin = join(root, 'bin');
  const text = join(bin, 'loop.py');
  mkdirSync(bin, { recursive: true });
  copyFileSync(LOOP, text);
  chmodSync(text, 0o644);
  linkOrCopy(process.execPath, join(bin, 'node'));
  return {
    starter: [...starter, ...becoming(user)],
    loop: text,
    environment: { PATH: `${bin}:${SYSTEM_PATH}` },
  };
}

function linkOrCopy(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
