import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ZipFile } from 'yazl';
import { fileOf, newFolder, read } from './support.ts';

const LIST = 'a.example\nb.example\n';
const FOUND = ['Domain a.example', 'Domain b.example'];

async function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a file in an encoding', () => {
  const wide = Buffer.from(LIST, 'utf16le');
  it.each([
    ['UTF-8 with its mark', Buffer.from(`\ufeff${LIST}`), 'a list, one value a line'],
    ['UTF-16 LE', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'a list, one value a line in UTF-16'],
    [
      'UTF-16 BE',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
      'a list, one value a line in UTF-16',
    ],
    ['UTF-16 without its mark', wide, 'a list, one value a line in UTF-16'],
    ['Latin-1', Buffer.from(`# caf\xe9\n${LIST}`, 'latin1'), 'a list, one value a line in Latin-1'],
  ])('%s is read, and the encoding is named', async (_, bytes, takenFor) => {
    expect(await read(fileOf(bytes))).toMatchObject({ found: FOUND, takenFor: [takenFor] });
  });

  it.each([
    ['a PDF document', '%PDF-1.7 evil.example'],
    ['a Windows program', 'MZ\x90\x00\x03'],
    ['a picture', '\x89PNG\r\n\x1a\n'],
    ['a binary file', '\0'.repeat(5_000)],
    ['an empty file', ''],
    ['an empty file', ' \n '],
  ])('that is %s is named as what it is', async (takenFor, text) => {
    expect(await read(fileOf(Buffer.from(text, 'latin1')))).toMatchObject({
      found: [],
      takenFor: [takenFor],
    });
  });

  it('with a stray zero is a text all the same', async () => {
    expect((await read(fileOf(`${LIST.repeat(50)}c\0.example\n`))).found).toEqual(FOUND);
  });
});

describe('what is packed', () => {
  it('is opened: gzip, zip, and gzip in zip', async () => {
    expect((await read(fileOf(gzipSync(LIST)))).found).toEqual(FOUND);
    const path = fileOf(await zip({ 'in/a.txt': 'a.example\n', 'b.gz': gzipSync('b.example\n') }));
    expect(await read(path)).toMatchObject({
      found: FOUND,
      takenFor: Array(2).fill('a list, one value a line'),
    });
  });

  it.each([
    ['gzip, and more than 1 MB', async () => gzipSync(Buffer.alloc(3_000_000))],
    ['zip, and more than 1 MB', async () => await zip({ a: Buffer.alloc(3_000_000) })],
    ['zip, with more than 3 files', async () => await zip({ a: 'x', b: 'x', c: 'x', d: 'x' })],
    ['an Office document', async () => await zip({ '[Content_Types].xml': '<x/>', 'a.xml': 'evil.example' })],
    ['damaged gzip', async () => gzipSync(LIST.repeat(100)).subarray(0, 30)],
    ['damaged zip', async () => (await zip({ a: LIST })).subarray(0, 60)],
  ])('is refused by name where it is %s', async (problem, bytes) => {
    const { found, takenFor } = await read(fileOf(await bytes()), { bytes: 1_048_576, files: 3 });
    expect([found, takenFor.at(-1)]).toEqual([[], expect.stringContaining(problem)]);
  });

  it('in itself again and again is left alone', async () => {
    let bytes: Buffer = Buffer.from(LIST);
    for (let depth = 0; depth < 6; depth += 1) bytes = gzipSync(bytes);
    expect(await read(fileOf(bytes))).toMatchObject({
      found: [],
      takenFor: ['an archive in an archive in an archive'],
    });
  });
});

