import type { RunSummary } from '../sync/memory/report.ts';
import type { Owed, SyncState } from '../sync/memory/state.ts';
import type { Overview, Phase, Tenant } from '../sync/overview.ts';
import { describeLimit } from '../sync/run-limit.ts';
import { VERSION } from '../version.ts';
import { legible, markdownTable } from '../xsoar/markdown.ts';
import type { CommandContext } from './command.ts';
import { timeText } from './held-rows.ts';
import { type Facts, heldBack, keyLevelOf, MOST_NAMED } from './status-row.ts';

/** How many of the newest refusals are shown. */
const MOST_REFUSALS = 5;

const PHASES: Readonly<Record<Phase, string>> = {
  'not started': 'Nothing was synced yet: the next fetch, or !xdr-iocs-sync, begins.',
  'first sync': 'The first sync is under way; every fetch goes on with it.',
  'to begin anew': 'Settings that decide what is sent have changed: the next push begins anew.',
  'in step': 'The first sync is finished; every push sends what was modified since.',
};

/** The sync in Markdown, for people. */
export function statusText({ config, runLimit }: CommandContext, { state, overview, tenant }: Facts): string {
  const rows = [
    ['Phase', `${overview.phase}. ${PHASES[overview.phase]}`],
    ['Pushed', `${count(overview.matching - overview.toPush)} of ${count(overview.matching)}`],
    ['Wait to be pushed', count(overview.toPush)],
    ['Pushed until', time(overview.pushedUntil)],
    ['Taken from XDR until', time(overview.takenUntil)],
    ['Wait to be retired', retiringText(overview)],
    ...tenantRows(tenant),
    ['Held back', heldText(state)],
    ['Refused', `${state.refused.length} on the list, ${count(state.refusedInAll)} in all`],
    ['Last run', lastRunText(state.lastRun)],
    ['Switches', `Auto Sync ${onOff(config.autoSync)}, Fetches indicators ${onOff(config.fetchIndicators)}`],
    ['API key', keyLevelOf(config, state)],
    ['Run limit', describeLimit(runLimit)],
    ['Version', VERSION],
  ];
  return [
    markdownTable('The sync of XSOAR and XDR', ['What', 'How it is'], rows),
    ...heldTable(heldBack(state)),
    ...refusalTable(state),
    ...toldTable(state.lastRun),
  ].join('\n\n');
}

function retiringText({ retiring }: Overview): string {
  if ('rests' in retiring) {
    return `Nothing is retired: ${retiring.rests}`;
  }
  return retiring.isMost ? `at most ${count(retiring.count)}` : count(retiring.count);
}

function heldText(state: SyncState): string {
  const held = heldBack(state).length;
  const owed = state.owed.length - held;
  return `${count(held)} by changes in XDR; ${count(owed)} are sent with the next push`;
}

function tenantRows(tenant: Tenant | undefined): string[][] {
  if (tenant === undefined) {
    return [['XDR', 'not asked; check=true asks it']];
  }
  if (!tenant.isReachable) {
    return [['XDR', `does not answer: ${tenant.failure}`]];
  }
  const seconds = Math.round(tenant.aheadMs / 1000);
  const clock =
    seconds === 0 ? 'the same time' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  return [
    [
      'Wait to be taken from XDR',
      tenant.toTake === undefined ? 'nothing was taken yet' : count(tenant.toTake),
    ],
    ['XDR', `answers; its clock says ${time(tenant.time)} (${clock})`],
  ];
}

function lastRunText(run: RunSummary | undefined): string {
  if (run === undefined) {
    return 'none yet';
  }
  const { command, began, end, seconds, counts, failure } = run;
  const how = end === undefined ? 'it did not end: it was killed' : end;
  const took = seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`;
  const did = Object.entries(counts).map(([what, number]) => `${WORDS[what] ?? what} ${count(number)}`);
  const done = did.length === 0 ? '' : `; ${did.join(', ')}`;
  return `${command} at ${began}: ${how}${took}${done}${failure === undefined ? '' : `. It failed: ${failure}`}`;
}

/** Two words where the code has one. */
const WORDS: Readonly<Record<string, string>> = {
  heldBack: 'held back',
  passedOver: 'passed over',
  settled: 'held back before and settled',
};

function heldTable(held: readonly Owed[]): string[] {
  const rows = held.slice(0, MOST_NAMED).map(({ value, type, at }) => [value, type, time(at)]);
  return rows.length === 0 ? [] : [markdownTable('Held back', ['Indicator', 'Type in XDR', 'Since'], rows)];
}

function refusalTable({ refused }: SyncState): string[] {
  const rows = refused
    .slice(-MOST_REFUSALS)
    .reverse()
    .map(({ value, reason, since }) => [value, reason, since]);
  return rows.length === 0
    ? []
    : [
        markdownTable(
          'The newest refusals; !xdr-iocs-refused shows all',
          ['Indicator', 'Reason', 'Since'],
          rows,
        ),
      ];
}

function toldTable(run: RunSummary | undefined): string[] {
  const rows = (run?.told ?? []).slice(-MOST_NAMED).map((line) => [legible(line)]);
  return rows.length === 0 ? [] : [markdownTable('What the last run told', ['Line'], rows)];
}

function time(milliseconds: number | undefined): string {
  return timeText(milliseconds)?.replace(/\.\d+Z$/, 'Z') ?? 'never';
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
