import { HostError } from '../../errors.ts';
import { networkFailure } from '../../xdr/failures.ts';

/** What kind of failure XSOAR answered with, or what stood between it and us. */
export type RestFailure =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'rate-limited'
  | 'server'
  | 'refused'
  | 'unexpected-answer'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  /** This run only reads, and was about to write. */
  | 'read-only';

/** XSOAR's REST API did not do what was asked of it. Never holds a request, so never a key or a signature. */
export class RestError extends HostError {
  readonly kind: RestFailure;
  /** How long XSOAR asked us to wait, in ms, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: RestFailure,
    message: string,
    options: { advice?: string; cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

const COPY_KEY =
  'In XSOAR 6: Settings > Integrations > API Keys; in XSOAR 8: Settings & Info > Settings > API Keys.';
const LATER = 'Wait some minutes and try again; nothing was lost.';

interface Text {
  kind: RestFailure;
  message: string;
  advice: string;
}

/** What a user is told, by HTTP status. */
const TEXTS: Readonly<Record<number, Text>> = {
  403: {
    kind: 'forbidden',
    message: 'The API key may not do this in XSOAR.',
    advice: `Give the key a role that may view indicators, and with --write also edit them. ${COPY_KEY}`,
  },
  407: {
    kind: 'forbidden',
    message: 'The proxy before XSOAR does not let this pass.',
    advice:
      'It wants a name and a password: HTTPS_PROXY=http://<name>:<password>@<proxy>; or leave --proxy out.',
  },
  409: {
    kind: 'conflict',
    message: 'XSOAR did not take a change, because something else changed the same at that moment.',
    advice: LATER,
  },
  413: {
    kind: 'too-large',
    message: 'XSOAR, or a proxy before it, does not take a request of this size.',
    advice: 'Raise the limit for request bodies there.',
  },
  429: {
    kind: 'rate-limited',
    message: 'XSOAR answers that there are too many requests.',
    advice: `Run less often. ${LATER}`,
  },
};

const SERVER: Text = { kind: 'server', message: 'XSOAR has an internal server error.', advice: LATER };
const REFUSED: Text = {
  kind: 'refused',
  message: 'XSOAR refused the request.',
  advice: "What XSOAR said tells why. A query that XSOAR cannot read is the parameter 'query' (Sync Query).",
};
const UNEXPECTED: Text = {
  kind: 'unexpected-answer',
  message: 'What answered is not the API of an XSOAR.',
  advice: 'Check the address behind --xsoar, and whether a proxy or a sign-in page stands before the server.',
};

/** Who asks: what is wrong with a key depends on it. */
interface Asker {
  hasKeyId: boolean;
}

/**
 * The error for an answer whose status is not 2xx.
 * @param said what XSOAR said, scrubbed; empty where it said nothing that can be read
 */
export function failureForStatus(
  status: number,
  said: string,
  { hasKeyId }: Asker,
  retryAfterMs?: number,
): RestError {
  const { kind, message, advice } = textFor(status, said, hasKeyId);
  const words = said === '' ? message : `${message} XSOAR said: ${said}`;
  return new RestError(kind, `${words} (HTTP ${status})`, { advice, retryAfterMs });
}

function textFor(status: number, said: string, hasKeyId: boolean): Text {
  // XSOAR 6 takes a request without a key that it knows for one of a browser, and misses the browser's token.
  if (status === 401 || (status === 403 && /csrf/i.test(said))) {
    return {
      kind: 'unauthorized',
      message: 'XSOAR does not know the API key.',
      advice: hasKeyId
        ? `Check XSOAR_API_KEY and XSOAR_API_KEY_ID (leave the id out for XSOAR 6), and XSOAR_KEY_LEVEL. ${COPY_KEY}`
        : `Check XSOAR_API_KEY; XSOAR 8 needs XSOAR_API_KEY_ID, too. ${COPY_KEY}`,
    };
  }
  return TEXTS[status] ?? (status >= 500 ? SERVER : status >= 400 ? REFUSED : UNEXPECTED);
}

/** The error where XSOAR's API is at none of the addresses that were tried. */
export function notFound(urls: readonly string[], { hasKeyId }: Asker): RestError {
  const advice = hasKeyId
    ? 'Check the address: in XSOAR 8, Settings & Info > Settings > API Keys > Copy API URL.'
    : 'Check the address; a tenant of a multi-tenant server has a path: https://…/acc_<name>. XSOAR 8 needs XSOAR_API_KEY_ID, too.';
  return new RestError('not-found', `There is no API of an XSOAR at ${urls.join(', nor at ')}.`, { advice });
}

/** The error for a 2xx answer that is not what is answered there. */
export function unexpectedAnswer(what: string): RestError {
  return new RestError(UNEXPECTED.kind, `${UNEXPECTED.message} It sent ${what}.`, {
    advice: UNEXPECTED.advice,
  });
}

/** The error for a request that a run that only reads was about to make. */
export function readOnly(what: string): RestError {
  return new RestError('read-only', `This run only reads XSOAR, and was about to write: ${what}.`, {
    advice: 'This is a defect of the program; please report it. Nothing was written.',
  });
}

/**
 * The error for an attempt that got no answer.
 * @param code the network's word for it, such as `ECONNREFUSED`
 */
export function unreached(code: string, message: string): RestError {
  const { kind } = networkFailure(code, message);
  const cause = new Error(`${code}: ${message}`);
  const what = message === '' ? code : message;
  if (kind === 'timeout') {
    return new RestError('timeout', `XSOAR did not answer in time (${code}).`, { advice: LATER, cause });
  }
  if (kind === 'certificate') {
    return new RestError('certificate', `XSOAR's certificate is not trusted (${what}).`, {
      advice:
        'An expired certificate has to be renewed. For a certificate authority of your own, name its file in SSL_CERT_FILE. --insecure trusts any certificate.',
      cause,
    });
  }
  return new RestError('unreachable', `XSOAR could not be reached (${what}).`, {
    advice: 'Check the address behind --xsoar, and the network; --proxy uses the proxies of the environment.',
    cause,
  });
}
