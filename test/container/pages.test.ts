import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { builtScript } from '../support/built.ts';
import { textOf as saidBy } from '../support/world.ts';
import { type Container, createContainer } from './container.ts';
import type { Platform, RunEnd } from './loop.ts';
import { createPlatform } from './platform.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
afterEach(async () => {
  await container.close();
});

/** Python that is executed before or after the script, in its namespace. */
interface Around {
  before?: string;
  after?: string;
  platform?: Platform;
}

async function run(command: string, args: Record<string, string>, around: Around = {}): Promise<RunEnd> {
  const { before = '', after = '', platform = createPlatform(container.xsoar, container.memory) } = around;
  const text = `${before}\n${script}\n${after}`;
  return await container.loop.run({ script: text, command, args, params: container.params }, platform);
}

const textOf = ([result]: readonly WarRoomResult[]): unknown =>
  result === undefined || typeof result === 'string' ? result : saidBy(result);

/** A text with all that a line of JSON, or a pipe, could stumble over. */
const ODD = 'ünï-\u{1f600}-\ud800 line\nfeed, "quote", \u2028 and \\n';

/** An indicator that says all that can be mapped, and more. */
const RICH = {
  value: 'rich.example',
  indicator_type: 'Domain',
  score: 3,
  modified: '2026-01-01T00:00:00Z',
  expiration: '2031-02-07T10:18:13.4501Z',
  aggregatedReliability: 'B - Usually reliable',
  moduleToFeedMap: {
    a: { sourceBrand: 'Feed “A”', score: 2, reliability: 'C - Fairly reliable', rawJSON: { x: ['y'] } },
    b: { score: 1, modifiedTime: 'x' },
    c: 'no object',
  },
  comments: [
    { type: 'IndicatorCommentRegular', content: 'first', user: 'x' },
    { type: 'IndicatorCommentRegular', content: ODD, user: 'x' },
    'no object',
    { type: 'IndicatorCommentTimeLine', content: 'not this one' },
  ],
  CustomFields: { threattypes: [{ threatcategory: 'C2' }], xdrstatus: 'disabled', other: 'x' },
  ballast: 'x'.repeat(3_000_000),
};

const MAPPED = {
  indicator: RICH.value,
  severity: 'HIGH',
  type: 'DOMAIN_NAME',
  reputation: 'BAD',
  expiration_date: Date.parse('2031-02-07T10:18:13.450Z'),
  reliability: 'B',
  vendors: [
    { vendor_name: 'Feed “A”', reputation: 'SUSPICIOUS', reliability: 'C' },
    { vendor_name: 'b', reputation: 'GOOD', reliability: 'F' },
  ],
  comment: [ODD],
  class: 'C2',
  status: 'DISABLED',
};

/** What the tenant is sent when an indicator is pushed. */
async function pushRich(around: Around = {}): Promise<{ end: RunEnd; iocs: unknown }> {
  let iocs: unknown;
  container.tenant.onRequest(({ endpoint, body }) => {
    if (endpoint === 'tim_insert_jsons') {
      iocs = (JSON.parse(body.toString('utf8')) as { request_data: unknown }).request_data;
    }
    return 'continue';
  });
  container.xsoar.indicators.add(RICH);
  return { end: await run('xdr-iocs-push', { indicator: RICH.value }, around), iocs };
}

/** Answers each search with this text, as it is. */
const answering = (text: string): Platform => {
  const platform = createPlatform(container.xsoar, container.memory);
  return async (request) =>
    request.type === 'searchIndicators' ? [Buffer.from(text)] : await platform(request);
};

