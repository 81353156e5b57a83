import { type RowResult, table } from './report.ts';

const HEAD = `# Reliability

\`npm run test:faults\` breaks everything once, and counts. Each trial is a sync in which one thing fails; in the sequences, many do. After the next
runs, both sides are held against an oracle that knows nothing of cursors and batches. *Lost*: what a side should hold and does not. *Wrong*: what it
holds and should not, or with other values. A smaller form of it is part of \`npm test\`.

This page is made by \`npm run test:faults -- --write docs/reliability.md\`.
`;

/** What was tried on the whole, for the page. */
export interface Totals {
  results: readonly RowResult[];
  /** What came of the sequences of people's work on both sides; undefined where none were played. */
  sequences: string | undefined;
}

/** The page of what was tried: by family, then every row. */
export function reliabilityPage({ results, sequences }: Totals): string {
  const tried = results.reduce((sum, result) => sum + result.tried, 0);
  return [
    HEAD,
    `## ${tried.toLocaleString('en-US')} trials, by family\n`,
    `${table(families(results))}\n`,
    ...(sequences === undefined ? [] : ['## What people do to both sides\n', `${sequences}\n`]),
    '## Every row\n',
    `${table(results)}\n`,
  ].join('\n');
}

/** One row a group. */
function families(results: readonly RowResult[]): RowResult[] {
  const sums = new Map<string, RowResult>();
  for (const { group, tried, survived, lost, wrong } of results) {
    const sum = sums.get(group) ?? {
      group,
      name: 'all',
      tried: 0,
      survived: 0,
      lost: 0,
      wrong: 0,
      findings: [],
    };
    sums.set(group, {
      ...sum,
      tried: sum.tried + tried,
      survived: sum.survived + survived,
      lost: sum.lost + lost,
      wrong: sum.wrong + wrong,
    });
  }
  return [...sums.values()];
}
