import { type Manifest, type ManifestParameter, ParameterType } from './manifest.ts';

/** What Tab offers: the words that the last one can become, and that last word. */
export type Completion = [candidates: string[], fragment: string];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  severity: ['info', 'low', 'medium', 'high', 'critical'],
  reputation: ['good', 'suspicious', 'bad', 'unknown'],
  status: ['enabled', 'disabled'],
  type: ['HASH', 'IP', 'DOMAIN_NAME', 'PATH', 'FILENAME'],
  comment: [],
  expiration: ['never'],
};

/** Completes a line at its end, from the manifest and the War Room's own verbs. */
export function complete(line: string, manifest: Manifest, verbs: readonly string[]): Completion {
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
  verbs: readonly string[],
): string[] {
  const [first, second] = before;
  const commands = manifest.commands.map(({ name }) => name);
  if (first === undefined) {
    const bang = fragment.startsWith('!');
    const own = verbs.map((verb) => verb.split(' ')[0] ?? verb);
    return unique(bang ? commands.map((name) => `!${name}`) : [...commands, ...own]).map(withBlank);
  }
  const command = manifest.commands.find(({ name }) => name === first.replace(/^!/, ''));
  if (command !== undefined) {
    const values = Object.fromEntries(command.arguments.map(({ name, predefined }) => [name, predefined]));
    return pairs(values, before, fragment);
  }
  if (first === 'help' && second === undefined)
    return unique([...commands, ...verbs.map((v) => v.split(' ')[0] ?? v)]);
  if (first === 'set') return pairs(parameterValues(manifest), before, fragment);
  if (first === 'xdr' && (second === 'edit' || second === 'add') && before.length > 2) {
    const { type, ...rest } = FIELDS;
    return pairs(second === 'add' ? { type: type ?? [], ...rest } : rest, before, fragment);
  }
  const seconds = verbs
    .filter((verb) => verb.startsWith(`${first} `))
    .map((verb) => verb.slice(first.length + 1));
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

function withBlank(word: string): string {
  return `${word} `;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