describe.each([false, true])('a page on its way to the integration (wrapper apart: %p)', (apart) => {
  beforeEach(async () => {
    container = await createContainer(script, { apart });
  });

  it('arrives with all that is mapped, every character of it', async () => {
    const { end, iocs } = await pushRich();
    expect([textOf(end.results), iocs]).toEqual(['push success.', [MAPPED]]);
    // The value is looked for, and then whether it matches the Sync Query.
    expect(end.calls.searchIndicators).toBe(2);
  });

  it("that the server refuses is reported in the server's words", async () => {
    const other = createPlatform(container.xsoar, container.memory);
    const platform: Platform = async (request) => {
      if (request.type === 'searchIndicators') {
        throw new Error('no search today');
      }
      return await other(request);
    };
    const { results, error } = await run('xdr-iocs-push', { indicator: 'a' }, { platform });
    expect(error).toBeNull();
    expect(textOf(results)).toContain('no search today');
  });

  it('that is none is not taken for an empty one', async () => {
    for (const text of ['{"iocs":null}', '{"iocs":[{"value":"a"}],"total":2}', '{"found":[]}', '[]', '5']) {
      const { results } = await run('xdr-iocs-to-keep-file', {}, { platform: answering(text) });
      expect(textOf(results)).toContain('XSOAR answered a search for indicators without');
    }
  });

  it('that holds the marker of an error is one, though it is not parsed', async () => {
    const text = '{"iocs":[{"value":"[ERROR-fd5a7750-7182-4b38-90ba-091824478903]"}],"total":1}';
    const { results, error } = await run('xdr-iocs-to-keep-file', {}, { platform: answering(text) });
    expect(error).toBeNull();
    expect(textOf(results)).toContain("XSOAR failed at 'searchIndicators'");
  });

  it('is not parsed on it', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000); // which Python's json does not read
    const text = `{"iocs":[{"value":"a","deep":${deep}}],"searchAfter":["m","i"],"total":1}`;
    const pages = [text, '{"iocs":[],"total":1}'];
    const platform: Platform = (request) =>
      request.type === 'searchIndicators' ? answering(pages.shift() ?? '')(request) : {};
    const { results } = await run('xdr-iocs-to-keep-file', {}, { platform });
    expect(results).toMatchObject([{ Type: 3 }]);
  });

  it('is parsed by a wrapper that does it with a function of its own', async () => {
    const before = `
import json, types
_globals = type(demisto)._ask.__globals__
_globals['json'] = types.SimpleNamespace(loads=json.loads, dumps=json.dumps)`;
    const { end, iocs } = await pushRich({ before });
    expect([textOf(end.results), iocs]).toEqual(['push success.', [MAPPED]]);
    // The value is looked for, and then whether it matches the Sync Query.
    expect(end.calls.searchIndicators).toBe(2);
  });

  it('is none to anything else that is parsed meanwhile, in this thread or another', async () => {
    const before = `
import json, threading
_search, _seen = demisto.searchIndicators, []
def _check(text): _seen.append((type(json.loads(text)), json.loads(json.dumps(json.loads(text))) == json.JSONDecoder().decode(text)))
def _watched(**how):
    _seen.append(json.loads)
    _check('{"other": 1}')
    _other = threading.Thread(target=_check, args=('{"iocs": [], "total": 0}',))
    _other.start()
    _other.join()
    return _search(**how)
demisto.searchIndicators = _watched`;
    const after = `
kept, checked = _seen[0], _seen[1:3]
if kept is json.loads: raise RuntimeError('the page was parsed')
if type(kept('{"total": 1}')) is not dict: raise RuntimeError('still takes a page for its text')
if checked != [(dict, True)] * 2: raise RuntimeError(repr(checked))`;
    const { end, iocs } = await pushRich({ before, after });
    expect([end.error, iocs]).toEqual([null, [MAPPED]]);
  });

  it('leaves `json` as it was, whether the search succeeds or not', async () => {
    const platform: Platform = () => {
      throw new Error('no');
    };
    const after = `
import json
if (json.loads.__qualname__, json.dumps.__qualname__) != ('loads', 'dumps'): raise RuntimeError('not put back')`;
    expect((await pushRich({ after })).end.error).toBeNull();
    expect((await run('xdr-iocs-to-keep-file', {}, { after, platform })).error).toBeNull();
  });
});

describe('a page on its way to the integration', () => {
  beforeEach(async () => {
    container = await createContainer(script);
  });

  it('may be written over several lines', async () => {
    const before = `
import json as _json
_read = sys.stdin.readline
class _Input:
    def readline(self): return _json.dumps(_json.loads(_read()), indent=1)
sys.stdin = _Input()`;
    const { end, iocs } = await pushRich({ before, after: 'sys.stdin = sys.__stdin__' });
    expect([textOf(end.results), iocs]).toEqual(['push success.', [MAPPED]]);
  });

  it.each([
    ['copies it', 'lambda **how: dict(_search(**how))'],
    ['looks into it', "lambda **how: _search(**how) if _search(**how)['total'] else {}"],
    ['answers only what has something in it', 'lambda **how: _search(**how) or {}'],
  ])('is parsed on it where the wrapper %s', async (_what, wrapper) => {
    const before = `_search = demisto.searchIndicators\ndemisto.searchIndicators = ${wrapper}`;
    const { end, iocs } = await pushRich({ before });
    expect([textOf(end.results), iocs]).toEqual(['push success.', [MAPPED]]);
    expect(end.calls.searchIndicators).toBeGreaterThan(1);
  });
});
