import { list } from './arguments.ts';
import { defineCommand } from './command.ts';
import { changeStatus } from './status-change.ts';

/** `xdr-iocs-enable` */
export const enable = defineCommand({
  name: 'xdr-iocs-enable',
  description: 'Enable iocs in XDR server',
  arguments: { indicator: list('The indicator to enable.') },
  run: async ({ indicator }, context) => await changeStatus(indicator, 'enable', context),
});
