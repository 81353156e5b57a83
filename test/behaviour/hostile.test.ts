import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { createWorld, ipOf, type World } from '../support/world.ts';
import { KEY } from '../support/xdr.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

const MB = 1_000_000;
const PIPES = '|`'.repeat(10_000);

describe('hostile input', () => {
  it('never stops the rest', async () => {
    world.params.override_severity = false;
    const { indicators } = world.xsoar;
    indicators.add({ value: 'x'.repeat(MB), indicator_type: 'Domain', score: 3 });
    indicators.add({ ...ipOf(0), CustomFields: { sourceoriginalseverity: 'bogus' } });
    indicators.add({ ...ipOf(1), comments: [{ type: 'IndicatorCommentRegular', content: PIPES }] });
    indicators.add({
      ...ipOf(2),
      expiration: null,
      aggregatedReliability: null,
      moduleToFeedMap: { a: null, b: { sourceBrand: null, score: null, reliability: null } },
      comments: [null, { type: null, content: null }],
      CustomFields: { sourceoriginalseverity: null, threattypes: null, xdrstatus: null },
    });
    indicators.add({ ...ipOf(3), moduleToFeedMap: null, comments: null, CustomFields: null });
    world.clock.advance(60_000);
    const { ok, log } = await world.run('fetch-indicators');
    expect(ok).toBe(true);
    for (const number of [1, 2, 3]) {
      expect(world.tenant.get(ipOf(number).value)).toBeDefined();
    }
    expect(world.tenant.get('10.0.0.1')?.comment).toBe(PIPES);
    expect(log.length).toBeLessThan(20_000);
  });

  it('in the Sync Query is an error that points at the place, and nothing is changed', async () => {
    world.params.query = 'type:IP and (reputation:Bad';
    const { ok, text } = await world.run('fetch-indicators');
    expect(ok).toBe(false);
    expect(text).toContain('this parenthesis is never closed');
    expect(text).toContain('^');
    expect(world.tenant.size).toBe(0);
  });

  it('in an entry is inert and short', async () => {
    const value = `<img src=x onerror=alert(1)>[a](javascript:b)|\u202e${PIPES}`;
    const { entries } = await world.run('xdr-iocs-push', { indicator: [value] });
    const markdown = entries[0]?.HumanReadable ?? '';
    expect(markdown.length).toBeLessThan(10_000);
    const html = marked.parse(markdown, { async: false });
    expect(html).not.toMatch(/<(?:img|a)\b/);
    expect(html).toContain('(U+202E)');
  });

  it('in a status command is shown as it is, and does nothing', async () => {
    const { entries } = await world.run('xdr-iocs-disable', {
      indicator: ['http://evil.example/_a_', '<b>'],
    });
    expect(entries[0]?.Contents).toMatchObject([{ Value: 'http://evil.example/_a_' }, { Value: '<b>' }]);
    expect(marked.parse(entries[0]?.HumanReadable ?? '', { async: false })).toBe(
      '<p>indicators http://evil.example/_a_, &lt;b&gt; disabled.</p>\n<p>Instance: Cortex XDR - IOC Sync_instance_1</p>\n',
    );
  });

  it('in place of a change in XDR is passed over, and the rest is taken', async () => {
    await world.run('xdr-iocs-set-sync-time', { time: '2026-01-01' });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), async (rules) => {
        const good = {
          RULE_INDICATOR: 'good.example.com',
          IOC_TYPE: 'DOMAIN_NAME',
          RULE_MODIFY_TIME: Date.UTC(2026, 0, 2),
        };
        world.xsoar.indicators.remove(good.RULE_INDICATOR);
        world.tenant.onRequest((_request, response) => {
          response.end(JSON.stringify({ reply: [...rules, good] }));
          return 'handled';
        });
        expect((await world.run('fetch-indicators')).ok).toBe(true);
        expect(world.xsoar.indicators.get(good.RULE_INDICATOR)).toBeDefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe('the key', () => {
  it('is in nothing that comes out, whatever fails, in debug mode', async () => {
    world.xsoar.indicators.add(ipOf(0));
    world.clock.advance(60_000);
    const secrets = [KEY];
    let said = '';
    const commands: [string, Record<string, string>][] = [
      ['test-module', {}],
      ['fetch-indicators', {}],
      ['xdr-iocs-sync', { firstTime: 'true' }],
      ['xdr-iocs-push', { indicator: '10.0.0.0' }],
      ['xdr-iocs-push', {}],
      ['xdr-iocs-enable', { indicator: '10.0.0.0' }],
      ['xdr-iocs-disable', { indicator: '10.0.0.0' }],
      ['xdr-iocs-create-sync-file', { zip: 'false', set_time: 'true' }],
      ['xdr-iocs-to-keep-file', {}],
      ['xdr-iocs-set-sync-time', { time: '2026-01-01' }],
    ];
    for (const status of [200, 400, 401, 429, 500]) {
      world.tenant.onRequest(({ headers }, response) => {
        const sent = [headers.authorization, headers['x-xdr-nonce']].map(String);
        secrets.push(...sent);
        if (status !== 200) {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(
            JSON.stringify({ reply: { err_code: status, err_msg: `bad: ${sent.join(' ')} ${KEY}` } }),
          );
        }
        return status === 200 ? 'continue' : 'handled';
      });
      for (const [command, args] of commands) {
        const { results, log } = await world.run(command, args);
        said += JSON.stringify(results) + log;
      }
    }
    said += JSON.stringify(world.xsoar.snapshot());
    for (const name of readdirSync(world.folder)) {
      said += readFileSync(join(world.folder, name), 'utf8');
    }
    expect(secrets.length).toBeGreaterThan(20);
    for (const secret of secrets) {
      expect(said).not.toContain(secret);
    }
  });
});
