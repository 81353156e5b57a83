import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtScript } from '../support/built.ts';
import { ipOf } from '../support/world.ts';
import { type ContainerStage, inContainer } from './in-container.ts';
import { inProcess } from './in-process.ts';
import type { Stage } from './stage.ts';
import { KEY, KEY_ID, Witness } from './witness.ts';
import { XDR_FAULTS } from './xdr-faults.ts';

const { value } = ipOf(0);

/** Every command, in every way that it can be called. */
const COMMANDS: readonly (readonly [string, Record<string, string>])[] = [
  ['test-module', {}],
  ['fetch-indicators', {}],
  ['xdr-iocs-sync', {}],
  ['xdr-iocs-sync', { firstTime: 'true' }],
  ['xdr-iocs-push', {}],
  ['xdr-iocs-push', { indicator: value }],
  ['xdr-iocs-enable', { indicator: value }],
  ['xdr-iocs-disable', { indicator: value }],
  ['xdr-iocs-set-sync-time', { time: '2026-01-01T00:00:00Z' }],
  ['xdr-iocs-create-sync-file', { zip: 'true', set_time: 'true' }],
  ['xdr-iocs-create-sync-file', { zip: 'false', set_time: 'false' }],
  ['xdr-iocs-to-keep-file', {}],
  ['xdr-iocs-no-such-command', { indicator: value }],
];

/** It is tried again and again, 6 MB each time. HTTP 400 says the same 6 MB once. */
const RETRIED_GIANT = 'HTTP 500 with 6 MB of text';

/** What is done to the stage before every command has run on it. */
const FAULTS: Readonly<Record<string, (stage: Stage) => void | Promise<void>>> = {
  'no fault': () => undefined,
  ...Object.fromEntries(
    XDR_FAULTS.filter(({ name, slow }) => slow !== true && name !== RETRIED_GIANT).map((fault) => [
      `XDR: ${fault.name}`,
      (stage: Stage) => {
        stage.interference[fault.moment ?? 'body'] = (request, response) =>
          fault.strike(response, request, stage);
      },
    ]),
  ),
  'XDR refuses an indicator and quotes the request': (stage) => {
    stage.interference.body = ({ endpoint, headers }, response) => {
      if (endpoint !== 'tim_insert_jsons') {
        return 'continue';
      }
      const error = `no: ${headers.authorization} ${headers['x-xdr-nonce']} ${KEY} ${KEY_ID}`;
      response.end(
        JSON.stringify({ reply: { success: true, validation_errors: [{ indicator: value, error }] } }),
      );
      return 'handled';
    };
  },
  ...Object.fromEntries(
    ['searchIndicators', 'getIntegrationContextVersioned', 'setIntegrationContextVersioned'].map((call) => [
      `XSOAR: an error on ${call}`,
      (stage: Stage) => {
        stage.interference.call = (name) => {
          if (name === call) {
            throw new Error('the server is in trouble');
          }
        };
      },
    ]),
  ),
  'a damaged context': ({ xsoar }) => xsoar.setContext({ ts: 'yesterday' }),
  'a wrong key': ({ params }) => {
    params.apikey_creds = { identifier: '', password: `${KEY}-of-yesterday` };
  },
  'a key of the wrong kind': ({ params }) => {
    params.security_level = 'Standard';
  },
  'parameters that make no sense': ({ params }) => {
    params.url = `https://user:${KEY}@xdr.example`;
    params.max_run_seconds = KEY_ID;
  },
};

async function runAll(stage: Stage): Promise<void> {
  stage.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  stage.settle();
  for (const [command, args] of COMMANDS) {
    await stage.run(command, args);
  }
}

describe('key, id, nonces and signatures are in nothing that comes out, in debug mode', () => {
  it.each(Object.keys(FAULTS))('%s', async (name) => {
    const stage = await inProcess();
    try {
      await FAULTS[name]?.(stage);
      await runAll(stage);
      expect(stage.witness.heard).toBeGreaterThan(2000);
      expect(stage.witness.leaks()).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});

describe('the uploaded file, in a loop process', () => {
  let stage: ContainerStage;
  beforeAll(async () => {
    stage = await inContainer(await builtScript());
  });
  afterAll(async () => {
    await stage.close();
  });

  it('says nothing secret, whatever it is asked', async () => {
    await runAll(stage);
    expect(stage.witness.secrets).toBeGreaterThan(10);
    expect(stage.witness.leaks()).toEqual([]);
  });

  it('says nothing secret when node is killed in the middle of a request, or cannot reach XDR', async () => {
    stage.interference.body = () => {
      stage.kill('node');
      return 'continue';
    };
    const killed = await stage.run('xdr-iocs-enable', { indicator: value });
    expect(killed.ok).toBe(false);
    stage.interference.body = undefined;
    stage.params.max_run_seconds = 1;
    await stage.unplug();
    const unreachable = await stage.run('xdr-iocs-enable', { indicator: value });
    expect(unreachable.ok).toBe(false);
    expect(stage.witness.leaks()).toEqual([]);
  });
});

describe('the witness', () => {
  it('notices each kind of secret', () => {
    const witness = new Witness();
    witness.see({ authorization: 'signature-1', 'x-xdr-nonce': 'nonce-1' });
    expect(witness.leaks()).toEqual([]);
    witness.hear(`a ${KEY} b ${KEY_ID} c signature-1 d nonce-1 e`);
    expect(witness.leaks()).toHaveLength(4);
  });
});
