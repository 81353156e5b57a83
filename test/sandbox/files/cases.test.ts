import { describe, expect, it } from '@jest/globals';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import { fakeIo, manifest } from '../terminal/support.ts';
import { fileOf, misp, stix } from './support.ts';

const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

async function warRoom(...words: string[]): Promise<{ code: number; output: string }> {
  const io = fakeIo('', { width: () => 300 });
  const makeWorld: Parameters<typeof start>[2]['makeWorld'] = async (options) =>
    await makeSandboxWorld(options, io);
  const code = await start(words, io, { manifest, makeWorld });
  return { code, output: io.output.text };
}

/** The values that XSOAR holds as bad after a load. */
async function badAfterLoad(content: string | Buffer): Promise<string[]> {
  const { output } = await warRoom(`load ${fileOf(content)}`, 'xsoar list reputation:Bad');
  const table = output.slice(output.lastIndexOf('xsoar list'));
  return table
    .split('\n')
    .filter((line) => / Bad( |$)/.test(line))
    .map((line) => line.split(/ {2,}/)[0]?.trim() ?? '')
    .sort();
}

describe('load', () => {
  it('takes of a MISP event what is for detection and of a known type, and counts the rest by reason', async () => {
    const event = misp(
      [
        { type: 'filename', value: 'setup.exe' },
        { type: 'filename|sha256', value: `install.sh|${SHA256}` },
        { type: 'imphash', value: 'c7269d59926fa4252270f407e4dab043', to_ids: false },
        { type: 'link', value: 'https://blog.example.com/report', to_ids: false },
        { type: 'domain', value: 'parked.example.com', to_ids: false },
        { type: 'domain', value: 'c2.example.com' },
      ],
      {
        info: 'x',
        Tag: [{ name: 'author:jane@example.com' }],
        Galaxy: [{ GalaxyCluster: [{ value: 'Turla.CR' }] }],
      },
    );
    expect(await badAfterLoad(event)).toEqual(['c2.example.com', SHA256]);
    const { code, output } = await warRoom(`load ${fileOf(event)}`);
    expect([code, output]).toEqual([0, expect.stringContaining('Read as a MISP event.')]);
    expect(output).toMatch(
      /4 left out:\n[\s\S]*\n3 +not for detection \(to_ids is not true\)\n1 +type unknown: filename\n/,
    );
  });

  it('reads a STIX bundle by its patterns, and heeds what it says of each indicator', async () => {
    const bundle = stix(
      { pattern: "[url:value = 'example.com/a.zip']" },
      { pattern: "[url:value = '198.51.100.7:9100']" },
      { pattern: "[url:value = 'tcp://198.51.100.8:443/']" },
      { pattern: "[url:value = 'http://198.51.100.9/a.php ']" },
      { pattern: "[domain-name:value = 'example[.]net']" },
      { pattern: "[file:name = 'evil.exe']" },
      { pattern: "[ipv4-addr:value = '203.0.113.0/24']", revoked: true },
      { pattern: "[domain-name:value = 'old.example']", valid_until: '2020-01-01T00:00:00Z' },
      { pattern: "[domain-name:value = 'benign.example']", indicator_types: ['benign'] },
      { pattern: "[domain-name:value != 'not.example']" },
      { pattern: 'alert dns any any -> any any (content:"snort.example";)', pattern_type: 'snort' },
    );
    expect(await badAfterLoad(bundle)).toEqual([
      '198.51.100.7:9100',
      'example.com/a.zip',
      'example.net',
      'http://198.51.100.9/a.php',
      'tcp://198.51.100.8:443/',
    ]);
    const { output } = await warRoom(`load --show-left-out ${fileOf(bundle)}`, 'xsoar show benign.example');
    expect(output).toMatch(
      /1 +revoked\n1 +no longer valid: its expiration is past\n1 +negated in its pattern\n1 +a pattern of another language: snort\n/,
    );
    expect(output).toMatch(/old\.example +no longer valid/);
    expect(output).toMatch(/reputation +Good\n/);
  });

  it('reads a table by its type column', async () => {
    const table =
      'type,value\nurl,198.51.100.59:82/me1.bat\nurl,study.example.com:443/wp/winlogon.bin\ndomain,abcdefghijklmnop.onion\ndomain,sites.example.bazar\nfile,install.sh\nurl,file://198.51.100.7@8789/DavWWWRoot/file.bat\n';
    expect(await badAfterLoad(table)).toEqual([
      '198.51.100.59:82/me1.bat',
      'abcdefghijklmnop.onion',
      'file://198.51.100.7@8789/DavWWWRoot/file.bat',
      'sites.example.bazar',
      'study.example.com:443/wp/winlogon.bin',
    ]);
  });

  it('takes a line of a list whole', async () => {
    expect(await badAfterLoad('example.com/a.php?x=1&y=2\nhttp://ok.example/a\n192.0.2.5/x=1\n')).toEqual([
      '192.0.2.5/x=1',
      'example.com/a.php?x=1&y=2',
      'http://ok.example/a',
    ]);
  });

  it('makes no domain of a part of a path in a text', async () => {
    expect(await badAfterLoad('It sends GET /a/b.php?l=xyz1.cab to 192.0.2.9 every day.\n')).toEqual([
      '192.0.2.9',
    ]);
  });

  it('reads UTF-16 by its mark', async () => {
    expect(await badAfterLoad(Buffer.from('\ufeffa.example\nb.example\n', 'utf16le'))).toEqual([
      'a.example',
      'b.example',
    ]);
  });

  it.each([
    ['nothing in it but words\n', 'No indicator was found: it was read as a text.'],
    ['%PDF-1.7', 'No indicator was found: it was read as a PDF document.'],
  ])('that finds nothing fails, and says what the file was taken for: %j', async (text, message) => {
    expect(await warRoom(`load ${fileOf(text)}`)).toEqual({
      code: 1,
      output: expect.stringContaining(message),
    });
  });

  it('gives what the file says to the indicator', async () => {
    const table =
      'indicator,type,severity,tags,tlp,comment,valid_until,confidence\na.example,domain,critical,"c2, apt",red,Seen.,2099-01-31,80\n';
    const { output } = await warRoom(`load ${fileOf(table)}`, 'xsoar show a.example');
    for (const row of [
      /severity +Critical/,
      /expiration +2099-01-31T00:00:00Z/,
      /tags +c2, apt, tlp:red/,
      /comments +Seen\./,
      /confidence +80/,
    ]) {
      expect(output).toMatch(row);
    }
  });

  it('of a newer file changes what XSOAR holds, as a feed does', async () => {
    const table = (severity: string) => fileOf(`indicator,severity\na.example,${severity}\n`);
    const { output } = await warRoom(`load ${table('low')}`, `load ${table('high')}`, 'xsoar show a.example');
    expect(output).toContain('0 indicators added, 1 were known');
    expect(output).toMatch(/severity +High\n/);
  });

  it.each(['load', 'load --show-left-out', 'load a b', 'load --bogus a'])(
    'that is typed wrong is not run: %s',
    async (line) => {
      expect((await warRoom(line)).code).toBe(2);
    },
  );
});

describe('a query of the sandbox', () => {
  it('understands verdict', async () => {
    const { code, output } = await warRoom(
      `load ${fileOf('a.example\nb.example\n')}`,
      'xsoar list verdict:Malicious',
    );
    expect([code, output]).toEqual([0, expect.stringContaining('XSOAR holds 2 indicators; 2 match.')]);
  });

  it('with a field that XSOAR does not know is an error that names it, and the nearest', async () => {
    const { code, output } = await warRoom('xsoar list "type:IP and verdct:Malicious"');
    expect([code, output]).toEqual([1, expect.stringContaining("there is no field 'verdct'.")]);
    expect(output).toMatch(/type:IP and verdct:Malicious\n {12}\^\nDid you mean verdict\?/);
  });
});
