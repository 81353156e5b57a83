import { list } from './arguments.ts';
import { defineCommand } from './command.ts';
import { changeStatus } from './status-change.ts';

/** `xdr-iocs-disable` */
export const disable = defineCommand({
  name: 'xdr-iocs-disable',
  description: 'Disable iocs in XDR server',
  // The user's document describes it with the words of xdr-iocs-enable.
  arguments: { indicator: list('The indicator to enable.') },
  run: async ({ indicator }, context) => await changeStatus(indicator, 'disable', context),
});
