import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtScript } from '../support/built.ts';
import { ipOf } from '../support/world.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { type ContainerWorld, inContainer } from './in-container.ts';
import { inProcess } from './in-process.ts';
import { KEY, KEY_ID, SecretCheck } from './secrets.ts';
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

/** What is done to the world before every command runs in it. */
const FAULTS: Readonly<Record<string, (world: FaultyWorld) => void | Promise<void>>> = {
  'no fault': () => undefined,
  ...Object.fromEntries(
    XDR_FAULTS.filter(({ name, slow }) => slow !== true && name !== RETRIED_GIANT).map((fault) => [
      `XDR: ${fault.name}`,
      (world: FaultyWorld) => {
        world.hooks[fault.moment ?? 'body'] = (request, response) => fault.answer(response, request, world);
      },
    ]),
  ),
  'XDR refuses an indicator and quotes the request': (world) => {
    world.hooks.body = ({ endpoint, headers }, response) => {
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
      (world: FaultyWorld) => {
        world.hooks.call = (name) => {
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

async function runAll(world: FaultyWorld): Promise<void> {
  world.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  world.settle();
  for (const [command, args] of COMMANDS) {
    await world.run(command, args);
  }
}

describe('key, id, nonces and signatures are in nothing that comes out, in debug mode', () => {
  it.each(Object.keys(FAULTS))('%s', async (name) => {
    const world = await inProcess();
    try {
      await FAULTS[name]?.(world);
      await runAll(world);
      expect(world.secrets.length).toBeGreaterThan(2000);
      expect(world.secrets.leaks()).toEqual([]);
    } finally {
      await world.close();
    }
  });
});

describe('the uploaded file, in a loop process', () => {
  let world: ContainerWorld;
  beforeAll(async () => {
    world = await inContainer(await builtScript());
  });
  afterAll(async () => {
    await world.close();
  });

  it('says nothing secret, whatever it is asked', async () => {
    await runAll(world);
    expect(world.secrets.secrets).toBeGreaterThan(10);
    expect(world.secrets.leaks()).toEqual([]);
  });

  it('says nothing secret when node is killed in the middle of a request, or cannot reach XDR', async () => {
    world.hooks.body = () => {
      world.kill('node');
      return 'continue';
    };
    const killed = await world.run('xdr-iocs-enable', { indicator: value });
    expect(killed.ok).toBe(false);
    world.hooks.body = undefined;
    world.params.max_run_seconds = 1;
    await world.unplug();
    const unreachable = await world.run('xdr-iocs-enable', { indicator: value });
    expect(unreachable.ok).toBe(false);
    expect(world.secrets.leaks()).toEqual([]);
  });
});

describe('the check for secrets', () => {
  it('notices each kind of secret', () => {
    const check = new SecretCheck();
    check.addRequest({ authorization: 'signature-1', 'x-xdr-nonce': 'nonce-1' });
    expect(check.leaks()).toEqual([]);
    check.addText(`a ${KEY} b ${KEY_ID} c signature-1 d nonce-1 e`);
    expect(check.leaks()).toHaveLength(4);
  });
});
