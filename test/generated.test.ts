import { describe, expect, it } from '@jest/globals';
import {
  generateDashboard,
  generatePage,
  generatePicture,
  generateTables,
  readProjectFile,
} from '../scripts/generate/generated.ts';
import { COMMANDS } from '../src/commands/index.ts';

const HINT = 'run npm run generate';

describe('what is made from what is defined elsewhere', () => {
  it('is up to date in the manifest, the README and the page of the pack', async () => {
    for (const { name, text } of await generateTables()) {
      expect([name, (await readProjectFile(name)) === text ? 'up to date' : HINT]).toEqual([
        name,
        'up to date',
      ]);
    }
  });

  it('is up to date in the page of all commands', async () => {
    const { name, text } = await generatePage();
    // The whole texts, so that a failure shows where they differ.
    expect(`${HINT}\n${await readProjectFile(name)}`).toBe(`${HINT}\n${text}`);
  });

  it('is up to date in the picture of the dashboard, and the same whenever it is drawn', async () => {
    const { name, text } = await generateDashboard();
    expect(`${HINT}\n${await readProjectFile(name)}`).toBe(`${HINT}\n${text}`);
    expect((await generateDashboard()).text).toBe(text);
  });

  it('is up to date in the picture of the War Room', async () => {
    const { name, text } = await generatePicture();
    expect([name, (await readProjectFile(name)) === text ? 'up to date' : HINT]).toEqual([
      name,
      'up to date',
    ]);
  });

  it('has an example of every command that people call', () => {
    const listed = COMMANDS.filter(({ builtIn }) => builtIn === undefined);
    for (const { name, example } of listed) {
      expect([name, example?.at(-1)?.startsWith(`!${name}`)]).toEqual([name, true]);
    }
  });
});

describe('the outputs of the commands', () => {
  const outputs = COMMANDS.flatMap((command) => command.outputs.map((output) => ({ command, ...output })));

  it('have paths that the platform takes: no blanks, five levels at most', () => {
    for (const { path } of outputs) {
      expect(path).toMatch(/^[A-Za-z]\w*(?:\.\w+){1,4}$/);
    }
  });

  it('are described in sentences, and the same everywhere', () => {
    const known = new Map<string, string>();
    for (const { path, type, description } of outputs) {
      expect(description).toMatch(/^[A-Z].*\.$/s);
      expect(known.get(path) ?? `${type} ${description}`).toBe(`${type} ${description}`);
      known.set(path, `${type} ${description}`);
    }
  });
});
