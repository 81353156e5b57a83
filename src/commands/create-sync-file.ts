import { SETTLING_MS, toQueryTime } from '../sync/queries.ts';
import { type FileReport, syncFileText, writeTextFile } from '../sync/sync-file.ts';
import { restartAt } from '../sync/sync-time.ts';
import { newFile } from '../xsoar/file-entry.ts';
import { writeZipFile } from '../xsoar/zip-file.ts';
import { flag } from './arguments.ts';
import { defineCommand } from './command.ts';
import { RefusalReport } from './refusal-report.ts';

const FILE_NAME = 'xdr-sync-file';
const ZIP_NAME = 'xdr-sync-file-zipped.zip';

/** `xdr-iocs-create-sync-file`: the file of a full sync, to be given to XDR by hand. */
export const createSyncFile = defineCommand({
  name: 'xdr-iocs-create-sync-file',
  description:
    'Creates the sync file for the manual process. Run this command when instructed by the XDR support team.',
  arguments: {
    zip: flag('Whether to zip the output file.', true),
    set_time: flag('Whether to modify the sync time locally.', true),
  },
  run: async (args, context) => {
    const began = context.clock.now();
    const refused = new RefusalReport(context.invocation);
    const report: FileReport = { written: 0, refusals: refused.refusals };
    const text = syncFileText(context, report);
    const file = newFile(context.invocation, args.zip ? ZIP_NAME : FILE_NAME);
    await (args.zip ? writeZipFile(file.path, FILE_NAME, text) : writeTextFile(file.path, text));
    if (args.set_time) {
      await restartAt(context, toQueryTime(began - SETTLING_MS));
    }
    return [...refused.entries('Indicators that are not in the file'), file.entry];
  },
});
