import { UsageError } from '../../src/errors.ts';
import { didYouMean } from '../suggest.ts';
import { type Manifest, type ManifestParameter, ParameterType } from './manifest.ts';

/** Instance parameters, as XSOAR hands them over. */
export type Params = Readonly<Record<string, unknown>>;

const DOTS = '••••••••';
const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0'];

/** An instance's parameters: the manifest's defaults, what the sandbox sets, and what was typed since. */
export class Parameters {
  readonly #manifest: Manifest;
  readonly #given: Params;
  readonly #typed = new Map<string, unknown>();

  /** @param given what the sandbox sets: address, key, and so on */
  constructor(manifest: Manifest, given: Params) {
    this.#manifest = manifest;
    this.#given = given;
  }

  /** What the next command gets. */
  values(): Params {
    return { ...defaults(this.#manifest), ...this.#given, ...Object.fromEntries(this.#typed) };
  }

  /** `set <name>=<text>`: understood by the parameter's type; an empty text clears it. */
  set(name: string, text: string): void {
    const parameter = this.#find(name);
    this.#typed.set(name, typedValue(parameter, text));
  }

  /** A row a parameter: name, display name, value; secrets as dots. */
  rows(): string[][] {
    const values = this.values();
    return this.#manifest.parameters
      .filter(({ name, hidden }) => !hidden || values[name] !== undefined)
      .map((parameter) => [parameter.name, parameter.display, shownValue(parameter, values[parameter.name])]);
  }

  /** What was typed, to be kept between starts: never a secret, never the address, which is another at every start. */
  keepable(): Params {
    return Object.fromEntries(
      [...this.#typed].filter(([name]) => name !== 'url' && !isSecret(this.#find(name))),
    );
  }

  /** Takes back what `keepable` gave. */
  takeBack(kept: Params): void {
    const names = new Set(this.#manifest.parameters.filter((p) => !isSecret(p)).map(({ name }) => name));
    for (const [name, value] of Object.entries(kept)) {
      if (names.has(name)) this.#typed.set(name, value);
    }
  }

  #find(name: string): ManifestParameter {
    const { parameters } = this.#manifest;
    const found = parameters.find((parameter) => parameter.name === name);
    if (found !== undefined) return found;
    const byDisplay = parameters.find(({ display }) => display.toLowerCase() === name.toLowerCase());
    const advice = byDisplay
      ? `Its name is ${byDisplay.name}.`
      : didYouMean(
          name,
          parameters.map((parameter) => parameter.name),
          'params lists them.',
        );
    throw new UsageError(`There is no parameter '${name}'.`, { advice });
  }
}

function defaults(manifest: Manifest): Params {
  return Object.fromEntries(
    manifest.parameters
      .filter(({ type, defaultvalue }) => type === ParameterType.boolean || defaultvalue !== undefined)
      .map((parameter) => [parameter.name, typedValue(parameter, parameter.defaultvalue ?? 'false')]),
  );
}

function typedValue(parameter: ManifestParameter, text: string): unknown {
  switch (parameter.type) {
    case ParameterType.boolean:
      return flag(parameter.name, text);
    case ParameterType.credentials:
      return { identifier: '', password: text };
    case ParameterType.multiSelect:
      return list(text);
    default:
      return text;
  }
}

function flag(name: string, text: string): boolean {
  const word = text.trim().toLowerCase();
  if (TRUE.includes(word)) return true;
  if (FALSE.includes(word) || word === '') return false;
  throw new UsageError(`The parameter '${name}' is true or false, not '${text}'.`);
}

function list(text: string): string[] {
  if (text.trim().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return parsed.map(String);
    } catch {
      // No JSON: then it is a comma-separated list whose first item begins with a bracket.
    }
  }
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isSecret({ type }: ManifestParameter): boolean {
  return type === ParameterType.encrypted || type === ParameterType.credentials;
}

function shownValue(parameter: ManifestParameter, value: unknown): string {
  if (value === undefined || value === '') return '';
  if (isSecret(parameter)) return DOTS;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
