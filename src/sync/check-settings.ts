import { HostError } from '../errors.ts';
import { holdsText } from '../indicators/comments.ts';
import { describe } from '../indicators/describe.ts';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import { SEVERITIES } from '../indicators/ioc.ts';
import { isRecord, NOTHING, own } from '../indicators/json.ts';
import { Rejection } from '../indicators/rejection.ts';
import type { OutgoingRules } from '../indicators/rules.ts';
import { outgoingSeverity } from '../indicators/severity.ts';
import { type Host, HostGone } from '../xsoar/host.ts';
import { legible } from '../xsoar/markdown.ts';
import { parsePage } from '../xsoar/page.ts';
import type { Engine } from './engine.ts';
import { activeQuery } from './find.ts';
import { problemOf } from './query-parts.ts';

/** How many matching indicators are looked at. */
const LOOKED_AT = 50;
/** How much of a query is shown around the place where it is wrong, in characters. */
const SHOWN_AROUND = 30;

/**
 * What of the settings only XSOAR can tell: whether it takes the queries, and whether the chosen fields of a few matching
 * indicators hold what can be sent. It reads no integration context.
 * @returns one line a problem
 */
export async function settingsProblems({ host, config }: Pick<Engine, 'host' | 'config'>): Promise<string[]> {
  const matching = await ask(host, 'Sync Query', config.query, activeQuery(config.query));
  const leaving = await ask(host, 'Retire Query', config.retireQuery, `(${config.retireQuery})`);
  const problems = [matching, leaving].flatMap((answer) => (typeof answer === 'string' ? [answer] : []));
  return typeof matching === 'string' ? problems : [...problems, ...fieldProblems(matching, config.outgoing)];
}

/** @returns the first indicators that match, or what is wrong with the query */
async function ask(host: Host, name: string, query: string, wrapped: string): Promise<unknown[] | string> {
  const problem = problemOf(query);
  if (problem !== undefined) {
    const { at } = problem;
    const around = query.slice(Math.max(0, at - SHOWN_AROUND), at + SHOWN_AROUND);
    return `The '${name}' cannot be read: ${problem.problem}, at character ${at + 1}: ${legible(around)}`;
  }
  try {
    const answer = await host.searchIndicators({ query: wrapped, size: LOOKED_AT, fields: OUTGOING_FIELDS });
    return [...parsePage(answer, () => true).indicators];
  } catch (thrown) {
    if (!(thrown instanceof HostError) || thrown instanceof HostGone) {
      throw thrown;
    }
    const advice = thrown.advice === '' ? '' : `\n${thrown.advice}`;
    return `XSOAR does not take the '${name}': ${thrown.message}${advice}`;
  }
}

/** A field that an indicator does not have is no problem: nobody may have filled it in yet. */
function fieldProblems(
  indicators: readonly unknown[],
  outgoing: Omit<OutgoingRules, 'now' | 'indicatorLink'>,
): string[] {
  const known = indicators.filter(isRecord).slice(0, LOOKED_AT);
  const names = outgoing.commentFields.filter((name) => name !== 'indicator_link');
  return [severityProblem(known, outgoing), ...names.map((name) => commentProblem(known, name))].filter(
    (problem) => problem !== undefined,
  );
}

type Indicator = Record<string, unknown>;

function severityProblem(
  indicators: readonly Indicator[],
  outgoing: Omit<OutgoingRules, 'now' | 'indicatorLink'>,
): string | undefined {
  const rules: OutgoingRules = { ...outgoing, now: 0, indicatorLink: () => '' };
  const { severityField } = outgoing;
  const having = indicators.filter((x) => !isAbsent(own(customFields(x), severityField)));
  const bad = having.filter(
    (x) => outgoingSeverity(String(x.value), x.score, customFields(x), rules) instanceof Rejection,
  );
  const [first] = bad;
  return first === undefined || bad.length < having.length
    ? undefined
    : `The 'XSOAR Severity Field' ${describe(severityField)} holds no severity that can be sent, in all ${bad.length} matching ` +
        `indicators that were looked at and have it: for example ${describe(own(customFields(first), severityField))} ` +
        `of ${describe(first.value)}. Choose a field that holds one of ${SEVERITIES.join(', ')}, or turn on ` +
        "'Override severity' and choose an 'Overriding severity value'.";
}

function commentProblem(indicators: readonly Indicator[], name: string): string | undefined {
  const valueIn = (x: Indicator): unknown => (name === 'comments' ? x.comments : own(customFields(x), name));
  const isReadable = (value: unknown): boolean =>
    name === 'comments' ? Array.isArray(value) : holdsText(value);
  const having = indicators.filter((x) => !isAbsent(valueIn(x)));
  const bad = having.filter((x) => !isReadable(valueIn(x)));
  const [first] = bad;
  return first === undefined || bad.length < having.length
    ? undefined
    : `The 'XSOAR Comment Field Exporting To XDR' ${describe(name)} holds no text, in all ${bad.length} matching indicators ` +
        `that were looked at and have it: for example ${describe(valueIn(first))} of ${describe(first.value)}. ` +
        'Choose a field that holds a text or a list of texts; a grid, an object or a yes-or-no field is none.';
}

function customFields(x: Indicator): Indicator {
  return isRecord(x.CustomFields) ? x.CustomFields : NOTHING;
}

function isAbsent(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
