import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { builtScript } from '../support/built.ts';
import { type Container, createContainer, shimNode } from './container.ts';
import { ANOTHER_USER, asUser, USER, whyNotAs } from './other-users.ts';
import { createPlatform } from './platform.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
beforeEach(async () => {
  container = await createContainer(script);
});
afterEach(async () => {
  await container.close();
});

const temporary = (): string => container.loop.temporaryDirectory;
const bundlesIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith('xdr-iocs-bundle-'));

/** The folder that the last run has used, where there is one only. */
function folder(): string {
  const names = bundlesIn(temporary());
  expect(names).toHaveLength(1);
  return join(temporary(), names[0] ?? '');
}

/** Runs the Test button's command, behind some Python. */
async function test(before = ''): Promise<unknown> {
  const run = { script: `${before}\n${script}`, command: 'test-module', params: container.params };
  const { results, error } = await container.loop.run(run, createPlatform(container.xsoar, container.memory));
  expect(error).toBeNull();
  return results[0];
}

/** Whether something is a folder that only this user may enter, with all that is in it this user's own. */
function isPrivate(path: string, user = process.getuid?.()): boolean {
  const all = [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))];
  return (lstatSync(path).mode & 0o777) === 0o700 && all.every((one) => lstatSync(one).uid === user);
}

/** Python for which what has this inode belongs to somebody else. */
const belongsToAnother = (path: string): string => `
import os
def _wrapped(stat):
    def wrapped(*args, **kwargs):
        status = stat(*args, **kwargs)
        return os.stat_result(status[:4] + (4000,) + status[5:]) if status.st_ino == ${lstatSync(path).ino} else status
    return wrapped
_stats = os.stat, os.lstat, os.fstat
os.stat, os.lstat, os.fstat = map(_wrapped, _stats)`;

/** Something evil in place of the integration. */
const EVIL = 'require("fs").writeFileSync(process.env.TMPDIR + "/evil", "")';

describe("the bundle's folder", () => {
  afterEach(() => {
    expect(existsSync(join(temporary(), 'evil'))).toBe(false);
  });

  it('is for this user alone, the compile cache in it too', async () => {
    expect(await test()).toBe('ok');
    const before = lstatSync(folder()).ino;
    expect(await test()).toBe('ok');
    expect([isPrivate(folder()), lstatSync(folder()).ino]).toEqual([true, before]);
  });

  it.each<[string, (path: string) => void]>([
    ['others may write in it', (path) => chmodSync(path, 0o777)],
    ['others may look into it', (path) => chmodSync(path, 0o750)],
    ['a link lies in it', (path) => symlinkSync('/etc', join(path, 'linked'))],
    [
      'a file in it has another name elsewhere',
      (path) => linkSync(join(path, 'xdr-iocs.cjs'), `${path}/../other`),
    ],
    [
      'it is a file',
      (path) => {
        renameSync(path, join(temporary(), 'moved'));
        writeFileSync(path, EVIL);
      },
    ],
    [
      'it is a link',
      (path) => {
        renameSync(path, join(temporary(), 'moved'));
        symlinkSync('moved', path);
      },
    ],
  ])('is made anew where %s', async (_what, spoil) => {
    await test();
    const path = folder();
    spoil(path);
    expect(await test()).toBe('ok');
    expect([folder(), isPrivate(path)]).toEqual([path, true]);
    expect([existsSync(join(path, 'linked')), lstatSync(join(path, 'xdr-iocs.cjs')).nlink]).toEqual([
      false,
      1,
    ]);
  });

  it('is not followed where it is a link to a folder of another program', async () => {
    await test();
    const path = folder();
    const target = join(container.root, 'target');
    renameSync(path, target);
    symlinkSync(target, path);
    writeFileSync(join(target, 'precious'), '');
    expect(await test()).toBe('ok');
    expect([isPrivate(path), existsSync(join(target, 'precious'))]).toEqual([true, true]);
  });

  it("is passed over where it is somebody else's, and left as it is", async () => {
    await test();
    const path = folder();
    writeFileSync(join(path, 'xdr-iocs.cjs'), EVIL);
    expect(await test(belongsToAnother(path))).toBe('ok');
    expect(readFileSync(join(path, 'xdr-iocs.cjs'), 'utf8')).toBe(EVIL);
    const names = bundlesIn(temporary());
    expect(names).toHaveLength(2);
    // The one beside it is found again.
    expect(await test(belongsToAnother(path))).toBe('ok');
    expect(bundlesIn(temporary())).toEqual(names);
  });

  it("is made anew where somebody else's file lies in it", async () => {
    await test();
    const path = join(folder(), 'compiled', 'v24', 'planted');
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    expect(await test(belongsToAnother(path))).toBe('ok');
    expect([existsSync(path), isPrivate(folder())]).toEqual([false, true]);
  });

  it('is the one that was checked, also where another one takes its place before node starts', async () => {
    await test();
    const path = folder();
    const swap = `mv '${path}' '${path}.moved'; mkdir '${path}'; cp '${container.root}/evil.cjs' '${path}/xdr-iocs.cjs'`;
    writeFileSync(join(container.root, 'evil.cjs'), EVIL);
    await container.restart({
      environment: { PATH: shimNode(container.root, `${swap}; exec "$NODE" "$@"`) },
    });
    expect(await test()).toBe('ok');
    expect(readFileSync(join(path, 'xdr-iocs.cjs'), 'utf8')).toBe(EVIL);
  });

  it("of another version is cleared away, but not somebody else's", async () => {
    const [ours = '', theirs = ''] = ['0', '1'].map((digit) => {
      const path = join(temporary(), `xdr-iocs-bundle-${digit.repeat(16)}`);
      mkdirSync(path);
      return path;
    });
    expect(await test(belongsToAnother(theirs))).toBe('ok');
    expect([existsSync(ours), existsSync(theirs)]).toEqual([false, true]);
  });
});

