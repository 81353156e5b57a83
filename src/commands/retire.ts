import { isRecord } from '../indicators/json.ts';
import { valueKey } from '../indicators/values.ts';
import {
  activeQuery,
  findIndicators,
  findNamed,
  type TypedValue,
  toQueryTime,
  typedValueOf,
} from '../sync/find.ts';
import { findLeavers, retireSince, retireValues } from '../sync/retire.ts';
import { expectTime } from '../sync/run-limit.ts';
import { WaitingRules } from '../sync/waiting.ts';
import { note, type WarRoomResult, warning } from '../xsoar/entries.ts';
import { legible, markdownTable } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import { countMatching } from '../xsoar/search.ts';
import { asDefault, optionalFlag, optionalList } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { eachChunk, leftOver } from './in-time.ts';
import { outputsOf } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { IOC } from './tables.ts';

const FIELDS = ['id', 'value', 'indicator_type', 'modified'];
/** How many values an entry names; a file has the rest. */
const MOST_NAMED = 200;
/** How many values are looked up, retired and forgotten at a time. */
const CHUNK_SIZE = 4_000;

/** `xdr-iocs-retire`: takes the IOCs of indicators that have left out of force. */
export const retire = defineCommand({
  name: 'xdr-iocs-retire',
  description:
    "Takes the IOCs of indicators that have left out of force, as the instance's settings say. Without values, those that wait because of the limit in one fetch.",
  arguments: {
    indicator: asDefault(optionalList('The values to retire. Without it, all that wait are retired.')),
    dry_run: optionalFlag(
      'Whether to say only what would be retired. The default is true without values, and false with values.',
    ),
  },
  harmful: true,
  outputs: outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
  example: ['fetch', 'xsoar edit 192.0.2.10 reputation=good', '!xdr-iocs-retire indicator=192.0.2.10'],
  run: async ({ indicator, dry_run }, context) =>
    indicator.length > 0
      ? await retireNamed(indicator, dry_run ?? false, context)
      : await retireWaiting(dry_run ?? true, context),
});

async function retireNamed(
  values: readonly string[],
  isDryRun: boolean,
  context: CommandContext,
): Promise<WarRoomResult[]> {
  const leaving: TypedValue[] = [];
  const waiting = isDryRun ? undefined : await WaitingRules.ask(context, await context.store.read());
  const done = await eachChunk(context, values, CHUNK_SIZE, async (chunk) => {
    const found = await leavingOf(chunk, context);
    const failure = waiting && (await retireValues(context, waiting, found));
    if (failure !== undefined) {
      throw failure;
    }
    leaving.push(...found);
  });
  if (isDryRun) {
    return [
      ...reportEntries(context),
      ...listing(leaving, context),
      ...leftOver(context, values, done, 'looked up'),
    ];
  }
  return [
    ...reportEntries(context),
    note(`retired ${context.report.countOf('retired')} of ${values.length} indicators.`),
    ...leftOver(context, values, done, 'worked through'),
  ];
}

/** Of values that somebody named those that no longer match the Sync Query. */
async function leavingOf(values: readonly string[], context: CommandContext): Promise<TypedValue[]> {
  const found = await findNamed(context, values, FIELDS);
  const all = values.flatMap((value) => {
    const indicators = (found.get(value) ?? []).filter(isRecord);
    return indicators.length === 0 ? [{ value, type: '' }] : indicators.map(typedValueOf);
  });
  const typed = [...new Map(all.map((one) => [valueKey(one.value, one.type), one])).values()];
  const matching = await findIndicators(context, typed, FIELDS, activeQuery(context.config.query));
  const leaving: TypedValue[] = [];
  for (const one of typed) {
    if ((matching.get(valueKey(one.value, one.type)) ?? []).length > 0) {
      context.report.remark(
        one.value,
        "It still matches the 'Sync Query', so it was not retired. Judge it anew in XSOAR, or use !xdr-iocs-disable.",
      );
    } else {
      leaving.push(one);
    }
  }
  return leaving;
}

async function retireWaiting(isDryRun: boolean, context: CommandContext): Promise<WarRoomResult[]> {
  const { store, clock, host, config } = context;
  const { retire: from, inFirstSync } = await store.read();
  if (from.since === undefined || inFirstSync) {
    return [
      warning(
        'Nothing was retired: indicators can leave only once the first sync is finished. Let fetch-indicators finish it, or run !xdr-iocs-sync.',
      ),
    ];
  }
  const now = clock.now();
  if (isDryRun) {
    return await listWaiting(context, now);
  }
  const matched = await countMatching(host, activeQuery(config.query));
  const began = toQueryTime(now);
  const isDone = await retireSince(context, { since: from.since, began }, now, context.budget);
  if (isDone) {
    await store.update((state) => ({ ...state, retire: { since: began, matched } }));
  }
  const more = isDone ? '' : '\nNot all could be retired in this run: run the command again for the rest.';
  return [...reportEntries(context), note(`retired ${context.report.countOf('retired')} indicators.${more}`)];
}

async function listWaiting(context: CommandContext, now: number): Promise<WarRoomResult[]> {
  const { retire: from } = await context.store.read();
  const waiting = await WaitingRules.ask(context, await context.store.read());
  const leaving: TypedValue[] = [];
  const rest = new RestFile(context.invocation, 'xdr-iocs-would-be-retired.jsonl');
  for await (const { retired } of findLeavers(context, { since: from.since }, now)) {
    for (const one of retired) {
      if (waiting.isRetired(valueKey(one.value, one.type))) {
        continue;
      }
      if (leaving.length < MOST_NAMED) {
        leaving.push(one);
      } else {
        rest.add(one);
      }
    }
    expectTime(context, () => 'Not all that would be retired was found, and nothing was changed.');
  }
  return [...reportEntries(context), ...listing(leaving, context, rest)];
}

function listing(
  leaving: readonly TypedValue[],
  { invocation }: CommandContext,
  rest = new RestFile(invocation, 'xdr-iocs-would-be-retired.jsonl'),
): WarRoomResult[] {
  leaving.slice(MOST_NAMED).forEach((one) => {
    rest.add(one);
  });
  const named = leaving.slice(0, MOST_NAMED);
  const title = `${(named.length + rest.count).toLocaleString('en-US')} indicators would be retired. Nothing was changed.`;
  const more = rest.count === 0 ? '' : `\n\n${rest.count} more are in the file below.`;
  if (named.length === 0) {
    return [note(title)];
  }
  const rows = named.map(({ value, type }) => [value, type]);
  const lines = named.map(({ value }) => legible(value));
  return [
    note(
      [title, ...lines].join('\n') + more,
      markdownTable(title, ['Indicator', 'Type in XDR'], rows) + more,
    ),
    ...rest.entries(),
  ];
}
