import { KEY, KEY_ID } from './xdr.ts';

/** The parameters of an instance that syncs both ways, as XSOAR saves them. */
export function instanceParams(url: string, key = KEY, keyId = KEY_ID): Record<string, unknown> {
  return {
    url,
    apikey_id_creds: { identifier: '', password: keyId },
    apikey_creds: { identifier: '', password: key },
    query: 'reputation:Bad and (type:File or type:Domain or type:IP)',
    severity: 'high',
    override_severity: true,
    feed: true,
    autoSync: true,
    feedTags: 'Cortex XDR',
  };
}
