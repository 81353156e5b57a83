import type { Measurement } from './measure.ts';

/** One line of the table. */
export interface Row extends Measurement {
  name: string;
  wrapper: 'shared' | 'apart';
  /** How many processors the container had. */
  cpus: number;
  /** How many indicators XSOAR had. */
  size: number;
  /** How many of them the run handled. */
  handled: number;
  /** Its wall time, as a multiple of the floor's; undefined where it does not read everything. */
  toFloor: number | undefined;
  /** The same of its CPU time: on a machine that has other work too, this is what repeats. */
  cpuToFloor: number | undefined;
}

const HEADERS = [
  'indicators',
  'what',
  'wrapper',
  'CPUs',
  'per second',
  'wall s',
  'of the floor',
  'CPU s',
  'of the floor',
  'peak MB',
  'RSS MB',
];
const MORE_HEADERS = ['from XSOAR MB', 'to XDR MB', 'file MB', 'searches', 'runs (s)', 'IOCs sent', 'twice'];
const MB = 1_000_000;

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const headers = [...HEADERS, ...MORE_HEADERS];
  return [headers, headers.map(() => '---'), ...rows.map(cellsOf)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cellsOf(row: Row): string[] {
  return [
    row.size.toLocaleString('en-US'),
    row.name,
    row.wrapper,
    String(row.cpus),
    Math.round(row.handled / row.wallSeconds).toLocaleString('en-US'),
    row.wallSeconds.toFixed(2),
    row.toFloor === undefined ? '' : row.toFloor.toFixed(2),
    row.cpuSeconds.toFixed(1),
    row.cpuToFloor === undefined ? '' : row.cpuToFloor.toFixed(2),
    row.peakMb.toFixed(0),
    row.peakRssMb.toFixed(0),
    (row.bytesIn / MB).toFixed(1),
    (row.bytesOut / MB).toFixed(1),
    (row.fileBytes / MB).toFixed(1),
    String(row.searches),
    row.runSeconds.map((seconds) => seconds.toFixed(1)).join(' '),
    row.tenant.iocs.toLocaleString('en-US'),
    String(row.tenant.repeats),
  ];
}
