import { settingsInState } from './instance.ts';

/** What is measured. */
export interface Scenario {
  name: string;
  command: string;
  args?: Record<string, string>;
  /** How many changes XDR has. */
  changes?: number;
  /** The integration context before the run. */
  context?: (indicators: number) => Record<string, unknown>;
  /** How many indicators it must handle. */
  expected: (indicators: number) => number;
  /** True where XDR must have got that many. */
  sends?: true;
}

const BEFORE = '2026-01-10T00:00:00Z';
/** What a steady push finds: as many as were modified since the last fetch. */
const MODIFIED = 20_000;
const CHANGES = 2_000;

const everything = (indicators: number): number => indicators;
const modifiedOf = (indicators: number): number => Math.min(MODIFIED, indicators);

/** The context of an instance whose first sync is over, and whose cursor has so many indicators behind it. */
function synced(left: (indicators: number) => number): (indicators: number) => Record<string, unknown> {
  return (indicators) => ({
    ts: Date.parse(BEFORE),
    time: BEFORE,
    is_first_sync_phase: false,
    ...settingsInState(),
    search_after: [0, String(indicators - left(indicators)).padStart(8, '0')],
  });
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'first sync', command: 'fetch-indicators', expected: everything, sends: true },
  { name: 'xdr-iocs-sync', command: 'xdr-iocs-sync', expected: everything },
  {
    name: 'create-sync-file (zip)',
    command: 'xdr-iocs-create-sync-file',
    args: { zip: 'true', set_time: 'false' },
    expected: everything,
  },
  { name: 'to-keep-file', command: 'xdr-iocs-to-keep-file', expected: everything },
  {
    name: 'steady push',
    command: 'xdr-iocs-push',
    context: synced(modifiedOf),
    expected: modifiedOf,
    sends: true,
  },
  {
    name: 'pull',
    command: 'fetch-indicators',
    changes: CHANGES,
    context: synced(() => 0),
    expected: () => CHANGES,
  },
];

/** The floor: reads every page and drops it, in Python, as cheaply as a script can. */
export const FLOOR = `
page = {'searchAfter': None, 'iocs': True}
while page['iocs']:
    page = demisto.searchIndicators(query='', size=4000, searchAfter=page['searchAfter'])
`;
