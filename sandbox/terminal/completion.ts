import { type Manifest, type ManifestParameter, ParameterType } from './manifest.ts';
import { TOPICS } from './verbs/help.ts';
import type { Fields, Verb } from './verbs/verb.ts';

/** What Tab offers: the words that the last one can become, and that last word. */
export type Completion = [candidates: string[], fragment: string];

/** Of a verb, what can be completed. */
type CompletedVerb = Pick<Verb, 'name' | 'fields'>;

/** Completes a line at its end, from the manifest and the War Room's own verbs. */
export function complete(line: string, manifest: Manifest, verbs: readonly CompletedVerb[]): Completion {
  const words = line.trimStart().split(/\s+/);
  const fragment = words.at(-1) ?? '';
  const candidates = candidatesFor(words.slice(0, -1), fragment, manifest, verbs);
  return [[...new Set(candidates)].filter((candidate) => candidate.startsWith(fragment)), fragment];
}

function candidatesFor(
  before: readonly string[],
  fragment: string,
  { commands, parameters }: Manifest,
  verbs: readonly CompletedVerb[],
): string[] {
  const [first, second] = before;
  const names = commands.map(({ name }) => name);
  const own = verbs.map(({ name }) => name.split(' ')[0] ?? name);
  if (first === undefined)
    return (fragment.startsWith('!') ? names.map((name) => `!${name}`) : [...names, ...own]).map(withBlank);
  const command = commands.find(({ name }) => name === first.replace(/^!/, ''));
  if (command !== undefined) {
    return pairs(
      command.arguments.map(({ name, predefined }) => [name, predefined]),
      before,
      fragment,
    );
  }
  if (first === 'help') return second === undefined ? [...TOPICS, ...names, ...own] : [];
  if (first === 'set') {
    return pairs(
      parameters.map((parameter) => [parameter.name, valuesOf(parameter)]),
      before,
      fragment,
    );
  }
  if (second === undefined) {
    const seconds = verbs.filter(({ name }) => name.startsWith(`${first} `));
    return seconds.map(({ name }) => withBlank(name.slice(first.length + 1)));
  }
  const { fields = {} }: { fields?: Fields } = verbs.find(({ name }) => name === `${first} ${second}`) ?? {};
  return before.length > 2 ? pairs(Object.entries(fields), before, fragment) : [];
}

/** `name=` for the names that are not there yet, or `name=value` for the one being typed. */
function pairs(
  known: readonly (readonly [name: string, values: readonly string[]])[],
  before: readonly string[],
  fragment: string,
): string[] {
  const [typed, value] = fragment.split('=', 2);
  return known.flatMap(([name, values]) => {
    if (value !== undefined) return name === typed ? values.map((one) => `${name}=${one}`) : [];
    return before.some((word) => word.startsWith(`${name}=`)) ? [] : [`${name}=`];
  });
}

function valuesOf({ type, options }: ManifestParameter): readonly string[] {
  return type === ParameterType.boolean ? ['true', 'false'] : options.filter((option) => !/\s/.test(option));
}

function withBlank(word: string): string {
  return `${word} `;
}
