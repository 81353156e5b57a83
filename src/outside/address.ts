import { UsageError } from '../errors.ts';

/** Where the API of XSOAR 8 stands behind its address; users copy the address with it or without. */
const API_PATH = /\/xsoar(?:\/public(?:\/v1)?)?$/;

/**
 * A server's address as somebody typed or copied it, without what belongs to a browser: `https://host/acc_name`.
 * Without a scheme it is https. Over plain http a key could be read by anybody on the way: only loopback may do that,
 * or `--insecure`.
 * @param option the option that it was given with
 * @throws UsageError that says what is wrong
 */
export function parseAddress(option: string, text: string, insecure: boolean): string {
  const trimmed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (trimmed === '' || /\s/.test(trimmed) || !URL.canParse(full)) {
    throw wrong(option, 'is not the address of a server');
  }
  const url = new URL(full);
  if (!/^https?:$/.test(url.protocol)) {
    throw wrong(option, `has to begin with https://, not with ${url.protocol}//`);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(option, 'must not hold a name or a password; keys come from the environment');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !insecure) {
    throw new UsageError(
      `--${option} is an address without encryption: the API key could be read on the way.`,
      {
        advice: 'Use https://. Where that cannot be, --insecure allows it.',
      },
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(API_PATH, '')}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function wrong(option: string, what: string): UsageError {
  return new UsageError(`The address behind --${option} ${what}.`, {
    advice: `For example: --${option} https://${option}.example.com`,
  });
}
