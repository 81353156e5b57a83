import type { Explanation } from '../sync/explain/explanation.ts';
import { explain } from '../sync/explain.ts';
import { type Entry, note, type WarRoomResult, warning } from '../xsoar/entries.ts';
import { escapeMarkdown, markdownTable } from '../xsoar/markdown.ts';
import { RestFile } from '../xsoar/rest-file.ts';
import { asDefault, list } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { explanationRow } from './explanation-row.ts';
import { answer, outputsOf } from './outputs.ts';
import { reportEntries } from './report-entries.ts';
import { EXPLANATION } from './tables.ts';

/** How many values the entry and the context name; a file has the rest. */
const MOST_NAMED = 200;
/** Of how many the entry shows every step. */
const MOST_IN_STEPS = 20;
const REST_FILE = 'xdr-iocs-explained.jsonl';

/** `xdr-iocs-explain`: what both sides hold of values, and what the next run does with them. */
export const explainValues = defineCommand({
  name: 'xdr-iocs-explain',
  description:
    'Explains values: whether they match the Sync Query and on which part they fail, what is sent for them, what Cortex XDR holds, where both sides differ and who wins, and what the next run does. It changes nothing.',
  arguments: { indicator: asDefault(list('The values to explain.')) },
  outputs: outputsOf(EXPLANATION),
  example: ['fetch', 'xdr edit 192.0.2.10 severity=low', '!xdr-iocs-explain indicator=192.0.2.10'],
  run: async ({ indicator }, context) => {
    const named: Explanation[] = [];
    const rest = new RestFile(context.invocation, REST_FILE);
    const explained = await explainAll(indicator, context, (one) => {
      if (named.length < MOST_NAMED) {
        named.push(one);
      } else {
        rest.add(explanationRow(one));
      }
    });
    return entriesOf(named, rest, indicator.length - explained, context);
  },
});

/** Explains them as long as there is time. @returns how many were explained */
async function explainAll(
  values: readonly string[],
  context: CommandContext,
  onOne: (explanation: Explanation) => void,
): Promise<number> {
  const { clock, budget } = context;
  let explained = 0;
  let startedAt = clock.now();
  for await (const chunk of explain(context, values)) {
    chunk.forEach(onOne);
    explained += chunk.length;
    if (!budget.hasTimeFor(clock.now() - startedAt)) {
      break;
    }
    startedAt = clock.now();
  }
  return explained;
}

function entriesOf(
  named: readonly Explanation[],
  rest: RestFile,
  left: number,
  context: CommandContext,
): WarRoomResult[] {
  const rows = named.map(explanationRow);
  const entry = answer(context, EXPLANATION, rows, '');
  const shown = Array.isArray(entry.Contents) ? entry.Contents.length : rows.length;
  // What did not fit goes into the file too.
  rows.slice(shown).forEach((row) => {
    rest.add(row);
  });
  const more = rest.count === 0 ? '' : `\n\n${rest.count} more are in the file below.`;
  const told = named.slice(0, shown);
  return [
    ...reportEntries(context),
    { ...entry, HumanReadable: markdownOf(told) + more },
    ...rest.entries(),
    ...notExplained(left),
  ];
}

function notExplained(left: number): Entry[] {
  return left === 0
    ? []
    : [warning(`${left} values were not explained: the time of the command is over. Name fewer at a time.`)];
}

function markdownOf(explanations: readonly Explanation[]): string {
  const [only] = explanations;
  if (only === undefined) {
    return note('No value was explained.').HumanReadable ?? '';
  }
  const steps = explanations.slice(0, MOST_IN_STEPS).map(stepsOf);
  if (explanations.length === 1) {
    return steps.join('');
  }
  const table = explanations.map(({ value, nextRun, summary }) => [value, nextRun, summary]);
  return [markdownTable('What the next run does', ['Value', 'Next run', 'Why'], table), ...steps].join(
    '\n\n',
  );
}

function stepsOf({ value, nextRun, steps }: Explanation): string {
  const lines = steps.map((step, place) => `${place + 1}. ${escapeMarkdown(step)}`);
  return [`### ${escapeMarkdown(value)}: ${nextRun}`, '', ...lines].join('\n');
}
