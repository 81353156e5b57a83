import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  checkedBrand,
  integrationFileName,
  renameInFiles,
  renameInJson,
  renameInText,
} from '../../scripts/brand.ts';
import { bundle } from '../../scripts/bundle.ts';
import { buildPack } from '../../scripts/pack.ts';
import { unify } from '../../scripts/unify.ts';

const OWN = 'Cortex XDR - IOC Sync';
const OFFICIAL = 'Cortex XDR - IOC';
const OTHER = 'Cortex XDR - IOC (test)';

describe('a document in which the integration goes by another id', () => {
  it('names it in every place of a playbook task', () => {
    const task = {
      id: '1',
      task: { brand: OWN, script: `${OWN}|||xdr-iocs-push`, iscommand: true },
      conditions: [[{ left: { value: { simple: `\${modules.brand=${OWN}}` } } }]],
    };
    expect(renameInJson(task, OTHER)).toEqual({
      id: '1',
      task: { brand: OTHER, script: `${OTHER}|||xdr-iocs-push`, iscommand: true },
      conditions: [[{ left: { value: { simple: `\${modules.brand=${OTHER}}` } } }]],
    });
  });

  it('leaves the official integration, and longer names, as they are', () => {
    const text = `${OFFICIAL}, "${OFFICIAL}", ${OWN}er`;
    expect(renameInText(text, OTHER)).toBe(text);
  });

  it('is the same again when it is renamed back', () => {
    const json = fc.jsonValue().map((value) => ({ value, [OWN]: [OWN, `${OWN}|||x`, OFFICIAL] }));
    fc.assert(
      fc.property(json, (document) => {
        const back = JSON.stringify(renameInJson(document, OTHER)).replaceAll(OTHER, OWN);
        expect(back).toBe(JSON.stringify(document));
      }),
    );
  });
});

describe('a folder in which the integration goes by another id', () => {
  const playbook = `id: a\n# why\ntasks:\n  '1':\n    task:\n      brand: ${OWN}\n`;
  const files = new Map([
    ['Playbooks/playbook-a.yml', playbook],
    ['metadata.json', JSON.stringify({ contentItems: { integration: [{ id: OWN }] } })],
    ['Integrations/integration-CortexXDRIOCSync.yml', `name: ${OWN}\n`],
    ['README.md', `# ${OWN}\n`],
    ['Widgets/widget-b.json', '{"id":  "b"}'],
  ]);

  it('has it in each file by its kind, and in their names', () => {
    const renamed = renameInFiles(files, 'Yes');
    expect([...renamed.keys()]).toContain('Integrations/integration-Yes.yml');
    expect(renamed.get('README.md')).toBe('# Yes\n');
    expect(renamed.get('Playbooks/playbook-a.yml')).toContain('# why\n');
    expect(parse(renamed.get('Playbooks/playbook-a.yml') ?? '')).toEqual({
      id: 'a',
      tasks: { '1': { task: { brand: 'Yes' } } },
    });
    expect(JSON.parse(renamed.get('metadata.json') ?? '')).toEqual({
      contentItems: { integration: [{ id: 'Yes' }] },
    });
  });

  it('keeps byte for byte what does not name it, and everything under its own id', () => {
    expect(renameInFiles(files, OTHER).get('Widgets/widget-b.json')).toBe('{"id":  "b"}');
    expect(renameInFiles(files, OWN)).toEqual(files);
  });
});

describe('an id', () => {
  it.each([OWN, OFFICIAL, OTHER, 'A', 'My_XDR-2.0'])('may be %p', (id) => {
    expect(checkedBrand(id)).toBe(id);
  });

  it.each(['', ' A', 'A ', '- A', '1', "A'", 'A"', 'A\\', 'A: b', 'A\n', 'A|||b', '$A'])(
    'may not be %p',
    (id) => {
      expect(() => checkedBrand(id)).toThrow('An id begins with a letter');
    },
  );

  it('names the file as content packs do', () => {
    expect(integrationFileName(OWN)).toBe('integration-CortexXDRIOCSync.yml');
    expect(integrationFileName(OFFICIAL)).toBe('integration-CortexXDRIOC.yml');
  });
});

describe('the file that is built with the id of the official integration', () => {
  let code: Uint8Array;
  let text: string;
  beforeAll(async () => {
    code = await bundle(OFFICIAL);
    text = await unify(code, OFFICIAL);
  });

  it('goes by it in the manifest, the description, the script and the program', () => {
    expect(parse(text)).toMatchObject({
      commonfields: { id: OFFICIAL },
      name: OFFICIAL,
      display: OFFICIAL,
      detaileddescription: expect.stringMatching(/^## Cortex XDR - IOC\n/),
      script: { script: expect.stringMatching(/^# Cortex XDR - IOC \d/) },
    });
    expect(Buffer.from(code).includes(`"${OFFICIAL}"`)).toBe(true);
  });

  it('names its own id nowhere', () => {
    expect(text).not.toContain(OWN);
    expect(Buffer.from(code).includes(OWN)).toBe(false);
  });

  it('comes with a pack that names its own id nowhere', async () => {
    const read =
      'import io, json, sys, zipfile\nz = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n' +
      'print(json.dumps({name: z.read(name).decode() for name in z.namelist()}))';
    const zip = await buildPack(text, OFFICIAL);
    const packed = execFileSync('python3', ['-c', read], { input: zip, maxBuffer: 1e8 }).toString();
    const files = JSON.parse(packed) as Record<string, string>;
    expect(Object.keys(files)).toContain('Integrations/integration-CortexXDRIOC.yml');
    expect(files['README.md']).toContain(`*${OFFICIAL}*`);
    expect(packed).not.toContain(OWN);
  });

  it('differs from the usual one in nothing but the name and what is packed', async () => {
    const usual = parse(await unify(await bundle())) as { script: { script: string } };
    const { script, ...rest } = parse(text) as typeof usual;
    const { script: usualScript, ...usualRest } = usual;
    expect(rest).toEqual(renameInJson(usualRest, OFFICIAL));
    expect({ ...script, script: '' }).toEqual({ ...usualScript, script: '' });
  });
});
