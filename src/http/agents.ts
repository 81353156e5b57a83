import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';

export interface ConnectionOptions {
  /** *Trust any certificate*: the server's certificate is not checked. */
  insecure: boolean;
  /** The address of the proxy to go through; empty for none. */
  proxyUrl: string;
  /** A company's own certificate authorities, PEM, trusted beside the public ones. */
  extraCertificates?: string;
}

export interface Agents {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
}

/** The agents that carry the requests: straight, or through a proxy (CONNECT for HTTPS). */
export function createAgents(options: ConnectionOptions): Agents {
  const tls = {
    rejectUnauthorized: !options.insecure,
    ...(options.extraCertificates === undefined
      ? {}
      : { ca: [...rootCertificates, options.extraCertificates] }),
  };
  if (options.proxyUrl === '') {
    return {
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, ...tls }),
    };
  }
  const httpsAgent = new HttpsProxyAgent(options.proxyUrl, { keepAlive: true });
  // What the constructor takes is for the connection to the proxy; these are for XDR behind it.
  Object.assign(httpsAgent.options, tls);
  return { httpAgent: new HttpProxyAgent(options.proxyUrl, { keepAlive: true }), httpsAgent };
}
