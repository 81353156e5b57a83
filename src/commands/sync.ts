import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDistanceStrict } from 'date-fns';
import { SETTLING_MS, toQueryTime } from '../sync/queries.ts';
import { recordPush } from '../sync/refusal-list.ts';
import { type FileReport, syncFileText, writeTextFile } from '../sync/sync-file.ts';
import { restartAt } from '../sync/sync-time.ts';
import { note, type WarRoomResult, warning } from '../xsoar/entries.ts';
import { flag } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { RefusalReport } from './refusal-report.ts';

/** `xdr-iocs-sync`: makes the indicators of XSOAR the tenant's set, by one file. */
export const sync = defineCommand({
  name: 'xdr-iocs-sync',
  description: 'Sync IOCs with Cortex XDR.',
  arguments: {
    firstTime: flag(
      'For first sync, set to true. Replaces the set of XSOAR indicators in Cortex XDR.',
      false,
    ),
  },
  run: async ({ firstTime }, context) => {
    const { pushStart, inFirstSync } = await context.store.read();
    if (pushStart !== undefined && !firstTime) {
      return [alreadySynced(pushStart, inFirstSync, context.clock.now())];
    }
    return await syncByFile(context);
  },
});

function alreadySynced(since: string, inFirstSync: boolean, now: number): WarRoomResult {
  const age = formatDistanceStrict(new Date(since), new Date(now), { addSuffix: true });
  const what = inFirstSync
    ? `A first sync by fetch-indicators began ${age} (${since}) and goes on with every fetch`
    : `XSOAR and XDR have been in sync since ${since} (${age})`;
  return warning(`${what}; nothing was done. To do a full sync again, run: !xdr-iocs-sync firstTime=true`);
}

async function syncByFile(context: CommandContext): Promise<WarRoomResult[]> {
  const began = context.clock.now();
  const refused = new RefusalReport(context.invocation);
  const report: FileReport = { written: 0, refusals: refused.refusals };
  const folder = await mkdtemp(join(context.invocation.workingDirectory, 'xdr-iocs-'));
  try {
    const path = join(folder, 'iocs.json');
    await writeTextFile(path, syncFileText(context, report));
    if (report.written > 0) {
      await context.xdr.syncFile(path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await restartAt(context, toQueryTime(began - SETTLING_MS), {
    refused: recordPush([], [], report.refusals.details, toQueryTime(began)),
  });
  return [
    ...refused.entries('Indicators that were not synced'),
    ...(report.written > 0 ? [] : [nothingToSync()]),
    note('sync with XDR completed.'),
  ];
}

/** An empty file would take every indicator out of XDR: more likely a mistake in the query than a wish. */
function nothingToSync(): WarRoomResult {
  return warning(
    "No indicator that can be synced matches the 'Sync Query': nothing was uploaded, and XDR keeps what it has.",
  );
}
