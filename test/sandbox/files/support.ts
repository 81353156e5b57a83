import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { detect } from '../../../sandbox/files/detect.ts';
import { type Found, type Item, isLeftOut } from '../../../sandbox/files/found.ts';
import { type Reading, readFiles } from '../../../sandbox/files/read-files.ts';

export const NOW = Date.UTC(2026, 0, 15);

/** All that is read of a text. */
export function items(text: string): Item[] {
  return [...detect(text).read()];
}

/** What is found in a text, as `type value`. */
export function found(text: string): string[] {
  return items(text).flatMap((item) => (isLeftOut(item) ? [] : [`${item.type} ${item.value}`]));
}

/** The first indicator of a text, with all that is said of it. */
export function first(text: string): Found | undefined {
  return items(text).find((item): item is Found => !isLeftOut(item));
}

/** What is left out of a text, as `text: reason`. */
export function leftOut(text: string): string[] {
  return items(text).flatMap((item) => (isLeftOut(item) ? [`${item.text}: ${item.reason}`] : []));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test's own. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-test-'));
  folders.push(folder);
  return folder;
}

/** A file of the test's own. */
export function fileOf(content: string | Buffer, name = 'file'): string {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** What a path holds, as `type value`, what each file was taken for, and why what was left out. */
export async function read(
  path: string,
  limits: Parameters<typeof readFiles>[1]['limits'] = {},
): Promise<{
  found: string[];
  takenFor: string[];
  reasons: Reading['gathered']['reasons'];
  repeated: number;
}> {
  const { files, gathered } = await readFiles(path, { now: NOW, limits });
  return {
    found: [...gathered.found].map(({ type, value }) => `${type} ${value}`),
    takenFor: files.map(({ takenFor }) => takenFor),
    reasons: gathered.reasons,
    repeated: gathered.repeated,
  };
}

/** A STIX bundle of some objects; what they need to be such is added. */
export function stix(...objects: Record<string, unknown>[]): string {
  const id = (type: unknown): string => `${type}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f`;
  const whole = objects.map((object) => ({
    type: 'indicator',
    id: id(object.type ?? 'indicator'),
    ...object,
  }));
  return JSON.stringify({ type: 'bundle', id: id('bundle'), objects: whole });
}

/** A MISP event with some attributes. */
export function misp(attributes: Record<string, unknown>[], event: Record<string, unknown> = {}): string {
  return JSON.stringify({
    Event: { Attribute: attributes.map((one) => ({ to_ids: true, ...one })), ...event },
  });
}
