import { asDefault, list } from './arguments.ts';
import { defineCommand } from './command.ts';
import { outputsOf } from './outputs.ts';
import { changeStatus } from './status-change.ts';
import { IOC } from './tables.ts';

/** `xdr-iocs-enable` */
export const enable = defineCommand({
  name: 'xdr-iocs-enable',
  description: 'Enable iocs in XDR server',
  arguments: { indicator: asDefault(list('The indicator to enable.')) },
  outputs: outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
  example: ['fetch', '!xdr-iocs-disable indicator=192.0.2.10', '!xdr-iocs-enable indicator=192.0.2.10'],
  run: async ({ indicator }, context) => await changeStatus(indicator, 'enable', context),
});
