import type { Refusals } from '../sync/memory/refusals.ts';
import { runSync } from '../sync/run.ts';
import type { Log } from '../xsoar/log.ts';
import { legible } from '../xsoar/markdown.ts';
import { defineCommand } from './command.ts';

/** `fetch-indicators`: first sync, steady push, retiring, pull. Has no War Room to speak to, so it tells the log. */
export const fetchIndicators = defineCommand({
  name: 'fetch-indicators',
  description: 'Keeps the indicators of Cortex XSOAR and Cortex XDR in step.',
  builtIn: true,
  arguments: {},
  outputs: [],
  run: async (_args, context) => {
    try {
      await runSync(context);
    } finally {
      // Also of a run that failed half-way: what it did before is done.
      tell(context.log, context.report.outgoing);
    }
    return [];
  },
});

function tell(log: Log, { count, details }: Refusals): void {
  if (count === 0) {
    return;
  }
  log.info(`${count} indicators did not reach XDR:`);
  for (const { value, reason } of details) {
    log.info(`${legible(value)}: ${legible(reason)}`);
  }
  if (count > details.length) {
    log.info(`and ${count - details.length} more.`);
  }
}
