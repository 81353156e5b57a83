import { keepFileText, writeTextFile } from '../sync/sync-file.ts';
import { fillFile, newFile } from '../xsoar/file-entry.ts';
import { defineCommand } from './command.ts';
import { reportEntries } from './report-entries.ts';
import { FILE } from './tables.ts';

/** `xdr-iocs-to-keep-file`: the values that XSOAR keeps in XDR, one a line. */
export const toKeepFile = defineCommand({
  name: 'xdr-iocs-to-keep-file',
  description: 'Create a file with the values of all IOCs that are kept in Cortex XDR.',
  arguments: {},
  outputs: FILE,
  example: ['!xdr-iocs-to-keep-file'],
  run: async (_args, context) => {
    const file = newFile(context.invocation, 'xdr-ioc-to-keep-file');
    await fillFile(file, async (path) => await writeTextFile(path, keepFileText(context, { written: 0 })));
    return [...reportEntries(context, 'Indicators that are not in the file'), file.entry];
  },
});
