import { type FileReport, keepFileText, writeTextFile } from '../sync/sync-file.ts';
import { newFile } from '../xsoar/file-entry.ts';
import { defineCommand } from './command.ts';
import { RefusalReport } from './refusal-report.ts';

/** `xdr-iocs-to-keep-file`: the values that XSOAR keeps in XDR, one a line. */
export const toKeepFile = defineCommand({
  name: 'xdr-iocs-to-keep-file',
  description: 'Create a file with the values of all IOCs that are kept in Cortex XDR.',
  arguments: {},
  run: async (_args, context) => {
    const refused = new RefusalReport(context.invocation);
    const report: FileReport = { written: 0, refusals: refused.refusals };
    const file = newFile(context.invocation, 'xdr-ioc-to-keep-file');
    await writeTextFile(file.path, keepFileText(context, report));
    return [...refused.entries('Indicators that are not in the file'), file.entry];
  },
});
