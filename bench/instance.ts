import { parseConfig } from '../src/config.ts';
import { sentByOf } from '../src/sync/engine.ts';
import { OWN_KEY } from '../src/sync/memory/state.ts';

/** The parameters of the instance that is measured. */
export function instanceParams(url: string, maxRunSeconds: number): Record<string, unknown> {
  return {
    url,
    apikey_id_creds: { password: '1' },
    apikey_creds: { password: 'a-key-for-the-bench' },
    security_level: 'Advanced',
    query: 'type:IP or type:Domain or type:File',
    feed: true,
    autoSync: true,
    override_severity: true,
    severity: 'high',
    max_run_seconds: maxRunSeconds,
  };
}

/** What its state says of the settings: the present ones, else everything is pushed anew. */
export function settingsInState(): Record<string, string> {
  const config = parseConfig(instanceParams('https://xdr.example', 3_600));
  return { [OWN_KEY]: JSON.stringify({ sentBy: sentByOf(config) }) };
}
