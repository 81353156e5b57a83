import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { HostError } from '../../src/errors.ts';
import { note } from '../../src/xsoar/entries.ts';
import { type Host, HostGone } from '../../src/xsoar/host.ts';
import { IndicatorTexts } from '../../src/xsoar/indicator-texts.ts';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';
import { Pipe } from '../../src/xsoar/pipe.ts';
import { createPipeHost } from '../../src/xsoar/pipe-host.ts';

interface Call {
  call: string;
  args?: unknown[];
  kwargs?: Record<string, unknown>;
}

/** A launcher that answers each call with the next line. */
function createLauncher(answer: (call: Call) => string): {
  host: Host;
  pipe: Pipe;
  calls: Call[];
  input: PassThrough;
  output: PassThrough;
  timesGone: () => number;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  const calls: Call[] = [];
  const splitter = new LineSplitter();
  output.on('data', (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      const call = JSON.parse(line) as Call;
      calls.push(call);
      input.write(`${answer(call)}\n`);
    }
  });
  let gone = 0;
  const pipe = new Pipe(input, output, () => {
    gone += 1;
  });
  return { host: createPipeHost(pipe), pipe, calls, input, output, timesGone: () => gone };
}

const ok = (value: unknown): string => JSON.stringify({ ok: value });

describe('the host behind the pipe', () => {
  const page = { iocs: [], total: 0, searchAfter: null };
  /** An XSOAR of this version that has no indicators. */
  const emptyServer = (version: unknown): ReturnType<typeof createLauncher> =>
    createLauncher(({ call }) => ok(call === 'demistoVersion' ? { version } : page));
  const sort = [
    { field: 'modified', asc: true },
    { field: 'id', asc: true },
  ];

  it('asks for pages sorted by modification and id', async () => {
    const { host, calls } = emptyServer('6.14.0');
    expect(await host.searchIndicators({ query: 'q', size: 10, fields: ['id', 'value'] })).toEqual(page);
    await host.searchIndicators({ query: 'q', size: 10, fields: ['comments'], searchAfter: ['m', 'i'] });
    const kwargs = { query: 'q', size: 10, sort };
    expect(calls.filter(({ call }) => call === 'searchIndicators')).toEqual([
      { call: 'searchIndicators', kwargs, fields: { id: null, value: null } },
      {
        call: 'searchIndicators',
        kwargs: { ...kwargs, searchAfter: ['m', 'i'] },
        fields: { comments: ['type', 'content'] },
      },
    ]);
  });

  it.each([
    ['8.0.0', true],
    ['8.10.1', true],
    ['6.14.0', false],
    ['odd', false],
    [undefined, false],
  ])('asks a server of version %p only for the fields that are read: %p', async (version, asksForFields) => {
    const { host, calls } = emptyServer(version);
    await host.searchIndicators({ query: 'q', size: 10, fields: ['id', 'value'] });
    await host.searchIndicators({ query: 'q', size: 10, fields: ['id', 'value'] });
    const populateFields = asksForFields ? { populateFields: 'id,value' } : {};
    expect(calls.map(({ kwargs }) => kwargs)).toEqual([
      undefined,
      { query: 'q', size: 10, sort, ...populateFields },
      { query: 'q', size: 10, sort, ...populateFields },
    ]);
  });

  it('gives the indicators of a page one by one, out of its text', async () => {
    const iocs = [{ value: 'ünï,]"\\' }, null, 5, [{}]];
    const { host } = createLauncher(() => ok({ iocs, total: 4, searchAfter: ['m', 'i'] }));
    const page = (await host.searchIndicators({ query: 'q', size: 10, fields: [] })) as {
      iocs: IndicatorTexts;
    };
    expect(page).toMatchObject({ total: 4, searchAfter: ['m', 'i'] });
    expect(page.iocs).toBeInstanceOf(IndicatorTexts);
    expect([...page.iocs]).toEqual(iocs);
  });

  it('writes the context through to the database and reads it from there', async () => {
    const { host, calls } = createLauncher(() => ok({ context: {}, version: 3 }));
    expect(await host.readContext()).toEqual({ context: {}, version: 3 });
    await host.writeContext({ ts: 1 }, 3);
    expect(calls).toEqual([
      { call: 'getIntegrationContextVersioned', kwargs: { refresh: true } },
      { call: 'setIntegrationContextVersioned', kwargs: { value: { ts: 1 }, version: 3, sync: true } },
    ]);
  });

  it('hands over indicators, entries and log lines', async () => {
    const { host, calls } = createLauncher(() => ok(null));
    await host.createIndicators([]);
    await host.results([note('a')]);
    await host.log('debug', 'text');
    expect(calls.map(({ call }) => call)).toEqual(['createIndicators', 'results', 'debug']);
    expect(calls.map(({ args }) => args)).toEqual([[[]], [[note('a')]], ['text']]);
  });

  it('knows the version and the address of the server', async () => {
    const { host } = createLauncher(({ call }) =>
      ok(call === 'demistoVersion' ? { version: '8.4.0' } : { server: 'https://xsoar.example' }),
    );
    expect(await host.version()).toBe('8.4.0');
    expect(await host.serverUrl()).toBe('https://xsoar.example');
  });

  it.each(['version', 'serverUrl'] as const)('says when the server does not tell its %s', async (call) => {
    const { host } = createLauncher(() => ok({}));
    await expect(host[call]()).rejects.toThrow(/XSOAR did not say what its/);
  });

  it('keeps one request in flight', async () => {
    const { host, calls } = createLauncher(({ args }) => ok(args?.[0]));
    await Promise.all(['a', 'b', 'c'].map(async (text) => await host.log('info', text)));
    expect(calls.map(({ args }) => args?.[0])).toEqual(['a', 'b', 'c']);
  });

  it("gives the server's own words when it fails", async () => {
    const { host } = createLauncher(() => JSON.stringify({ error: 'database is locked' }));
    await expect(host.createIndicators([])).rejects.toThrow(
      "XSOAR failed at 'createIndicators': database is locked",
    );
    await expect(host.createIndicators([])).rejects.toBeInstanceOf(HostError);
  });

  it('keeps the marker that XSOAR takes for an error out of what it says', async () => {
    const marker = '[ERROR-fd5a7750-7182-4b38-90ba-091824478903]';
    const { host } = createLauncher(() => JSON.stringify({ error: `x ${marker} ${'y'.repeat(9_999)}` }));
    const { message } = (await host.log('info', 'x').catch((thrown) => thrown)) as HostError;
    expect(message).toContain("XSOAR failed at 'info': x [ERROR-fd5a7750…] yyy");
    expect(message.length).toBeLessThan(600);
  });

  it.each(['not json', '[]', '{"done": true}', '{"error": 5}'])(
    'does not take %p for an answer',
    async (line) => {
      const { host } = createLauncher(() => line);
      await expect(host.log('info', 'x')).rejects.toBeInstanceOf(HostError);
    },
  );

  it('says when the launcher is gone, to whoever waits and to the process', async () => {
    const { pipe, input, timesGone } = createLauncher(() => ok(null));
    const reading = pipe.read();
    input.destroy();
    await expect(reading).rejects.toThrow('The connection to XSOAR ended');
    await expect(pipe.read()).rejects.toBeInstanceOf(HostGone);
    expect(timesGone()).toBe(1);
  });

  it.each(['input', 'output'] as const)('notices a broken %s though nobody waits', async (side) => {
    const launcher = createLauncher(() => ok(null));
    launcher[side].destroy(new Error('EPIPE'));
    await new Promise((resolve) => launcher[side].once('close', resolve));
    expect(launcher.timesGone()).toBe(1);
  });

  it('keeps a line that came before it was asked for', async () => {
    const { pipe, input } = createLauncher(() => ok(null));
    input.write('{"a": 1}\n{"b": 2}\n');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await pipe.read()).toEqual({ a: 1 });
    expect(await pipe.read()).toEqual({ b: 2 });
  });

  it('waits until the launcher takes a large request', async () => {
    const { host, calls } = createLauncher(() => ok(null));
    await host.log('info', 'x'.repeat(1_000_000));
    expect(calls[0]?.args?.[0]).toHaveLength(1_000_000);
  });
});
