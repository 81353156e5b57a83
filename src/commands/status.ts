import { askTenant, overviewOf } from '../sync/overview.ts';
import { flag } from './arguments.ts';
import { defineCommand } from './command.ts';
import { answer, outputsOf } from './outputs.ts';
import { statusRow } from './status-row.ts';
import { statusText } from './status-text.ts';
import { SYNC } from './tables.ts';

/** `xdr-iocs-status`: how the sync is. */
export const status = defineCommand({
  name: 'xdr-iocs-status',
  description:
    'Shows how the sync is: how far, what waits, what is held back or refused, and what the last run did. It changes nothing.',
  arguments: {
    check: flag('Whether to ask Cortex XDR too: whether it answers, and what waits there.', false),
  },
  outputs: outputsOf(SYNC),
  example: ['fetch', 'xdr edit 192.0.2.10 severity=low', '!xdr-iocs-status check=true'],
  run: async ({ check }, context) => {
    const before = await context.store.read();
    const tenant = check ? await askTenant(context, before) : undefined;
    // The question may have shown of which level the key is.
    const state = await context.store.read();
    const facts = { state, overview: await overviewOf(context, state), tenant };
    return [answer(context, SYNC, [statusRow(context, facts)], statusText(context, facts))];
  },
});
