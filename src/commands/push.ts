import { messageOf, UsageError } from '../errors.ts';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { Rejection } from '../indicators/rejection.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import { push as pushModified } from '../sync/push.ts';
import { pushIocs } from '../sync/push-iocs.ts';
import { toQueryTime } from '../sync/queries.ts';
import { recordPush } from '../sync/refusal-list.ts';
import type { Refusals, Refused } from '../sync/refusals.ts';
import { failure, note, type WarRoomResult } from '../xsoar/entries.ts';
import { lookUp } from '../xsoar/lookup.ts';
import { optionalList } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { RefusalReport } from './refusal-report.ts';

const TITLE = 'Indicators that did not reach XDR';
/** How many values are looked up, pushed and forgotten at a time. */
const CHUNK_SIZE = 4_000;

/** `xdr-iocs-push`: pushes the named indicators, or what was modified since the last time. */
export const push = defineCommand({
  name: 'xdr-iocs-push',
  description: 'Push new or modified IOCs to Cortex XDR.',
  arguments: { indicator: optionalList('the indicators') },
  run: async ({ indicator }, context) =>
    indicator.length > 0 ? await pushNamed(indicator, context) : await pushSteady(context),
});

async function pushNamed(values: readonly string[], context: CommandContext): Promise<WarRoomResult[]> {
  const report = new RefusalReport(context.invocation);
  const { refusals } = report;
  let pushed = 0;
  for (let start = 0; start < values.length; start += CHUNK_SIZE) {
    const iocs = await toIocs(values.slice(start, start + CHUNK_SIZE), context, refusals);
    const refused = await pushIocs(context, iocs);
    await remember(context, iocs, refused);
    refusals.addAll(refused);
    pushed += iocs.length - refused.length;
  }
  const outcome =
    pushed > 0 || refusals.expired === refusals.count
      ? note('push success.')
      : failure('push failed: none of the indicators reached XDR; the warning says why.');
  return [...report.entries(TITLE), outcome];
}

/** What arrived leaves the list of refusals, what XDR refused enters it. A list that is out of date fails nothing. */
async function remember(
  { store, clock, log }: CommandContext,
  iocs: readonly Ioc[],
  refused: readonly Refused[],
): Promise<void> {
  const now = toQueryTime(clock.now());
  try {
    const { refused: list } = await store.read();
    if (recordPush(list, iocs, refused, now) !== list) {
      await store.update((state) => ({ ...state, refused: recordPush(state.refused, iocs, refused, now) }));
    }
  } catch (thrown) {
    log.info(`The list of refused indicators was not updated: ${messageOf(thrown)}`);
  }
}

async function toIocs(
  values: readonly string[],
  context: CommandContext,
  refusals: Refusals,
): Promise<Ioc[]> {
  const rules = await context.outgoingRules();
  const found = await lookUp(context.host, values, OUTGOING_FIELDS);
  const iocs: Ioc[] = [];
  for (const value of values) {
    const indicators = found.get(value.toLowerCase()) ?? [];
    if (indicators.length === 0) {
      refusals.add({
        value,
        reason: 'XSOAR has no indicator with this value. Create it first, or check the spelling.',
      });
    }
    for (const indicator of indicators) {
      const mapped = toIoc(indicator, rules);
      if (mapped instanceof Rejection) {
        refusals.add(mapped);
      } else {
        iocs.push(mapped);
      }
    }
  }
  return iocs;
}

async function pushSteady(context: CommandContext): Promise<WarRoomResult[]> {
  const state = await context.store.read();
  if (state.pushStart === undefined) {
    throw new UsageError('Nothing was synced with XDR yet, so there is no time since which to push.', {
      advice:
        "Run !xdr-iocs-sync first, or turn on 'Fetches indicators' and 'Auto Sync', or name the indicators.",
    });
  }
  const report = new RefusalReport(context.invocation);
  const end = await pushModified(context, state, report.refusals);
  const more =
    end === 'done'
      ? ''
      : "\nThe run's time is over before all were pushed: run the command again for the rest.";
  return [...report.entries(TITLE), note(`push success.${more}`)];
}
