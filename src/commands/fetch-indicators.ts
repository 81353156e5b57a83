import type { Refusals, Refused } from '../sync/refusals.ts';
import { runSync } from '../sync/run-sync.ts';
import type { Log } from '../xsoar/log.ts';
import { legible } from '../xsoar/markdown.ts';
import { defineCommand } from './command.ts';

/** `fetch-indicators`: first sync, steady push, pull. Has no War Room to speak to, so it tells the log. */
export const fetchIndicators = defineCommand({
  name: 'fetch-indicators',
  description: 'Keeps the indicators of Cortex XSOAR and Cortex XDR in step.',
  builtIn: true,
  arguments: {},
  run: async (_args, context) => {
    const report = await runSync(context);
    tell(context.log, report.outgoing, 'did not reach XDR');
    tell(context.log, report.incoming, 'changed in XDR but have no place in XSOAR');
    return [];
  },
});

function tell(log: Log, refusals: Refusals, what: string): void {
  if (refusals.count > 0) {
    log.info(`${refusals.count} indicators ${what}:`);
    refusals.details.forEach((refused) => {
      log.info(lineOf(refused));
    });
    const more = refusals.count - refusals.details.length;
    if (more > 0) {
      log.info(`and ${more} more.`);
    }
  }
}

function lineOf({ value, reason }: Refused): string {
  return `${legible(value)}: ${legible(reason)}`;
}
