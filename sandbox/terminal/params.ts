import { readList } from '../../src/commands/read-list.ts';
import { UsageError } from '../../src/errors.ts';
import { didYouMean } from '../../src/suggest.ts';
import { type Manifest, type ManifestParameter, ParameterType } from './manifest.ts';

/** Instance parameters, as XSOAR hands them over. */
export type Params = Readonly<Record<string, unknown>>;

const DOTS = '••••••••';
const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0', ''];

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
    this.#typed.set(name, typedValue(this.#find(name), text));
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
    for (const parameter of this.#manifest.parameters) {
      const { name } = parameter;
      if (Object.hasOwn(kept, name) && !isSecret(parameter)) this.#typed.set(name, kept[name]);
    }
  }

  #find(name: string): ManifestParameter {
    const { parameters } = this.#manifest;
    const found = parameters.find((parameter) => parameter.name === name);
    if (found !== undefined) return found;
    const byDisplay = parameters.find(({ display }) => display.toLowerCase() === name.toLowerCase());
    const names = parameters.map((parameter) => parameter.name);
    throw new UsageError(`There is no parameter '${name}'.`, {
      advice: byDisplay ? `Its name is ${byDisplay.name}.` : didYouMean(name, names, 'params lists them.'),
    });
  }
}

function defaults({ parameters }: Manifest): Params {
  return Object.fromEntries(
    parameters
      .filter(({ type, defaultvalue }) => type === ParameterType.boolean || defaultvalue !== undefined)
      .map((parameter) => [parameter.name, typedValue(parameter, parameter.defaultvalue ?? 'false')]),
  );
}

function typedValue({ name, type }: ManifestParameter, text: string): unknown {
  switch (type) {
    case ParameterType.boolean: {
      const word = text.trim().toLowerCase();
      if (TRUE.includes(word)) return true;
      if (FALSE.includes(word)) return false;
      throw new UsageError(`The parameter '${name}' is true or false, not '${text}'.`);
    }
    case ParameterType.credentials:
      return { identifier: '', password: text };
    case ParameterType.multiSelect:
      return readList(text)?.parts.map((part) => part.text.trim()) ?? [];
    default:
      return text;
  }
}

function isSecret({ type }: ManifestParameter): boolean {
  return type === ParameterType.encrypted || type === ParameterType.credentials;
}

function shownValue(parameter: ManifestParameter, value: unknown): string {
  if (value === undefined || value === '') return '';
  if (isSecret(parameter)) return DOTS;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
