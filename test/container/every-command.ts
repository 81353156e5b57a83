import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Entry, WarRoomResult } from '../../src/xsoar/entries.ts';
import { contextOf } from '../support/context.ts';
import { ipOf, textOf as saidBy } from '../support/world.ts';
import type { Container } from './container.ts';

const textOf = (results: readonly WarRoomResult[]): string =>
  results.map((result) => (typeof result === 'string' ? result : saidBy(result))).join('\n');
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
  expect(await said('xdr-iocs-sync')).toMatch(/^sync with XDR completed\./);
  expect(container.tenant.size).toBe(3);
  expect(await said('xdr-iocs-push', { indicator })).toBe('push success.');
  expect(await said('xdr-iocs-push')).toMatch(/^push success\.\n/);
  expect(await said('xdr-iocs-disable', { indicator })).toBe('indicators 10.0.0.1 disabled.');
  expect(await said('xdr-iocs-enable', { indicator })).toBe('indicators 10.0.0.1 enabled.');
  await everyQuestion(container);
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

/** The commands whose answer is in the context. */
async function everyQuestion(container: Container): Promise<void> {
  const rowsOf = async (path: string, command: string, args: Record<string, string>): Promise<unknown[]> => {
    const { results, error } = await container.run(command, args);
    expect(error).toBeNull();
    const entries = results.filter((result) => typeof result !== 'string');
    return contextOf(entries, path);
  };
  const indicator = '10.0.0.0';
  const dry = await rowsOf('XDRIOC.DryRun', 'xdr-iocs-push', { dry_run: 'true' });
  expect(dry).toMatchObject([{ Finished: true, Rejected: 0 }]);
  const status = await rowsOf('XDRIOC.Sync', 'xdr-iocs-status', { check: 'true' });
  expect(status).toMatchObject([{ Phase: 'in step', Matching: 3, Tenant: { Reachable: true } }]);
  const got = await rowsOf('XDRIOC.IOC', 'xdr-iocs-get', { indicator });
  expect(got).toMatchObject([{ Value: indicator, Status: 'ENABLED' }]);
  const explained = await rowsOf('XDRIOC.Explanation', 'xdr-iocs-explain', { indicator });
  expect(explained).toMatchObject([{ Value: indicator, InXSOAR: true }]);
  container.xsoar.indicators.add({ value: '2001:db8::1', indicator_type: 'IP', score: 3 });
  const pushed = await rowsOf('XDRIOC.Push', 'xdr-iocs-push', {});
  expect(pushed).toMatchObject([{ Rejected: 1 }]);
  const refused = await rowsOf('XDRIOC.Refused', 'xdr-iocs-refused', {});
  expect(refused).toMatchObject([{ Value: '2001:db8::1' }]);
  container.xsoar.indicators.remove('2001:db8::1');
  const retired = await rowsOf('XDRIOC.Retire', 'xdr-iocs-retire', { indicator });
  expect(retired).toMatchObject([{ Retired: 0 }]);
  const deleted = await rowsOf('XDRIOC.IOC', 'xdr-iocs-delete', { indicator });
  expect(deleted).toMatchObject([{ Value: indicator, Deleted: true }]);
  expect(container.tenant.size).toBe(2);
}
