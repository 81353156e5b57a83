import type { Edge } from '../edge.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { type ConnectionOptions, createAgents } from '../http/agents.ts';
import { OWN_BRAND } from '../indicators/echo.ts';
import { Secret } from '../secret.ts';
import { VERSION } from '../version.ts';
import type { Host } from '../xsoar/host.ts';
import type { Access } from './access.ts';
import type { ContextStore } from './context-store.ts';
import type { Ledger } from './ledger.ts';
import type { RealSide } from './real-side.ts';
import { RestClient } from './rest/client.ts';
import { readingOnly } from './rest/guard.ts';
import { createRestHost, type Listeners } from './rest/host.ts';
import { createSend, type Send } from './rest/http.ts';

/** Under which name XSOAR keeps what a run from outside says of an indicator. */
export const OUTSIDE = { brand: OWN_BRAND, instance: `${OWN_BRAND}_outside` } as const;

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
