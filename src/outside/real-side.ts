import { UsageError } from '../errors.ts';
import { parseAddress } from './address.ts';

const KEY_LEVELS = ['Auto', 'Advanced', 'Standard'] as const;

/** A real server to work on, and the key for it. */
export interface RealSide {
  /** Without a trailing slash. */
  readonly url: string;
  readonly key: string;
  /** Missing for an XSOAR 6, which knows no ids. */
  readonly keyId: string | undefined;
  readonly keyLevel: (typeof KEY_LEVELS)[number];
}

/** A real tenant of XDR, whose keys always have an id. */
export type RealTenant = RealSide & { readonly keyId: string };

type Environment = Readonly<Record<string, string | undefined>>;

const WHERE_XDR = 'In Cortex XDR: Settings > Configurations > API Keys.';
const WHERE_XSOAR =
  'In XSOAR 6: Settings > Integrations > API Keys; in XSOAR 8: Settings & Info > Settings > API Keys.';

/** The tenant behind `--xdr`; its key is in the environment. @throws UsageError for what is missing or wrong */
export function realTenant(url: string, environment: Environment, insecure: boolean): RealTenant {
  return {
    url: parseAddress('xdr', url, insecure),
    key: required('xdr', 'XDR_API_KEY', environment, WHERE_XDR),
    keyId: required('xdr', 'XDR_API_KEY_ID', environment, WHERE_XDR),
    keyLevel: levelIn('XDR_KEY_LEVEL', environment),
  };
}

/** The server behind `--xsoar`, the same way; only XSOAR 8 has an id. @throws UsageError for what is missing or wrong */
export function realXsoar(url: string, environment: Environment, insecure: boolean): RealSide {
  const keyId = environment.XSOAR_API_KEY_ID?.trim();
  return {
    url: parseAddress('xsoar', url, insecure),
    key: required('xsoar', 'XSOAR_API_KEY', environment, WHERE_XSOAR),
    keyId: keyId ? expectHeader('XSOAR_API_KEY_ID', keyId) : undefined,
    keyLevel: levelIn('XSOAR_KEY_LEVEL', environment),
  };
}

function levelIn(name: string, environment: Environment): RealSide['keyLevel'] {
  const text = environment[name] || 'Auto';
  const level = KEY_LEVELS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (level === undefined) {
    throw new UsageError(`${name} must be one of ${KEY_LEVELS.join(', ')}.`, {
      advice: 'Auto finds out which one it is.',
    });
  }
  return level;
}

function required(option: string, name: string, environment: Environment, advice: string): string {
  const value = environment[name]?.trim();
  if (!value) {
    throw new UsageError(`--${option} needs the environment variable ${name}.`, { advice });
  }
  return expectHeader(name, value);
}

/** What no key has cannot be sent, either; it comes from a copy of more than the key. */
function expectHeader(name: string, value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new UsageError(`${name} holds blanks or characters that no key has.`, {
      advice: 'Copy it again, and nothing beside it.',
    });
  }
  return value;
}
