import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readFiles } from '../../../sandbox/files/read-files.ts';
import { hostsOracle, mispOracle, type Oracle, stixOracle, tableOracle } from './oracle.ts';
import { NOW } from './support.ts';

/** Another folder, with real files of these kinds, may be named: `FILES_TO_READ=… npm test -- test/sandbox/files/oracle`. */
const FOLDER = process.env.FILES_TO_READ ?? new URL('../../fixtures/files', import.meta.url).pathname;
const ORACLES: readonly [name: RegExp, oracle: (text: string) => Oracle][] = [
  [/\.json$/, mispOracle],
  [/\.stix2$/, stixOracle],
  [/hosts|\.txt$/, hostsOracle],
  [/\.csv$/, tableOracle],
];

const rows = readdirSync(FOLDER)
  .sort()
  .flatMap((name) => {
    const oracle = ORACLES.find(([pattern]) => pattern.test(name))?.[1];
    return oracle === undefined ? [] : [{ path: join(FOLDER, name), name, oracle }];
  });

it.each(rows)('a reader that knows nothing of ours finds the same in $name', async ({ path, oracle }) => {
  const expected = oracle(readFileSync(path, 'utf8'));
  const { gathered } = await readFiles(path, { now: NOW });
  const values = [...gathered.found].map(({ type, value }) => (type === 'URL' ? value : value.toLowerCase()));
  const left = gathered.reasons.reduce((sum, [, count]) => sum + count, 0);
  expect([...values].sort()).toEqual([...expected.values].sort());
  expect(values.length + left).toBeGreaterThan(0);
  // What is left out is counted, all of it.
  expect([basename(path), left]).toEqual([basename(path), expected.others]);
});
