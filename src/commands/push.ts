import { UsageError } from '../errors.ts';
import { pushByName } from '../sync/by-value.ts';
import { type PushEnd, push as pushModified } from '../sync/push.ts';
import { WaitingRules } from '../sync/waiting.ts';
import { failure, note, type WarRoomResult } from '../xsoar/entries.ts';
import { asDefault, optionalList } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { eachChunk, leftOver } from './in-time.ts';
import { outputsOf } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { IOC } from './tables.ts';

/** How many values are looked up, pushed and forgotten at a time. */
const CHUNK_SIZE = 4_000;

/** `xdr-iocs-push`: pushes the named indicators, or what was modified since the last time. */
export const push = defineCommand({
  name: 'xdr-iocs-push',
  description: 'Push new or modified IOCs to Cortex XDR.',
  arguments: { indicator: asDefault(optionalList('the indicators.')) },
  outputs: outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
  example: ['!xdr-iocs-push indicator=192.0.2.10,192.0.2.20'],
  run: async ({ indicator }, context) =>
    indicator.length > 0 ? await pushNamed(indicator, context) : await pushSteady(context),
});

async function pushNamed(values: readonly string[], context: CommandContext): Promise<WarRoomResult[]> {
  const waiting = await WaitingRules.ask(context, await context.store.read());
  let sent = 0;
  const done = await eachChunk(context, values, CHUNK_SIZE, async (chunk) => {
    sent += await pushByName(context, waiting, chunk);
  });
  const { count, expired } = context.report.outgoing;
  const outcome =
    sent > 0 || expired === count
      ? note('push success.')
      : failure(
          'push failed: none of the indicators reached XDR. Correct what the warning names, then push them again.',
        );
  const left = leftOver(context, values, done, 'worked through');
  return [...reportEntries(context), ...(left.length > 0 ? left : [outcome])];
}

async function pushSteady(context: CommandContext): Promise<WarRoomResult[]> {
  const { pushStart } = await context.store.read();
  if (pushStart === undefined) {
    throw new UsageError('Nothing was synced with XDR yet, so there is no time since which to push.', {
      advice:
        "Run !xdr-iocs-sync first, or turn on 'Fetches indicators' and 'Auto Sync', or name the indicators.",
    });
  }
  const end = await pushModified(context);
  return [...reportEntries(context), note(`push success.${AND_THEN[end]}`)];
}

const AND_THEN: Readonly<Record<PushEnd, string>> = {
  done: '',
  'out-of-time': "\nThe run's time is over before all were pushed: run the command again for the rest.",
  overtaken: '\nAnother run has gone on with the push meanwhile; this one left the rest to it.',
};
