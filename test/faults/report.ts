import type { Findings, Row, Trial } from './trial.ts';

/** What came of all trials of a row. */
export interface RowResult {
  group: string;
  name: string;
  tried: number;
  survived: number;
  lost: number;
  wrong: number;
  /** One line a finding, with the trial that it was found in. */
  findings: string[];
}

/** How many findings of a row are shown. */
const MOST_FINDINGS = 8;

/** Bounds how many trials are under way. */
export interface Turns {
  work: <T>(task: () => Promise<T>) => Promise<T>;
  /** For trials that mostly wait. */
  wait: <T>(task: () => Promise<T>) => Promise<T>;
}

export async function tryRow(row: Row, turns: Turns): Promise<RowResult> {
  const { group, name } = row;
  const result: RowResult = { group, name, tried: 0, survived: 0, lost: 0, wrong: 0, findings: [] };
  const trials = await turns.work(async () => await trialsOf(row));
  await Promise.all(
    trials.map(async (trial) => {
      const turn = trial.waits ? turns.wait : turns.work;
      count(result, trial, await turn(async () => await playSafely(trial)));
    }),
  );
  return result;
}

/** Whether nothing is held against the integration; a row that tried nothing proves nothing. */
export function isClean({ tried, survived, lost, wrong }: RowResult): boolean {
  return tried > 0 && tried === survived && lost === 0 && wrong === 0;
}

/** The table, as Markdown. */
export function table(results: readonly RowResult[]): string {
  const cells = [
    ['fault', 'tried', 'survived', 'lost', 'wrong'],
    ...results.map(({ group, name, tried, survived, lost, wrong }) => [
      `${group}: ${name}`,
      ...[tried, survived, lost, wrong].map(String),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  );
  const [head, ...body] = cells.map((line) => {
    const padded = widths.map((width, column) => {
      const cell = line[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(' | ')} |`;
  });
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, `| ${rule.join(' | ')} |`, ...body].join('\n');
}

/** What was found in a row, a line each, bounded. */
export function findingsOf(result: RowResult): string {
  const more = result.findings.length - MOST_FINDINGS;
  return [
    `${result.group}: ${result.name}`,
    ...result.findings.slice(0, MOST_FINDINGS).map((finding) => `  ${finding}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n');
}

/** Where not even the run without the fault succeeds, that is the one trial. */
async function trialsOf(row: Row): Promise<readonly Trial[]> {
  try {
    return await row.trials();
  } catch (thrown) {
    return [{ label: 'without the fault', play: async () => await Promise.reject(thrown) }];
  }
}

async function playSafely(trial: Trial): Promise<Findings> {
  try {
    return await trial.play();
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { problems: [`the trial itself broke: ${text}`], lost: [], wrong: [] };
  }
}

function count(result: RowResult, { label }: Trial, { problems, lost, wrong }: Findings): void {
  result.tried += 1;
  result.survived += problems.length === 0 ? 1 : 0;
  result.lost += lost.length;
  result.wrong += wrong.length;
  result.findings.push(
    ...problems.map((what) => `[${label}] ${what}`),
    ...lost.map((what) => `[${label}] lost ${what}`),
    ...wrong.map((what) => `[${label}] wrong ${what}`),
  );
}
