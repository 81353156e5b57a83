import { toQueryTime } from '../sync/find.ts';
import { restartAt, syncFileText, writeTextFile } from '../sync/sync-file.ts';
import { SETTLING_MS } from '../sync/two-sides.ts';
import { fillFile, newFile } from '../xsoar/file-entry.ts';
import { writeZipFile } from '../xsoar/zip-file.ts';
import { flag } from './arguments.ts';
import { defineCommand } from './command.ts';
import { reportEntries } from './report-entries.ts';
import { FILE } from './tables.ts';

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
  outputs: FILE,
  example: ['!xdr-iocs-create-sync-file zip=false set_time=false'],
  run: async (args, context) => {
    const began = context.clock.now();
    const text = syncFileText(context, { written: 0 });
    const file = newFile(context.invocation, args.zip ? ZIP_NAME : FILE_NAME);
    await fillFile(file, async (path) => {
      await (args.zip ? writeZipFile(path, FILE_NAME, text) : writeTextFile(path, text));
    });
    if (args.set_time) {
      await restartAt(context, toQueryTime(began - SETTLING_MS));
    }
    return [...reportEntries(context, 'Indicators that are not in the file'), file.entry];
  },
});
