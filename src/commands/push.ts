import { UsageError } from '../errors.ts';
import { pushByName } from '../sync/by-value.ts';
import { type PushEnd, push as pushModified } from '../sync/push.ts';
import { WaitingRules } from '../sync/waiting.ts';
import { failure, type WarRoomResult } from '../xsoar/entries.ts';
import { asDefault, flag, optionalList } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { dryRun } from './dry-run.ts';
import { eachChunk, leftOver } from './in-time.ts';
import { outcomes } from './outcomes.ts';
import { answers, outputsOf } from './outputs.ts';
import { rowOf } from './push-row.ts';
import { failedEntries, reportEntries } from './report-entries.ts';
import { DRY_RUN, IOC, PUSH } from './tables.ts';

/** How many values are looked up, pushed and forgotten at a time. */
const CHUNK_SIZE = 4_000;

/** `xdr-iocs-push`: pushes the named indicators, or what was modified since the last time. */
export const push = defineCommand({
  name: 'xdr-iocs-push',
  description: 'Push new or modified IOCs to Cortex XDR.',
  arguments: {
    indicator: asDefault(optionalList('the indicators.')),
    dry_run: flag('Whether to say only what would be sent.', false),
  },
  outputs: [
    ...outputsOf(PUSH),
    ...outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
    ...outputsOf(DRY_RUN, ...pushFields()),
  ],
  example: ['!xdr-iocs-push indicator=192.0.2.10,192.0.2.20'],
  run: async ({ indicator, dry_run: isDry }, context) => {
    if (isDry) {
      return await preview(indicator, context);
    }
    return indicator.length > 0 ? await pushNamed(indicator, context) : await pushSteady(context);
  },
});

/** What a dry run of a push says. */
function pushFields(): string[] {
  return Object.keys(DRY_RUN.fields).filter((name) => name !== 'Retired' && name !== 'Taken');
}

async function preview(values: readonly string[], real: CommandContext): Promise<WarRoomResult[]> {
  const { context, entries } = dryRun(real);
  const ended = (isFinished: boolean): WarRoomResult[] =>
    entries(isFinished, isFinished ? [] : ["The run's time was over before all were seen."]);
  if (values.length > 0) {
    const { done } = await pushAll(values, context);
    return ended(done === values.length);
  }
  await expectSynced(context);
  const end = await pushModified(context);
  return ended(end === 'done');
}

async function pushNamed(values: readonly string[], context: CommandContext): Promise<WarRoomResult[]> {
  const { sent, done } = await pushAll(values, context);
  if (done < values.length) {
    return [...failedWith(context, false), ...leftOver(context, values, done, 'worked through')];
  }
  const { count, expired } = context.report.outgoing;
  if (sent === 0 && expired !== count) {
    return [
      ...failedWith(context, true),
      failure(
        'push failed: none of the indicators reached XDR. Correct what the warning names, then push them again.',
      ),
    ];
  }
  return pushed(context, true, 'push success.');
}

function failedWith(context: CommandContext, isFinished: boolean): WarRoomResult[] {
  return failedEntries(context, [{ table: PUSH, rows: [rowOf(context, isFinished)] }]);
}

/** @returns how many were sent and not refused, and how many there was time for */
async function pushAll(
  values: readonly string[],
  context: CommandContext,
): Promise<{ sent: number; done: number }> {
  const waiting = await WaitingRules.ask(context, await context.store.read());
  let sent = 0;
  const done = await eachChunk(context, values, CHUNK_SIZE, async (chunk) => {
    sent += await pushByName(context, waiting, chunk);
  });
  return { sent, done };
}

async function pushSteady(context: CommandContext): Promise<WarRoomResult[]> {
  await expectSynced(context);
  const end = await pushModified(context);
  return pushed(context, end === 'done', `push success.${AND_THEN[end]}\n\n${context.report.line()}`);
}

async function expectSynced(context: CommandContext): Promise<void> {
  const { pushStart } = await context.store.read();
  if (pushStart === undefined) {
    throw new UsageError('Nothing was synced with XDR yet, so there is no time since which to push.', {
      advice:
        "Run !xdr-iocs-sync first, or turn on 'Fetches indicators' and 'Auto Sync', or name the indicators.",
    });
  }
}

function pushed(context: CommandContext, isFinished: boolean, markdown: string): WarRoomResult[] {
  const { part, files } = outcomes(context);
  const parts = [{ table: PUSH, rows: [rowOf(context, isFinished)] }, part];
  return [...reportEntries(context), answers(context, parts, markdown), ...files];
}

const AND_THEN: Readonly<Record<PushEnd, string>> = {
  done: '',
  'out-of-time': "\n\nThe run's time is over before all were pushed: run the command again for the rest.",
  overtaken: '\n\nAnother run has gone on with the push meanwhile; this one left the rest to it.',
};
