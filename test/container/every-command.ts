import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Entry, WarRoomResult } from '../../src/xsoar/entries.ts';
import { ipOf } from '../support/world.ts';
import type { Container } from './container.ts';

const textOf = (results: readonly WarRoomResult[]): string =>
  results.map((result) => (typeof result === 'string' ? result : String(result.Contents))).join('\n');
const firstLineOf = (results: readonly WarRoomResult[]): string => textOf(results).split('\n')[0] ?? '';

/** Runs each command once, with three indicators, and looks at what came of it. */
export async function everyCommand(container: Container): Promise<void> {
  const fileOf = ([result]: readonly WarRoomResult[]): string => {
    const { FileID } = result as Entry;
    return readFileSync(join(container.loop.workingDirectory, `inv_${FileID}`), 'utf8');
  };
  const said = async (command: string, args: Record<string, string> = {}): Promise<string> =>
    textOf((await container.run(command, args)).results);

  for (let number = 0; number < 3; number += 1) {
    container.xsoar.indicators.add({ ...ipOf(number), modified: '2026-01-01T00:00:00Z' });
  }
  const indicator = '10.0.0.1';
  expect((await container.run('test-module')).results).toEqual(['ok']);
  expect(await said('xdr-iocs-sync')).toBe('sync with XDR completed.');
  expect(container.tenant.size).toBe(3);
  expect(await said('xdr-iocs-push', { indicator })).toBe('push success.');
  expect(await said('xdr-iocs-push')).toBe('push success.');
  expect(await said('xdr-iocs-disable', { indicator })).toBe('indicators 10.0.0.1 disabled.');
  expect(await said('xdr-iocs-enable', { indicator })).toBe('indicators 10.0.0.1 enabled.');
  const file = await container.run('xdr-iocs-create-sync-file', { zip: 'false', set_time: 'false' });
  expect(file.results[0]).toMatchObject({ Type: 3, File: 'xdr-sync-file' });
  expect(fileOf(file.results).trimEnd().split('\n')).toHaveLength(3);
  const zip = await container.run('xdr-iocs-create-sync-file', { zip: 'true', set_time: 'false' });
  expect(fileOf(zip.results).slice(0, 2)).toBe('PK');
  const keep = await container.run('xdr-iocs-to-keep-file');
  expect(fileOf(keep.results).split('\n')).toHaveLength(4);
  container.tenant.edit('10.0.0.2', { comment: 'seen' });
  const fetch = await container.run('fetch-indicators');
  expect([fetch.results, fetch.error]).toEqual([[], null]);
  expect(container.xsoar.indicators.get('10.0.0.2')?.comments).toMatchObject([{ content: 'seen' }]);
  const time = await container.run('xdr-iocs-set-sync-time', { time: '2026-01-15T12:00:00Z' });
  expect(firstLineOf(time.results)).toBe('set sync time to 2026-01-15T12:00:00Z succeeded.');
  expect(await said('xdr-iocs-nonsense')).toContain('does not exist');
}
