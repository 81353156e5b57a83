import { type Manifest, type ManifestParameter, ParameterType } from './manifest.ts';
import { TOPICS } from './verbs/help.ts';
import type { Verb } from './verbs/verb.ts';

/** What Tab offers: the words that the last one can become, and that last word. */
export type Completion = [candidates: string[], fragment: string];

/** Of a verb, what can be completed. */
type CompletedVerb = Pick<Verb, 'name' | 'fields'>;

/** Completes a line at its end, from the manifest and the War Room's own verbs. */
export function complete(line: string, manifest: Manifest, verbs: readonly CompletedVerb[]): Completion {
  const words = line.trimStart().split(/\s+/);
  const fragment = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const candidates = candidatesFor(before, fragment, manifest, verbs);
  return [candidates.filter((candidate) => candidate.startsWith(fragment)), fragment];
}

function candidatesFor(
  before: readonly string[],
  fragment: string,
  manifest: Manifest,
  verbs: readonly CompletedVerb[],
): string[] {
  const [first, second] = before;
  const commands = manifest.commands.map(({ name }) => name);
  if (first === undefined) {
    const bang = fragment.startsWith('!');
    const own = verbs.map(firstWord);
    return unique(bang ? commands.map((name) => `!${name}`) : [...commands, ...own]).map(withBlank);
  }
  const command = manifest.commands.find(({ name }) => name === first.replace(/^!/, ''));
  if (command !== undefined) {
    const values = Object.fromEntries(command.arguments.map(({ name, predefined }) => [name, predefined]));
    return pairs(values, before, fragment);
  }
  if (first === 'help' && second === undefined)
    return unique([...TOPICS, ...commands, ...verbs.map(firstWord)]);
  if (first === 'set') return pairs(parameterValues(manifest), before, fragment);
  const fields = verbs.find(({ name }) => name === `${first} ${second}`)?.fields;
  if (fields !== undefined && before.length > 2) return pairs(fields, before, fragment);
  const seconds = verbs
    .filter(({ name }) => name.startsWith(`${first} `))
    .map(({ name }) => name.slice(first.length + 1));
  return second === undefined ? seconds.map(withBlank) : [];
}

/** `name=` for the names that are not there yet, or `name=value` for the one being typed. */
function pairs(
  values: Readonly<Record<string, readonly string[]>>,
  before: readonly string[],
  fragment: string,
): string[] {
  const [name, typed] = fragment.split('=', 2);
  if (name !== undefined && typed !== undefined)
    return (values[name] ?? []).map((value) => `${name}=${value}`);
  const given = new Set(before.map((word) => word.split('=', 1)[0]));
  return Object.keys(values)
    .filter((known) => !given.has(known))
    .map((known) => `${known}=`);
}

function parameterValues(manifest: Manifest): Record<string, readonly string[]> {
  return Object.fromEntries(manifest.parameters.map((parameter) => [parameter.name, valuesOf(parameter)]));
}

function valuesOf({ type, options }: ManifestParameter): readonly string[] {
  return type === ParameterType.boolean ? ['true', 'false'] : options.filter((option) => !/\s/.test(option));
}

function firstWord({ name }: CompletedVerb): string {
  return name.split(' ')[0] ?? name;
}

function withBlank(word: string): string {
  return `${word} `;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
