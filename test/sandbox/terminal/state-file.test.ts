import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readState, writeState } from '../../../sandbox/terminal/state-file.ts';
import { StateError } from '../../../src/errors.ts';
import { temporaryFolder } from './support.ts';

const saved = {
  version: 1 as const,
  tenant: 'sandbox',
  params: { query: 'type:IP' },
  world: { iocs: ['é'] },
};

describe('the state file', () => {
  it('is none until it was written', async () => {
    expect(await readState(join(temporaryFolder(), 'state.json'))).toBeUndefined();
  });

  it('gives back what was written, over an older one too', async () => {
    const path = join(temporaryFolder(), 'state.json');
    await writeState(path, { ...saved, params: {} });
    await writeState(path, saved);
    expect(await readState(path)).toEqual(saved);
  });

  it('is for its owner only, and nothing else is left beside it', async () => {
    const folder = temporaryFolder();
    await writeState(join(folder, 'state.json'), saved);
    expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('stays whole when the new one cannot be written', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'state.json');
    await writeState(path, saved);
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await expect(writeState(path, { ...saved, world: circular })).rejects.toBeInstanceOf(StateError);
    expect(await readState(path)).toEqual(saved);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('cannot be written where there is no folder', async () => {
    const path = join(temporaryFolder(), 'missing', 'state.json');
    await expect(writeState(path, saved)).rejects.toThrow('cannot be written');
  });

  it.each(['{"version": 1', '[]', '{"version": 2, "tenant": "sandbox", "params": {}}', ''])(
    'that is damaged, %j, is an error and is left as it is',
    async (text) => {
      const path = join(temporaryFolder(), 'state.json');
      writeFileSync(path, text);
      await expect(readState(path)).rejects.toBeInstanceOf(StateError);
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  it('that cannot be read is an error', async () => {
    await expect(readState(temporaryFolder())).rejects.toThrow('cannot be used');
  });
});
