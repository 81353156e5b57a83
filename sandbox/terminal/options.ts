import { parseArgs } from 'node:util';
import { messageOf, UsageError } from '../../src/errors.ts';

const KEY_LEVELS = ['Auto', 'Advanced', 'Standard'] as const;

/** A real tenant to work on, and the key for it. */
export interface RealTenant {
  readonly url: string;
  readonly key: string;
  readonly keyId: string;
  readonly keyLevel: (typeof KEY_LEVELS)[number];
}

/** How the War Room was started. */
export interface Options {
  /** Lines to run; none: a prompt. */
  readonly lines: readonly string[];
  readonly state: string | undefined;
  readonly real: RealTenant | undefined;
  readonly insecure: boolean;
  readonly proxy: boolean;
  readonly debug: boolean;
  readonly files: string | undefined;
  readonly tour: boolean;
  readonly empty: boolean;
  /** The sandbox's tenant is an older one: it offers no `get` and `delete`. */
  readonly older: boolean;
  readonly help: boolean;
}

/** What `--help` shows. */
export const USAGE = `npm start                          a War Room with a prompt, over an XSOAR and an XDR of its own
npm start -- [options] [line …]    runs the lines, such as '!xdr-iocs-sync', and ends

Options
  --state <file>   keeps both sides and the parameters between starts (never a key)
  --xdr <url>      uses a real XDR tenant; its key comes from the environment: XDR_API_KEY, XDR_API_KEY_ID,
                   and XDR_KEY_LEVEL (Auto, Advanced or Standard; default Auto)
  --insecure       trusts any certificate
  --proxy          uses the environment's proxies
  --files <dir>    where the files of file entries are saved (default: a new temporary folder)
  --debug          shows the integration's log on standard error
  --no-tour        begins with the prompt
  --empty          begins without sample indicators
  --older          the sandbox's tenant is an older one, which neither shows nor deletes IOCs by its API
  --help           shows this

Exit code: 0 when all went well, 1 when a line failed (the lines after it are not run), 2 for wrong usage.
`;

const OPTIONS = {
  state: { type: 'string' },
  xdr: { type: 'string' },
  insecure: { type: 'boolean', default: false },
  proxy: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  files: { type: 'string' },
  'no-tour': { type: 'boolean', default: false },
  empty: { type: 'boolean', default: false },
  older: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the words after `npm start --`.
 * @throws UsageError for an unknown option, a missing key, or an address that is none
 */
export function parseOptions(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const { values, positionals } = parsed(words);
  const blank = (['state', 'files', 'xdr'] as const).find((name) => values[name]?.trim() === '');
  if (blank !== undefined) throw wrong(`--${blank} needs a value.`);
  return {
    lines: positionals,
    state: values.state,
    real: values.xdr === undefined || values.help ? undefined : realTenant(values.xdr, environment),
    insecure: values.insecure,
    proxy: values.proxy,
    debug: values.debug,
    files: values.files,
    tour: !values['no-tour'],
    empty: values.empty,
    older: values.older,
    help: values.help,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(messageOf(error));
  }
}

function realTenant(url: string, environment: Readonly<Record<string, string | undefined>>): RealTenant {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw wrong(`--xdr needs the address of a tenant, such as https://api-….paloaltonetworks.com.`);
  }
  const level = environment.XDR_KEY_LEVEL || 'Auto';
  const keyLevel = KEY_LEVELS.find((known) => known.toLowerCase() === level.toLowerCase());
  if (keyLevel === undefined) throw wrong(`XDR_KEY_LEVEL must be one of ${KEY_LEVELS.join(', ')}.`);
  return {
    url,
    key: required('XDR_API_KEY', environment),
    keyId: required('XDR_API_KEY_ID', environment),
    keyLevel,
  };
}

function required(name: string, environment: Readonly<Record<string, string | undefined>>): string {
  const value = environment[name]?.trim();
  if (value) return value;
  throw new UsageError(`--xdr needs the environment variable ${name}.`, {
    advice: 'In Cortex XDR: Settings > Configurations > API Keys.',
  });
}

function wrong(message: string): UsageError {
  return new UsageError(message, { advice: '--help shows the options.' });
}