describe('the temporary folder', () => {
  const noneThere = 'import tempfile\ntempfile.tempdir = None\ntempfile._candidate_tempdir_list = lambda: []';

  it.each([
    ['is not there', "import tempfile\ntempfile.tempdir = '/does/not/exist'"],
    ['was never found', noneThere],
  ])('may be missing (%s): the working folder takes the bundle', async (_how, before) => {
    expect(await test(before)).toBe('ok');
    const names = bundlesIn(container.loop.workingDirectory);
    expect(names).toHaveLength(1);
    expect(isPrivate(join(container.loop.workingDirectory, names[0] ?? ''))).toBe(true);
    expect(bundlesIn(temporary())).toEqual([]);
  });
});

const reason = whyNotAs(USER);
const where = reason === undefined ? describe : describe.skip;

where(`two users in one temporary folder${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  it.each([
    ['root, then another', undefined, USER],
    ['another, then root', USER, undefined],
    ['two others', USER, ANOTHER_USER],
  ])('each have their own bundle: %s', async (_who, first, second) => {
    const next = async (user: number | undefined): Promise<void> =>
      await container.restart(user === undefined ? {} : asUser(user, container));
    await next(first);
    expect(await test()).toBe('ok');
    await next(second);
    expect(await test()).toBe('ok');
    const owners = bundlesIn(temporary()).map((name) => lstatSync(join(temporary(), name)).uid);
    expect(owners.sort()).toEqual([first ?? 0, second ?? 0].sort());
  });

  it("do not run what one of them has made under the other's name", async () => {
    await container.restart(asUser(USER, container));
    await test();
    const path = folder();
    const bundle = join(path, 'xdr-iocs.cjs');
    const whole = readFileSync(bundle);
    for (const one of [path, bundle]) {
      chownSync(one, ANOTHER_USER, ANOTHER_USER);
      chmodSync(one, 0o777);
    }
    expect(await test()).toBe('ok');
    const made = bundlesIn(temporary()).map((name) => join(temporary(), name));
    expect(made).toHaveLength(2);
    expect(made.filter((one) => isPrivate(one, USER))).toHaveLength(1);
    expect(readFileSync(bundle)).toEqual(whole);
  });

  it('may find a temporary folder in which only the other may write', async () => {
    const options = asUser(USER, container);
    chmodSync(temporary(), 0o755);
    await container.restart(options);
    expect(await test(`import tempfile\ntempfile.tempdir = '${temporary()}'`)).toBe('ok');
    const names = bundlesIn(container.loop.workingDirectory);
    expect(names.map((name) => isPrivate(join(container.loop.workingDirectory, name), USER))).toEqual([true]);
  });

  it('may find no folder at all: that is said, and what to do', async () => {
    const options = asUser(USER, container);
    chmodSync(temporary(), 0o755);
    chownSync(container.loop.workingDirectory, 0, 0);
    await container.restart(options);
    const said = await test(`import tempfile\ntempfile.tempdir = '${temporary()}'`);
    expect(said).toMatch(/^The integration could not be started: it has no folder to unpack itself into/);
    expect(said).toMatch(
      /the temporary folder: .*Permission denied.*the working folder: .*Permission denied/,
    );
    expect(said).toMatch(/Give the container a temporary folder that its user may write\.$/);
  });
});
