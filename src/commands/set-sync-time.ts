import { UsageError } from '../errors.ts';
import { toQueryTime } from '../sync/find.ts';
import { setSyncTime as storeSyncTime } from '../sync/sync-file.ts';
import { note, warning } from '../xsoar/entries.ts';
import { escapeMarkdown } from '../xsoar/markdown.ts';
import { text } from './arguments.ts';
import { defineCommand } from './command.ts';
import { parseTime } from './times.ts';

/** `xdr-iocs-set-sync-time`: sets both cursors by hand. */
export const setSyncTime = defineCommand({
  name: 'xdr-iocs-set-sync-time',
  description:
    'Deprecated. Set sync time manually (Do not use this command unless you understand the consequences).',
  deprecated: true,
  arguments: { time: text('The time of the file creation (use UTC time zone).') },
  outputs: [],
  example: ['!xdr-iocs-set-sync-time time=2026-01-15T12:00:00Z'],
  run: async ({ time }, context) => {
    const milliseconds = parseTime(time);
    if (milliseconds > context.clock.now()) {
      throw inTheFuture(toQueryTime(milliseconds), toQueryTime(context.clock.now()));
    }
    const syncTime = toQueryTime(milliseconds);
    await storeSyncTime(context, syncTime);
    const said = (shown: string): string => `set sync time to ${shown} succeeded.`;
    return [
      note(
        `${said(time)}\nThe stored time is ${syncTime}.`,
        `${said(escapeMarkdown(time))}\n\nThe stored time is ${syncTime}.`,
      ),
      warning(
        'xdr-iocs-set-sync-time is deprecated: what was modified before that time is not pushed any more. Use xdr-iocs-create-sync-file with set_time=true, or xdr-iocs-sync firstTime=true.',
      ),
    ];
  },
});

/** Until then, nothing that is modified would be pushed, and nobody would be told. */
function inTheFuture(given: string, now: string): UsageError {
  return new UsageError(
    `The time ${given} lies in the future: it is ${now} now (UTC). Nothing was changed.`,
    {
      advice: 'Give the time at which the sync file was made.',
    },
  );
}
