import { XdrError, type XdrErrorOptions, type XdrFailure } from '../errors.ts';
import type { Refusal } from './refusal.ts';

interface FailureText {
  kind: XdrFailure;
  message: string;
  advice: string;
}

const SERVER_FAILURE: FailureText = {
  kind: 'server',
  message: 'XDR internal server error.',
  advice: 'It was tried several times. Wait some minutes and try again; nothing was lost.',
};

/** What a user is told, by HTTP status. */
const TEXTS: Readonly<Record<number, FailureText>> = {
  401: {
    kind: 'unauthorized',
    message:
      'Unauthorized access. An issue occurred during authentication. This can indicate an incorrect key, id, or other invalid authentication parameters.',
    advice:
      "Check 'API Key', 'API Key ID' and 'API Key Security Level' in the instance's settings against Settings > Configurations > API Keys in Cortex XDR.",
  },
  402: {
    kind: 'license',
    message: 'Unauthorized access. User does not have the required license type to run this API.',
    advice: 'Ask the administrator of Cortex XDR for a license that includes the public API.',
  },
  403: {
    kind: 'forbidden',
    message:
      'Unauthorized access. The provided API key does not have the required RBAC permissions to run this API.',
    advice: 'Give the API key a role that may manage indicators in Cortex XDR, or make a new key with one.',
  },
  404: {
    kind: 'not-found',
    message: 'XDR Not found: The provided URL may not be of an active XDR server.',
    advice: "Check 'Server URL': in Cortex XDR, Settings > Configurations > API Keys > Copy API URL.",
  },
  413: {
    kind: 'too-large',
    message: 'Request entity too large.',
    advice: 'Shorten the comments of the indicators that were sent.',
  },
  429: {
    kind: 'rate-limited',
    message: 'XDR rate limit reached: too many requests.',
    advice: 'Run the command again later, or fetch less often; nothing was lost.',
  },
};

const REFUSED: FailureText = {
  kind: 'refused',
  message: 'XDR refused the request.',
  advice: 'What XDR said tells why.',
};

const UNEXPECTED: FailureText = {
  kind: 'unexpected-answer',
  message: 'XDR did not answer as an XDR server does.',
  advice: "Check 'Server URL', and whether a proxy stands between XSOAR and XDR.",
};

/**
 * The error for an answer whose status is not 2xx.
 * @param said what XDR said, scrubbed; empty where it said nothing that can be read
 */
export function failureForStatus(status: number, said: string, retryAfterMs?: number): XdrError {
  return build(textFor(status), said, { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** What only newer tenants do, and only for keys of some roles. */
export interface Offer {
  /** In words, behind "does not offer to". */
  what: string;
  /** What a user can do without it. */
  advice: string;
}

/** The error for such an endpoint where it is not there, or not for this key; undefined for any other status. */
export function notOffered({ what, advice }: Offer, status: number, said: string): XdrError | undefined {
  const message = `This tenant, or this API key, does not offer to ${what}.`;
  return status === 403 || status === 404
    ? build({ kind: 'not-offered', message, advice }, said, { status })
    : undefined;
}

/**
 * The error for a 2xx answer whose body says that the request failed.
 * @param refusals the IOCs that the body names as bad
 */
export function refusal(said: string, refusals: readonly Refusal[]): XdrError {
  return build(REFUSED, said, { status: 200, refusals });
}

/** The error for a 2xx answer that is not what this endpoint answers. */
export function unexpectedAnswer(what: string): XdrError {
  return build(UNEXPECTED, what, { status: 200 });
}

/** OpenSSL's and Node's words for a certificate that is not trusted: another attempt would see the same one. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|SIGNATURE|CRL/;

/**
 * The error for an attempt that got no answer.
 * @param code the network's word for it, such as `ECONNREFUSED`
 */
export function networkFailure(code: string, message: string): XdrError {
  const cause = new Error(`${code}: ${message}`);
  if (code === 'ETIMEDOUT' || code === 'ECONNABORTED' || code === 'ERR_CANCELED') {
    return new XdrError('timeout', `XDR did not answer in time (${code}).`, {
      advice: 'Wait some minutes and try again; nothing was lost.',
      cause,
    });
  }
  const kind = CERTIFICATE.test(code) ? 'certificate' : 'unreachable';
  return new XdrError(kind, `XDR could not be reached (${message === '' ? code : message}).`, {
    advice:
      "Check 'Server URL', the proxy settings and, for certificate errors, 'Trust any certificate (not secure)'.",
    cause,
  });
}

function textFor(status: number): FailureText {
  const text = TEXTS[status];
  if (text !== undefined) {
    return text;
  }
  if (status >= 500) {
    return SERVER_FAILURE;
  }
  return status >= 400 ? REFUSED : UNEXPECTED;
}

function build(text: FailureText, said: string, details: XdrErrorOptions & { status: number }): XdrError {
  const words = said === '' ? text.message : `${text.message} XDR said: ${said}`;
  const message = details.status === 200 ? words : `${words} (HTTP ${details.status})`;
  return new XdrError(text.kind, message, { advice: text.advice, ...details });
}
