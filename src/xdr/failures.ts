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
    advice:
      "Send less at once: name fewer indicators, or narrow the 'Sync Query'. If that does not help, a gateway before XDR takes too little: ask whoever runs it.",
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
  advice: 'Correct what XDR names, and run the command again; nothing was lost.',
};
/** XDR gave no reason, so there is none to correct. */
const REFUSED_SILENTLY =
  "XDR gave no reason. Turn on 'Extensive logging', run the command again, and take the log to the support of Cortex XDR.";

const CHECK_ADDRESS = "Check 'Server URL', and whether a proxy stands between XSOAR and XDR.";

/**
 * The error for an answer whose status is not 2xx.
 * @param said what XDR said, scrubbed; empty where it said nothing that can be read
 */
export function failureForStatus(status: number, said: string, retryAfterMs?: number): XdrError {
  return build(textFor(status), said, { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/**
 * The error for an answer that a proxy gave. What may pass by itself, or with less at once, is of the same kind as
 * XDR's own: it is tried again, or in halves, all the same.
 * @param proxy who answered, as the beginning of a sentence
 * @param said what it said, scrubbed
 */
export function proxyFailure(proxy: string, status: number, said: string, retryAfterMs?: number): XdrError {
  const { message, advice } = proxyText(proxy, status);
  const words = said === '' ? message : `${message} It said: ${said}`;
  return new XdrError(kindBehindProxy(status), `${words} (HTTP ${status})`, {
    advice,
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function kindBehindProxy(status: number): XdrFailure {
  if (status < 400) {
    return 'unexpected-answer';
  }
  const { kind } = textFor(status);
  return kind === 'server' || kind === 'rate-limited' || kind === 'too-large' ? kind : 'proxy';
}

function proxyText(proxy: string, status: number): { message: string; advice: string } {
  if (status === 407) {
    return {
      message: `${proxy} asks for a user name and a password, or does not take those it was given.`,
      advice:
        "Put them into the XSOAR server's proxy variable (such as HTTPS_PROXY=http://user:password@host:port), or let the proxy pass XDR's address without them.",
    };
  }
  if (status >= 500) {
    return {
      message: `${proxy} could not reach XDR.`,
      advice:
        "It was tried several times. Check 'Server URL', and ask whoever runs the proxy; nothing was lost.",
    };
  }
  return status < 400
    ? {
        message: `${proxy} answered in place of XDR.`,
        advice:
          "Ask whoever runs the proxy to let XSOAR reach the host of 'Server URL' without a login page.",
      }
    : {
        message: `${proxy} refused the way to XDR.`,
        advice: "Ask whoever runs the proxy to let XSOAR reach the host of 'Server URL'.",
      };
}

/** The error for an answer that sends us elsewhere. @param where whose address it names */
export function redirected(status: number, where: string, said: string): XdrError {
  const words = said === '' ? '' : ` XDR said: ${said}`;
  return new XdrError(
    'unexpected-answer',
    `XDR's address leads elsewhere: to ${where}.${words} (HTTP ${status})`,
    {
      advice:
        "Check 'Server URL': it must be the API URL, not the console's. In Cortex XDR: Settings > Configurations > API Keys > Copy API URL.",
      status,
    },
  );
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

/** The error for a 2xx answer that is not what this endpoint answers. @param what was wrong with it, as a clause */
export function unexpectedAnswer(what: string): XdrError {
  return new XdrError('unexpected-answer', `XDR did not answer as an XDR server does: ${what}.`, {
    advice: CHECK_ADDRESS,
    status: 200,
  });
}

/** OpenSSL's and Node's words for a certificate that is not trusted: another attempt would see the same one. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|SIGNATURE|CRL/;
const TIMEOUT: ReadonlySet<string> = new Set(['ETIMEDOUT', 'ECONNABORTED', 'ERR_CANCELED']);
/** There was no connection at all: with a proxy in use, it is the proxy that was not reached. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * The error for an attempt that got no answer.
 * @param code the network's word for it, such as `ECONNREFUSED`
 * @param proxy the name of the proxy in use
 */
export function networkFailure(code: string, message: string, proxy?: string): XdrError {
  const cause = new Error(`${code}: ${message}`);
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  const why = message === '' ? code : message;
  if (TIMEOUT.has(code)) {
    return new XdrError('timeout', `XDR did not answer in time${way} (${code}).`, {
      advice:
        "Wait some minutes and try again; nothing was lost. If it stays so, check 'Server URL', and whether a firewall lets XSOAR reach it.",
      cause,
    });
  }
  if (CERTIFICATE.test(code)) {
    return new XdrError('certificate', `XDR's certificate is not trusted${way} (${why}).`, {
      advice:
        "If a proxy opens TLS, give XSOAR its certificate authority (the file that SSL_CERT_FILE names). Else check 'Server URL'. 'Trust any certificate (not secure)' turns the check off.",
      cause,
    });
  }
  if (proxy !== undefined && NO_CONNECTION.has(code)) {
    return new XdrError('unreachable', `The proxy ${proxy} could not be reached (${why}).`, {
      advice:
        "Check the XSOAR server's proxy variables (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), or turn off 'Use system proxy settings'.",
      cause,
    });
  }
  return new XdrError('unreachable', `XDR could not be reached${way} (${why}).`, {
    advice: UNREACHABLE,
    cause,
  });
}

const UNREACHABLE =
  "Check 'Server URL', whether a firewall lets XSOAR reach it, and whether XSOAR needs 'Use system proxy settings' for it.";

function textFor(status: number): FailureText {
  const text = TEXTS[status];
  if (text !== undefined) {
    return text;
  }
  return status >= 500 ? SERVER_FAILURE : REFUSED;
}

function build(text: FailureText, said: string, details: XdrErrorOptions & { status: number }): XdrError {
  const words = said === '' ? text.message : `${text.message} XDR said: ${said}`;
  const message = details.status === 200 ? words : `${words} (HTTP ${details.status})`;
  const advice = text === REFUSED && said === '' ? REFUSED_SILENTLY : text.advice;
  return new XdrError(text.kind, message, { ...details, advice });
}
