import type { Clock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { type ConnectionOptions, createAgents } from '../http/agents.ts';
import { OWN_BRAND } from '../indicators/echo.ts';
import { Secret } from '../secret.ts';
import { VERSION } from '../version.ts';
import type { Poster } from '../xdr/http.ts';
import type { Host } from '../xsoar/host.ts';
import type { ContextStore } from './context-store.ts';
import type { Ledger } from './ledger.ts';
import { heardOf, readingOnlyXdr } from './read-only-xdr.ts';
import type { RealSide } from './real-side.ts';
import { RestClient } from './rest/client.ts';
import { readingOnly } from './rest/guard.ts';
import { createRestHost, type Listeners } from './rest/host.ts';
import { createSend, type Send } from './rest/http.ts';

/** Under which name XSOAR keeps what a run from outside says of an indicator. */
export const OUTSIDE = { brand: OWN_BRAND, instance: `${OWN_BRAND}_outside` } as const;

/** Whether a side is only read, or also written. */
export type Access = 'read' | 'write';

/** How XSOAR is reached. */
interface XsoarLine {
  side: RealSide;
  access: Access;
  insecure: boolean;
  proxy: boolean;
  /** The clock, chance, proxies and certificates. */
  edge: Edge;
  onNotice: (text: string) => void;
}

/** A client of a real XSOAR. Where the side is only read, nothing that writes leaves this process. */
export function connectXsoar({ side, access, insecure, proxy, edge, onNotice }: XsoarLine): RestClient {
  const connection = connectionTo(side.url, { insecure, proxy }, edge);
  const send = createSend(createAgents(connection), `cortex-xdr-ioc/${VERSION}`);
  return clientOf(side, access === 'write' ? send : readingOnly(send), edge, onNotice);
}

function clientOf(
  { url, key, keyId, keyLevel }: RealSide,
  send: Send,
  { clock, random }: Pick<Edge, 'clock' | 'random'>,
  onNotice: (text: string) => void,
): RestClient {
  return new RestClient({
    url,
    key: {
      key: new Secret(key),
      keyId: keyId === undefined ? undefined : new Secret(keyId),
      keyLevel,
    },
    send,
    clock,
    random,
    onRetry: ({ message }, delayMs) => onNotice(`${message} Trying again in ${Math.ceil(delayMs / 1000)} s.`),
    onNotice,
  });
}

function connectionTo(
  url: string,
  { insecure, proxy }: { insecure: boolean; proxy: boolean },
  edge: Edge,
): ConnectionOptions {
  try {
    // Only where they count.
    const extraCertificates = insecure ? undefined : edge.extraCertificates();
    return {
      insecure,
      proxyUrl: proxy ? edge.proxyFor(url) : '',
      ...(extraCertificates === undefined ? {} : { extraCertificates }),
    };
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) {
      throw thrown;
    }
    throw new ConfigurationError([
      `The file of certificates that SSL_CERT_FILE or REQUESTS_CA_BUNDLE names cannot be read: ${messageOf(thrown)}`,
    ]);
  }
}

/** A real XSOAR as one run sees it. */
interface XsoarRun extends Listeners {
  client: RestClient;
  url: string;
  access: Access;
  context: ContextStore;
  /** The instance's parameters. */
  params: Readonly<Record<string, unknown>>;
  ledger: Ledger;
}

/** The Host of a run over REST; what it writes to XSOAR is counted, and where the side is only read, that is all. */
export function hostOf({ client, url, access, context, params, ledger, ...listeners }: XsoarRun): Host {
  const host = createRestHost({ client, url, context, source: { ...OUTSIDE, params }, ...listeners });
  return {
    ...host,
    createIndicators: async (indicators) => {
      if (access === 'write') {
        await host.createIndicators(indicators);
      }
      ledger.noteCreated(indicators);
    },
  };
}

/** A Host that changes nothing: what is written to XSOAR is counted, and the state is kept in `context`. */
export function onPaper(host: Host, context: ContextStore, ledger: Ledger): Host {
  return {
    ...host,
    createIndicators: async (indicators) => ledger.noteCreated(indicators),
    readContext: async () => await context.read(),
    writeContext: async (value, version) => await context.write(value, version),
  };
}

/** What stands between a run and XDR: it counts what is written, and where XDR is only read, lets none of it pass. */
export function guardFor(access: Access, ledger: Ledger): (line: Poster) => Poster {
  const note = async (endpoint: string, request: Parameters<Ledger['note']>[1]): Promise<void> =>
    await ledger.note(endpoint, request);
  return (line) => (access === 'write' ? heardOf(line, note) : readingOnlyXdr(line, note));
}

/** A clock whose sleep ends early when the process is told to end: nobody waits a minute for a retry then. */
export function interruptible(clock: Clock, stop: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    sleep: async (milliseconds) => {
      if (stop.aborted) {
        return;
      }
      const ended = new AbortController();
      await Promise.race([clock.sleep(milliseconds), aborted(stop, ended.signal)]);
      ended.abort();
    },
  };
}

/** @param ended when nobody waits for it any more */
function aborted(signal: AbortSignal, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true, signal: ended }),
  );
}
