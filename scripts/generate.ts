import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type Generated,
  generateDashboard,
  generatePage,
  generatePicture,
  generateTables,
  readProjectFile,
} from './generate/generated.ts';

/** `npm run generate`: what says the same as commands, playbooks and widgets do is made from them. */
for (const file of await generateTables()) {
  await write(file);
}
await write(await generatePage());
await write(await generatePicture());
await write(await generateDashboard());

async function write({ name, text }: Generated): Promise<void> {
  const isStale = (await readProjectFile(name)) !== text;
  if (isStale) {
    await writeFile(fileURLToPath(new URL(`../${name}`, import.meta.url)), text);
  }
  process.stdout.write(`${name}  ${isStale ? 'made anew' : 'unchanged'}\n`);
}
