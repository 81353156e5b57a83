import { type ParseArgsConfig, parseArgs } from 'node:util';
import { messageOf, UsageError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

const HELP = '--help shows the options.';

type Options = NonNullable<ParseArgsConfig['options']>;
type Read<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>
>;

/** Reads options, and the words between them. @throws UsageError; for one that there is not, with the nearest that there is */
export function readOptions<const T extends Options>(words: readonly string[], options: T): Read<T> {
  const given = { args: [...words], options, allowPositionals: true } as const;
  try {
    return parseArgs(given);
  } catch (thrown) {
    const { tokens } = parseArgs({ ...given, strict: false, tokens: true });
    const typed = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
    const unknown = typed.find(({ name }) => !Object.hasOwn(options, name));
    if (unknown === undefined) {
      throw wrongOption(messageOf(thrown));
    }
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(`There is no option ${unknown.rawName}.`, {
      advice: didYouMean(unknown.rawName, known, HELP),
    });
  }
}

/** The error for options that are there, but wrong. */
export function wrongOption(message: string): UsageError {
  return new UsageError(message, { advice: HELP });
}
