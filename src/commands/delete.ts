import { XdrError } from '../errors.ts';
import { isRecord } from '../indicators/json.ts';
import { FROM_XSOAR } from '../indicators/rule.ts';
import { valueKey } from '../indicators/values.ts';
import { activeQuery, findIndicators, type TypedValue, typedByShape } from '../sync/find.ts';
import { heldOf, isNotOffered } from '../sync/held.ts';
import { deleteNamed } from '../sync/remove.ts';
import { WaitingRules } from '../sync/waiting.ts';
import type { IocObject } from '../xdr/public-iocs.ts';
import type { WarRoomResult } from '../xsoar/entries.ts';
import { LONGEST_VALUE, shorten } from '../xsoar/markdown.ts';
import { asDefault, flag, list } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { FirstRows } from './first-rows.ts';
import { iocTable } from './found.ts';
import { eachChunk, leftOver, partFailure } from './in-time.ts';
import { answer, outputsOf } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { IOC } from './tables.ts';

/** How many values are looked up and deleted at a time. */
const CHUNK_SIZE = 100;
/** How many of them the entry holds; a file has the rest. */
const MOST_ROWS = 200;
const FIELDS = ['id', 'value', 'indicator_type', 'modified'];

/** `xdr-iocs-delete`: removes IOCs from XDR. */
export const deleteIocs = defineCommand({
  name: 'xdr-iocs-delete',
  description:
    'Deletes IOCs from Cortex XDR, whoever made them. An indicator that still matches the Sync Query is sent again when it is modified.',
  arguments: {
    indicator: asDefault(list('The values of the IOCs.')),
    dry_run: flag('Whether to say only which IOCs would be deleted.', false),
  },
  harmful: true,
  outputs: outputsOf(IOC, 'Value', 'Type', 'Deleted', 'InXDR', 'Source', 'Reason'),
  example: ['fetch', '!xdr-iocs-delete indicator=192.0.2.10,192.0.2.20'],
  run: async ({ indicator, dry_run: isDry }, context) => {
    if (isDry) {
      context.store.pretend();
    }
    const gone = new Gone(context, isDry);
    const done = await eachChunk(context, indicator, CHUNK_SIZE, async (chunk, start) => {
      try {
        await deleteChunk(chunk, context, gone);
      } catch (thrown) {
        throw partFailure(thrown, start, indicator.length, 'done');
      }
    });
    const left = leftOver(context, indicator, done, isDry ? 'looked up' : 'worked through');
    return [...gone.entries(indicator.length), ...reportEntries(context), ...left];
  },
});

async function deleteChunk(values: readonly string[], context: CommandContext, gone: Gone): Promise<void> {
  const held = await heldIn(context, values);
  if (held === undefined) {
    await deleteUnseen(values, context, gone);
    return;
  }
  const iocs = held.found.map(({ indicator = '', type = '' }) => ({ value: indicator, type }));
  const matching = await stillMatching(iocs, context);
  if (!gone.isDry && iocs.length > 0) {
    const waiting = await WaitingRules.ask(context, await context.store.read());
    await deleteNamed(context, waiting, iocs);
  }
  for (const ioc of held.found) {
    gone.add(ioc, matching.has(valueKey(ioc.indicator ?? '', ioc.type ?? '')));
  }
  for (const value of held.missing) {
    gone.addMissing(typedByShape(value));
  }
}

/** Undefined where the tenant does not show its IOCs. */
async function heldIn(
  context: CommandContext,
  values: readonly string[],
): Promise<{ found: readonly IocObject[]; missing: readonly string[] } | undefined> {
  try {
    for await (const held of heldOf(context, values)) {
      return held;
    }
    return undefined;
  } catch (thrown) {
    if (isNotOffered(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}

/** A tenant that does not show its IOCs may still delete them: one by one, its answer says whether there was one. */
async function deleteUnseen(values: readonly string[], context: CommandContext, gone: Gone): Promise<void> {
  if (gone.isDry) {
    throw new XdrError('not-offered', 'This tenant, or this API key, does not show which IOCs it holds.', {
      advice: 'A dry run needs that. To take IOCs out of force, use !xdr-iocs-disable.',
    });
  }
  const waiting = await WaitingRules.ask(context, await context.store.read());
  const typed = values.map(typedByShape);
  const matching = await stillMatching(typed, context);
  for (const one of typed) {
    if ((await deleteNamed(context, waiting, [one])) > 0) {
      gone.add({ indicator: one.value, type: one.type }, matching.has(valueKey(one.value, one.type)));
    } else {
      gone.addMissing(one);
    }
  }
}

/** The keys of values whose indicators would be sent again. */
async function stillMatching(
  iocs: readonly TypedValue[],
  context: CommandContext,
): Promise<ReadonlySet<string>> {
  const found = await findIndicators(context, iocs, FIELDS, activeQuery(context.config.query));
  return new Set([...found].filter(([, indicators]) => indicators.some(isRecord)).map(([key]) => key));
}

/** What was deleted, in memory that does not grow. */
class Gone {
  readonly isDry: boolean;
  readonly #context: CommandContext;
  readonly #rows: FirstRows;
  #deleted = 0;
  #matching = 0;
  #others = 0;

  constructor(context: CommandContext, isDry: boolean) {
    this.#context = context;
    this.isDry = isDry;
    this.#rows = new FirstRows(context, 'xdr-iocs-deleted.jsonl', MOST_ROWS);
  }

  add({ indicator = '', type = '', source }: IocObject, isMatching: boolean): void {
    this.#deleted += 1;
    this.#matching += isMatching ? 1 : 0;
    this.#others += source !== undefined && source !== FROM_XSOAR ? 1 : 0;
    this.#rows.add({
      Value: shorten(indicator, LONGEST_VALUE),
      Type: shorten(type),
      Deleted: !this.isDry,
      InXDR: this.isDry,
      ...(source === undefined ? {} : { Source: shorten(source) }),
      Reason: isMatching ? SENT_AGAIN : '',
    });
  }

  addMissing({ value, type }: TypedValue): void {
    this.#rows.add({
      Value: shorten(value, LONGEST_VALUE),
      Type: type,
      Deleted: false,
      InXDR: false,
      Reason: NOT_THERE,
    });
  }

  entries(all: number): WarRoomResult[] {
    const { rows, rest } = this.#rows;
    const done = this.isDry ? 'would be deleted. Nothing was changed.' : 'deleted from XDR.';
    const texts = [
      `${this.#deleted} of ${all} IOCs ${done}`,
      ...(this.#others === 0 ? [] : [`Not made by XSOAR: ${this.#others}.`]),
      ...(this.#matching === 0 ? [] : [`Still matching the 'Sync Query': ${this.#matching}. ${KEEP_AWAY}`]),
      iocTable('IOCs', rows, ['Value', 'Type', 'Deleted', 'InXDR', 'Source', 'Reason']),
      ...(rest.count === 0 ? [] : [`${rest.count} more are in the file below.`]),
    ];
    return [answer(this.#context, IOC, rows, texts.join('\n\n')), ...rest.entries()];
  }
}

const NOT_THERE = 'XDR holds no IOC with this value.';
const SENT_AGAIN = 'Its indicator matches the Sync Query: it is sent again when it is modified.';
const KEEP_AWAY =
  'What matches is sent again when it is modified in XSOAR, or with a full sync. To keep it out of force, use ' +
  '!xdr-iocs-disable; to keep it away, exclude it in the query.';
