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
import { Refusals } from '../sync/memory/refusals.ts';
import { findLeavers, retireSince, retireValues } from '../sync/retire.ts';
import { expectTime } from '../sync/run-limit.ts';
import { WaitingRules } from '../sync/waiting.ts';
import { type WarRoomResult, warning } from '../xsoar/entries.ts';
import { markdownTable } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import { countMatching } from '../xsoar/search.ts';
import { asDefault, optionalFlag, optionalList } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { groupTable } from './dry-run.ts';
import { eachChunk, leftOver } from './in-time.ts';
import { outcomes } from './outcomes.ts';
import { answer, answers, outputsOf } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { DRY_RUN, IOC, RETIRE } from './tables.ts';

const NAME = 'xdr-iocs-retire';
const FIELDS = ['id', 'value', 'indicator_type', 'modified'];
/** What a dry run counts by, but for the reason: nothing stays behind. */
const GROUPS = ['Groups.Outcome', 'Groups.Type', 'Groups.Count'];
/** How many values are looked up, retired and forgotten at a time. */
const CHUNK_SIZE = 4_000;

/** `xdr-iocs-retire`: takes the IOCs of indicators that have left out of force. */
export const retire = defineCommand({
  name: NAME,
  description:
    "Takes the IOCs of indicators that have left out of force, as the instance's settings say. Without values, those that wait because of the limit in one fetch.",
  arguments: {
    indicator: asDefault(optionalList('The values to retire. Without it, all that wait are retired.')),
    dry_run: optionalFlag(
      'Whether to say only what would be retired. The default is true without values, and false with values.',
    ),
  },
  harmful: true,
  outputs: [
    ...outputsOf(RETIRE),
    ...outputsOf(IOC, 'Value', 'Type', 'PushStatus', 'Reason'),
    ...outputsOf(DRY_RUN, 'Command', 'Finished', 'Retired', ...GROUPS),
  ],
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
  const waiting = isDryRun ? undefined : await WaitingRules.ask(context, await context.store.read());
  const preview = new Leaving(context);
  const done = await eachChunk(context, values, CHUNK_SIZE, async (chunk) => {
    const leaving = await leavingOf(chunk, context);
    if (waiting === undefined) {
      leaving.forEach((one) => {
        preview.add(one);
      });
      return;
    }
    const failure = await retireValues(context, waiting, leaving);
    if (failure !== undefined) {
      throw failure;
    }
  });
  const isDone = done === values.length;
  if (isDryRun) {
    const left = leftOver(context, values, done, 'looked up');
    return [...reportEntries(context), ...preview.entries(isDone), ...left];
  }
  const retired = context.report.countOf('retired');
  return [
    ...retiredEntries(context, isDone, `retired ${retired} of ${values.length} indicators.`),
    ...leftOver(context, values, done, 'worked through'),
  ];
}

const STILL_MATCHES =
  "It still matches the 'Sync Query', so it was not retired. Judge it anew in XSOAR, or use !xdr-iocs-disable.";

function retiredEntries(context: CommandContext, isFinished: boolean, markdown: string): WarRoomResult[] {
  const { part, files } = outcomes(context);
  const rows = [{ Finished: isFinished, Retired: context.report.countOf('retired') }];
  return [...reportEntries(context), answers(context, [{ table: RETIRE, rows }, part], markdown), ...files];
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
      context.report.remark(one.value, STILL_MATCHES);
      context.report.keptOut({ ...one, reason: STILL_MATCHES, kind: 'matches' }, 'rejected');
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
  const more = isDone ? '' : '\n\nNot all could be retired in this run: run the command again for the rest.';
  return retiredEntries(context, isDone, `retired ${context.report.countOf('retired')} indicators.${more}`);
}

async function listWaiting(context: CommandContext, now: number): Promise<WarRoomResult[]> {
  const state = await context.store.read();
  const waiting = await WaitingRules.ask(context, state);
  const leaving = new Leaving(context);
  for await (const { retired } of findLeavers(context, { since: state.retire.since }, now)) {
    for (const one of retired) {
      if (!waiting.isRetired(valueKey(one.value, one.type))) {
        leaving.add(one);
      }
    }
    expectTime(context, () => 'Not all that would be retired was found, and nothing was changed.');
  }
  return [...reportEntries(context), ...leaving.entries(true)];
}

/** What would be retired: counted by type, the first ones, and a file with the rest. */
class Leaving {
  readonly #context: CommandContext;
  readonly #rest: RestFile;
  readonly #leaving: Refusals;

  constructor(context: CommandContext) {
    this.#context = context;
    this.#rest = new RestFile(context.invocation, 'xdr-iocs-would-be-retired.jsonl');
    this.#leaving = new Refusals(({ value, type }) => this.#rest.add({ value, type }));
  }

  add({ value, type }: TypedValue): void {
    this.#leaving.add({ value, type, reason: '' });
  }

  entries(isFinished: boolean): WarRoomResult[] {
    const { count, details, groups: byType } = this.#leaving;
    const groups = byType.map(({ type, count: Count }) => ({ Outcome: 'retired', Type: type, Count }));
    const title = `${count.toLocaleString('en-US')} indicators would be retired. Nothing was changed.`;
    const more = this.#rest.count === 0 ? [] : [`${this.#rest.count} more are in the file below.`];
    const rows = details.map(({ value, type = '' }) => [value, type]);
    const shown =
      rows.length === 0 ? [] : [markdownTable('Would be retired', ['Indicator', 'Type in XDR'], rows)];
    const row = { Command: NAME, Finished: isFinished, Retired: count, Groups: groups };
    const markdown = [title, ...groupTable(groups), ...shown, ...more].join('\n\n');
    return [answer(this.#context, DRY_RUN, [row], markdown), ...this.#rest.entries()];
  }
}