describe('a folder', () => {
  it('is read file by file, whatever is in it', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'b', 'c'), { recursive: true });
    writeFileSync(join(folder, 'a.txt'), LIST);
    writeFileSync(join(folder, 'b', 'c', 'x.csv'), 'type,value\nip,192.0.2.1\nip,bad\n');
    symlinkSync('..', join(folder, 'b', 'up'));
    symlinkSync('nowhere', join(folder, 'broken'));
    symlinkSync('a.txt', join(folder, 'same'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await read(folder)).toEqual({
      found: [...FOUND, 'IP 192.0.2.1'],
      takenFor: [
        'a list, one value a line',
        expect.stringContaining('it cannot be read'),
        'neither a file nor a folder',
        'a list, one value a line',
        'a link to a folder',
        'a table (CSV)',
      ],
      reasons: [['not an IP address', 1]],
      repeated: 2,
    });
  });

  it('of too many files is read up to there, and says so', async () => {
    const folder = newFolder();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), LIST);
    expect((await read(folder, { files: 2 })).takenFor.at(-1)).toBe('the folder holds more than 2 files');
  });
});

describe('what is too much', () => {
  it('is refused with a clear text: a large file', async () => {
    expect((await read(fileOf(Buffer.alloc(2_000_000, 'x')), { bytes: 1_048_576 })).takenFor).toEqual([
      'larger than 1 MB; split it',
    ]);
  });

  it('is refused with a clear text: many indicators', async () => {
    await expect(read(fileOf(LIST), { indicators: 1 })).rejects.toThrow(
      'more than 1 indicators. Nothing was loaded',
    );
  });

  it('is refused with a clear text: what never ends', async () => {
    expect((await read('/dev/zero')).takenFor).toEqual(['neither a file nor a folder']);
  });

  it.each([
    ['nested JSON', () => `${'['.repeat(10_000)}"evil.example"${']'.repeat(10_000)}`],
    ['nested objects', () => `${'{"a":'.repeat(10_000)}"evil.example"${'}'.repeat(10_000)}`],
    ['one long word', () => 'a.'.repeat(1_000_000)],
    ['one long line', () => 'a.b '.repeat(500_000)],
    ['a page that only begins', () => `<html ${'<'.repeat(1_000_000)}`],
    ['a tag that never ends', () => `<html ${'a'.repeat(5_000_000)}`],
    [
      'words that patterns stumble over',
      () => `${'a@'.repeat(2_000)} ${'1.'.repeat(2_000)} ${'@'.repeat(4_000)} `.repeat(50),
    ],
    ['quotes', () => `${'"'.repeat(1_000)},\n`.repeat(1_000)],
    [
      'a hosts file with a long line',
      () => `${'0.0.0.0 localhost\n'.repeat(9)}0.0.0.0 ${'a '.repeat(1_000_000)}`,
    ],
    [
      'a deep pattern',
      () => JSON.stringify({ type: 'bundle', objects: [{ type: 'indicator', pattern: '('.repeat(90_000) }] }),
    ],
  ])('is gone through in the end: %s', async (_, text) => {
    expect((await read(fileOf(text()))).found.length).toBeLessThan(2);
  });
});

it('says what is wrong with a path', async () => {
  await expect(read('/no/such/file')).rejects.toThrow('"/no/such/file" cannot be read');
});

it('leaves out what has expired, and finds the rest once', async () => {
  const text = 'domain,expires\na.example,2020-01-01\nb.example,2027-01-01\nB.example,2027-01-01\n';
  expect(await read(fileOf(text))).toMatchObject({
    found: ['Domain b.example'],
    reasons: [['no longer valid: its expiration is past', 1]],
    repeated: 1,
  });
});

it('takes a verdict over a mere observation of the same value', async () => {
  const id = 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';
  const objects = [
    { type: 'domain-name', id: 'domain-name--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f', value: 'a.example' },
    { type: 'indicator', id, pattern: "[domain-name:value = 'a.example']" },
  ];
  const { readFiles } = await import('../../../sandbox/files/read-files.ts');
  const { gathered } = await readFiles(fileOf(JSON.stringify({ type: 'bundle', objects })), { now: 0 });
  expect([...gathered.found]).toEqual([{ value: 'a.example', type: 'Domain' }]);
});
