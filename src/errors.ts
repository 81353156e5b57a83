import type { Refusal } from './xdr/refusal.ts';

/**
 * What can go wrong, by who must act on it. Every error says what failed (`message`) and what to do (`advice`);
 * `dispatch.ts` is the one place that shapes them for a user.
 */
export abstract class IntegrationError extends Error {
  abstract override readonly name: string;
  /** What the reader can do about it: a few sentences. */
  readonly advice: string;

  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.advice = options.advice ?? '';
  }
}

/** The instance's parameters are wrong: the administrator must act. One line a problem, each by its display name. */
export class ConfigurationError extends IntegrationError {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options: { advice?: string } = {}) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/** The command or its arguments are wrong: who typed it must act. */
export class UsageError extends IntegrationError {
  override readonly name = 'UsageError';
}

/** The run's time was over before a command was done: whoever ran it must give it more, or ask for less. */
export class OutOfTimeError extends IntegrationError {
  override readonly name = 'OutOfTimeError';
}

/** XSOAR did not do what the integration asked of it. */
export class HostError extends IntegrationError {
  override readonly name = 'HostError';
}

/** The integration context holds something that cannot be understood. Nothing was changed. */
export class StateError extends IntegrationError {
  override readonly name = 'StateError';
}

/** What kind of failure XDR answered with, or what stood between it and us. */
export type XdrFailure =
  | 'unauthorized'
  | 'license'
  | 'forbidden'
  | 'not-found'
  /** This tenant, or this key, does not have the endpoint. */
  | 'not-offered'
  | 'too-large'
  | 'rate-limited'
  | 'server'
  | 'refused'
  | 'unexpected-answer'
  | 'unreachable'
  /** A proxy between XSOAR and XDR did not let the request pass. */
  | 'proxy'
  | 'certificate'
  | 'timeout';

export interface XdrErrorOptions {
  advice?: string;
  cause?: unknown;
  status?: number;
  retryAfterMs?: number;
  refusals?: readonly Refusal[];
}

/** XDR did not do what was asked of it. Never holds a request, so never a key or a signature. */
export class XdrError extends IntegrationError {
  override readonly name = 'XdrError';
  readonly kind: XdrFailure;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** How long XDR asked us to wait, in ms, where it said so. */
  readonly retryAfterMs: number | undefined;
  /** The IOCs that XDR named as bad where it refused a push as a whole; scrubbed. */
  readonly refusals: readonly Refusal[];

  constructor(kind: XdrFailure, message: string, options: XdrErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.refusals = options.refusals ?? [];
  }
}

/** What a user reads of a failure: what failed, then what to do. */
export function failureText(thrown: unknown): string {
  if (thrown instanceof IntegrationError) {
    return thrown.advice === '' ? thrown.message : `${thrown.message}\n${thrown.advice}`;
  }
  return `The integration failed unexpectedly: ${messageOf(thrown)}\nPlease report this, with the command that was run. Nothing was lost.`;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The code of a system error, such as `ENOENT`; undefined for anything else. */
export function errorCode(thrown: unknown): string | undefined {
  const { code } = (thrown ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
