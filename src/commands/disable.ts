import { asDefault, list } from './arguments.ts';
import { defineCommand } from './command.ts';
import { outputsOf } from './outputs.ts';
import { changeStatus } from './status-change.ts';
import { IOC } from './tables.ts';

/** `xdr-iocs-disable` */
export const disable = defineCommand({
  name: 'xdr-iocs-disable',
  description: 'Disable iocs in XDR server',
  harmful: true,
  // The user's document describes it with the words of xdr-iocs-enable.
  arguments: { indicator: asDefault(list('The indicator to enable.')) },
  outputs: outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
  example: ['fetch', '!xdr-iocs-disable indicator=192.0.2.10'],
  run: async ({ indicator }, context) => await changeStatus(indicator, 'disable', context),
});
