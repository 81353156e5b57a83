import type { Fault, Trial, Verdict } from './verdict.ts';

/** What came of all trials of a fault. */
export interface RowResult {
  family: string;
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

/** Plays all trials of a fault. */
export async function playRow(fault: Fault, turns: Turns): Promise<RowResult> {
  const { family, name } = fault;
  const row: RowResult = { family, name, tried: 0, survived: 0, lost: 0, wrong: 0, findings: [] };
  const trials = await turns.work(async () => await trialsOf(fault));
  await Promise.all(
    trials.map(async (trial) => {
      const turn = trial.waits ? turns.wait : turns.work;
      count(row, trial, await turn(async () => await playSafely(trial)));
    }),
  );
  return row;
}

/** Whether nothing is held against the integration; a row that tried nothing proves nothing. */
export function isClean({ tried, survived, lost, wrong }: RowResult): boolean {
  return tried > 0 && tried === survived && lost === 0 && wrong === 0;
}

/** The table, as Markdown. */
export function table(rows: readonly RowResult[]): string {
  const cells = [
    ['fault', 'tried', 'survived', 'lost', 'wrong'],
    ...rows.map((row) => [
      `${row.family}: ${row.name}`,
      ...[row.tried, row.survived, row.lost, row.wrong].map(String),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  );
  const [head = '', ...body] = cells.map(
    (line) =>
      `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [head, rule, ...body].join('\n');
}

/** What was found in a row, a line each, bounded. */
export function findingsOf(row: RowResult): string {
  const more = row.findings.length - MOST_FINDINGS;
  return [
    `${row.family}: ${row.name}`,
    ...row.findings.slice(0, MOST_FINDINGS).map((finding) => `  ${finding}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n');
}

/** Where not even the rehearsal succeeds, that is the one trial. */
async function trialsOf(fault: Fault): Promise<readonly Trial[]> {
  try {
    return await fault.trials();
  } catch (thrown) {
    return [{ label: 'rehearsal', play: async () => await Promise.reject(thrown) }];
  }
}

async function playSafely(trial: Trial): Promise<Verdict> {
  try {
    return await trial.play();
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { problems: [`the trial itself broke: ${text}`], lost: [], wrong: [] };
  }
}

function count(row: RowResult, trial: Trial, { problems, lost, wrong }: Verdict): void {
  row.tried += 1;
  row.survived += problems.length === 0 ? 1 : 0;
  row.lost += lost.length;
  row.wrong += wrong.length;
  for (const [kind, list] of [
    ['', problems] as const,
    ['lost ', lost] as const,
    ['wrong ', wrong] as const,
  ]) {
    row.findings.push(...list.map((what) => `[${trial.label}] ${kind}${what}`));
  }
}
