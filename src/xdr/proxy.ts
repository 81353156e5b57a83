import { isMarkup } from './html-text.ts';

/** What tells who answered. */
export interface Answered {
  status: number;
  body: unknown;
  /** Whether the answer has a `Proxy-Authenticate` header. */
  asksForProxyLogin: boolean;
  /** Whether the way to XDR was refused before any request went to XDR. */
  wasRefusedOnTheWay: boolean;
}

const UNNAMED = 'A proxy between XSOAR and XDR';

/** A proxy as a message names it: host and port, never its user name and password. */
export function proxyName(proxyUrl: string): string {
  const { hostname, port, protocol } = new URL(proxyUrl);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
}

/**
 * Which proxy gave this answer, as the beginning of a sentence; undefined where it may be XDR's own. XDR itself never
 * asks for a proxy's login, and answers in JSON.
 * @param proxyUrl the proxy in use; empty for none
 */
export function proxyThatAnswered(answered: Answered, proxyUrl: string): string | undefined {
  const { status, body, asksForProxyLogin, wasRefusedOnTheWay } = answered;
  const named = proxyUrl === '' ? UNNAMED : `The proxy ${proxyName(proxyUrl)}`;
  if (status === 407 || asksForProxyLogin || wasRefusedOnTheWay) {
    return named;
  }
  const isPage = typeof body === 'string' && isMarkup(body);
  const isProxyStatus = status < 400 || status === 403 || (status >= 500 && status <= 504);
  return proxyUrl !== '' && isPage && isProxyStatus ? named : undefined;
}

/** A proxy's text without its own user name and password, which it may repeat. */
export function withoutProxyLogin(text: string, proxyUrl: string): string {
  if (proxyUrl === '') {
    return text;
  }
  const { username, password } = new URL(proxyUrl);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const secrets = [Buffer.from(login).toString('base64'), password, decodeURIComponent(password)];
  return secrets.reduce(
    (clean, secret) => (secret.length < 3 ? clean : clean.replaceAll(secret, '[secret]')),
    text,
  );
}
