import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FileFolder, safeName } from '../../../sandbox/terminal/files.ts';
import { temporaryFolder } from './support.ts';

function source(text: string): string {
  const path = join(temporaryFolder(), 'source');
  writeFileSync(path, text);
  return path;
}

describe('files of file entries', () => {
  it('are saved under the name that the user sees', async () => {
    const folder = join(temporaryFolder(), 'new');
    const saved = await new FileFolder(folder, temporaryFolder()).save(source('héllo'), 'xdr-sync-file');
    expect(saved).toEqual({ path: join(folder, 'xdr-sync-file'), bytes: 6 });
    expect(readFileSync(saved.path, 'utf8')).toBe('héllo');
  });

  it('never take the place of another', async () => {
    const files = new FileFolder(temporaryFolder(), temporaryFolder());
    const first = await files.save(source('one'), 'a.zip');
    const second = await files.save(source('two'), 'a.zip');
    expect(second.path).toBe(first.path.replace('a.zip', 'a-2.zip'));
    expect(readFileSync(first.path, 'utf8')).toBe('one');
  });

  it('go to one fresh folder when none is named', async () => {
    const temporary = temporaryFolder();
    const files = new FileFolder(undefined, temporary);
    const first = await files.save(source('one'), 'a');
    const second = await files.save(source('two'), 'b');
    expect(dirname(dirname(first.path))).toBe(temporary);
    expect(dirname(second.path)).toBe(dirname(first.path));
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\x\\y.txt', 'y.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['.hidden', 'hidden'],
    ['a\u001b[31m\nb?.txt', 'a__31m_b_.txt'],
  ])('are never named %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });
});
