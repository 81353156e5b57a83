import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { messageOf, UsageError } from '../errors.ts';
import { keepReport, sidesOf } from '../sync/engine.ts';
import { toQueryTime } from '../sync/find.ts';
import { Holding, type Overwritten, withHeld } from '../sync/holding.ts';
import { recordPush } from '../sync/memory/refusals.ts';
import type { Owed, SyncState } from '../sync/memory/state.ts';
import { pull } from '../sync/pull.ts';
import { expectTime } from '../sync/run-limit.ts';
import { type FileReport, restartAt, syncFileText, writeTextFile } from '../sync/sync-file.ts';
import { needsConfirmation, SETTLING_MS } from '../sync/two-sides.ts';
import { WaitingRules } from '../sync/waiting.ts';
import { type WarRoomResult, warning } from '../xsoar/entries.ts';
import { asDefault, flag } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { dryRun } from './dry-run.ts';
import { outcomes } from './outcomes.ts';
import { answers, outputsOf } from './outputs.ts';
import { rowOf } from './push-row.ts';
import { reportEntries } from './report-entries.ts';
import { DRY_RUN, IOC, PUSH } from './tables.ts';

/** `xdr-iocs-sync`: makes the indicators of XSOAR the tenant's set, by one file. */
export const sync = defineCommand({
  name: 'xdr-iocs-sync',
  description: 'Sync IOCs with Cortex XDR.',
  arguments: {
    firstTime: asDefault(
      flag('For first sync, set to true. Replaces the set of XSOAR indicators in Cortex XDR.', false),
    ),
    confirm: flag(
      'Set to true to go on although the full sync would take most IOCs, or all, out of Cortex XDR.',
      false,
    ),
    dry_run: flag('Whether to say only what would be synced.', false),
  },
  harmful: true,
  outputs: [
    ...outputsOf(PUSH),
    ...outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
    ...outputsOf(DRY_RUN, ...Object.keys(DRY_RUN.fields).filter((name) => name !== 'Retired')),
  ],
  example: ['!xdr-iocs-sync'],
  run: async ({ firstTime, confirm, dry_run: isDry }, context) => {
    const state = await context.store.read();
    if (state.pushStart !== undefined && !firstTime) {
      return [alreadySynced(state.pushStart, state.inFirstSync, context.clock.now())];
    }
    return isDry ? await preview(context, state) : await syncByFile(context, state, confirm);
  },
});

async function preview(real: CommandContext, state: SyncState): Promise<WarRoomResult[]> {
  const { context, entries } = dryRun(real);
  await pullFirst(context);
  const { written } = await upload(context, state, true);
  const { matched } = state.retire;
  const before =
    matched === undefined ? '.' : `; the last time they were ${matched.toLocaleString('en-US')}.`;
  const notes = [
    `XDR would lose what came from XSOAR and is not among these${before}`,
    ...(needsConfirmation(matched, written) ? [NEEDS_CONFIRMATION] : []),
  ];
  return entries(true, notes, context.report.countOf('taken'));
}

const NEEDS_CONFIRMATION = 'So few are more likely a mistake: the sync would need confirm=true.';

function alreadySynced(since: string, inFirstSync: boolean, now: number): WarRoomResult {
  const age = formatDistanceStrict(new Date(since), new Date(now), { addSuffix: true });
  const what = inFirstSync
    ? `A first sync by fetch-indicators began ${age} (${since}) and goes on with every fetch`
    : `XSOAR and XDR have been in sync since ${since} (${age})`;
  return warning(`${what}; nothing was done. To do a full sync again, run: !xdr-iocs-sync firstTime=true`);
}

async function syncByFile(
  context: CommandContext,
  state: SyncState,
  isConfirmed: boolean,
): Promise<WarRoomResult[]> {
  await pullFirst(context);
  const began = context.clock.now();
  const { written, owed, told } = await upload(context, state, isConfirmed);
  await restartAt(context, toQueryTime(began - SETTLING_MS), (fresh) => ({
    ...recordPush(
      withHeld({ ...fresh, refused: [], refusedInAll: 0 }, owed, told),
      [],
      context.report.outgoing.details,
      toQueryTime(began),
    ),
    retire: { since: toQueryTime(began - SETTLING_MS), matched: written },
    lastRun: context.report.summary(),
  }));
  const nothing = written > 0 ? '' : ' XDR holds no XSOAR indicator now.';
  const { part, files } = outcomes(context);
  const parts = [{ table: PUSH, rows: [rowOf(context, true)] }, part];
  return [
    ...reportEntries(context, 'Indicators that were not synced'),
    answers(context, parts, `sync with XDR completed.${nothing}\n\n${context.report.line()}`),
    ...files,
  ];
}

/** What people changed in XDR comes first: the file would overwrite it. */
async function pullFirst(context: CommandContext): Promise<void> {
  const state = await context.store.read();
  const { pullCursor } = state;
  if (context.config.fetchIndicators && pullCursor !== undefined) {
    await pull(context, { ...state, pullCursor });
  }
}

/** @returns how many IOCs went up, what is left to the next push, and what was told */
async function upload(
  context: CommandContext,
  state: SyncState,
  isConfirmed: boolean,
): Promise<{ written: number; owed: readonly Owed[]; told: Overwritten }> {
  const report: FileReport = { written: 0 };
  const folder = await mkdtemp(join(context.invocation.workingDirectory, 'xdr-iocs-'));
  try {
    const path = join(folder, 'iocs.json');
    const holding = await telling(context);
    const text = syncFileText(context, report, (ioc, x) => holding?.tellIfOverwritten(ioc, x));
    await writeTextFile(path, text);
    if (!isConfirmed && needsConfirmation(state.retire.matched, report.written)) {
      throw notConfirmed(report.written, state.retire.matched);
    }
    // What people did while the file was made is taken too; it is pushed afterwards.
    await pullFirst(context);
    holding?.tellRemoved();
    await keepReport(context);
    expectTime(
      context,
      () => 'The file was complete, but there is no time to upload it. XDR was sent nothing.',
    );
    await uploadInTime(context, path);
    context.report.count('sent', report.written);
    const told = holding?.takeOverwritten() ?? [];
    return { written: report.written, owed: holding?.toEnable ?? [], told };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function uploadInTime(context: CommandContext, path: string): Promise<void> {
  try {
    await context.xdr.syncFile(path);
  } catch (thrown) {
    expectTime(
      context,
      () =>
        `The file was uploaded, but XDR did not confirm it: ${messageOf(thrown)} Running the command again is harmless.`,
    );
    throw thrown;
  }
}

/** An instance that does not fetch takes nothing from XDR: what its file overwrites is told. */
async function telling(context: CommandContext): Promise<Holding | undefined> {
  if (context.config.fetchIndicators) {
    return undefined;
  }
  const state = await context.store.read();
  const waiting = await WaitingRules.ask(context, state);
  return new Holding(context, waiting, await sidesOf(context, state), state);
}

/** More likely a mistake in the query than a wish. */
function notConfirmed(now: number, before: number | undefined): UsageError {
  return now === 0
    ? new UsageError(
        "No indicator that can be synced matches the 'Sync Query': nothing was uploaded, and XDR keeps what it has.",
        {
          advice:
            'To take every XSOAR indicator out of XDR on purpose, run: !xdr-iocs-sync firstTime=true confirm=true',
        },
      )
    : new UsageError(
        `Only ${now} indicators match the 'Sync Query', and ${before} did the last time: nothing was uploaded, and XDR keeps what it has.`,
        {
          advice: 'If the others should leave XDR, run: !xdr-iocs-sync firstTime=true confirm=true',
        },
      );
}
