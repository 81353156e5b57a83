import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { HostError } from '../../src/errors.ts';
import { note } from '../../src/xsoar/entries.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { readLines } from '../../src/xsoar/lines.ts';
import { Pipe } from '../../src/xsoar/pipe.ts';
import { createPipeHost } from '../../src/xsoar/pipe-host.ts';

interface Call {
  call: string;
  args: Record<string, unknown>;
}

/** A launcher that answers each call with the next line. */
function createLauncher(answer: (call: Call) => string): {
  host: Host;
  pipe: Pipe;
  calls: Call[];
  input: PassThrough;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  const calls: Call[] = [];
  const serve = async (): Promise<void> => {
    for await (const line of readLines(output)) {
      const call = JSON.parse(line) as Call;
      calls.push(call);
      input.write(`${answer(call)}\n`);
    }
  };
  void serve();
  const pipe = new Pipe(input, output);
  return { host: createPipeHost(pipe), pipe, calls, input };
}

const ok = (value: unknown): string => JSON.stringify({ ok: value });

describe('the host behind the pipe', () => {
  it('asks for pages sorted by modification and id', async () => {
    const page = { iocs: [], total: 0, searchAfter: null };
    const { host, calls } = createLauncher(() => ok(page));
    expect(await host.searchIndicators({ query: 'q', size: 10, fields: ['id', 'value'] })).toEqual(page);
    await host.searchIndicators({ query: 'q', size: 10, fields: ['id'], searchAfter: ['m', 'i'] });
    const sort = [
      { field: 'modified', asc: true },
      { field: 'id', asc: true },
    ];
    expect(calls).toEqual([
      { call: 'searchIndicators', args: { query: 'q', size: 10, sort, populateFields: 'id,value' } },
      {
        call: 'searchIndicators',
        args: { query: 'q', size: 10, sort, populateFields: 'id', searchAfter: ['m', 'i'] },
      },
    ]);
  });

  it('writes the context through to the database and reads it from there', async () => {
    const { host, calls } = createLauncher(() => ok({ context: {}, version: 3 }));
    expect(await host.readContext()).toEqual({ context: {}, version: 3 });
    await host.writeContext({ ts: 1 }, 3);
    expect(calls).toEqual([
      { call: 'getIntegrationContextVersioned', args: { refresh: true } },
      { call: 'setIntegrationContextVersioned', args: { value: { ts: 1 }, version: 3, sync: true } },
    ]);
  });

  it('hands over indicators, entries and log lines', async () => {
    const { host, calls } = createLauncher(() => ok(null));
    await host.createIndicators([]);
    await host.results([note('a')]);
    await host.log('debug', 'text');
    expect(calls.map(({ call }) => call)).toEqual(['createIndicators', 'results', 'debug']);
    expect(calls[2]?.args).toEqual({ text: 'text' });
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
    const { host, calls } = createLauncher(({ args }) => ok(args.text));
    await Promise.all(['a', 'b', 'c'].map(async (text) => await host.log('info', text)));
    expect(calls.map(({ args }) => args.text)).toEqual(['a', 'b', 'c']);
  });

  it("gives the server's own words when it fails", async () => {
    const { host } = createLauncher(() => JSON.stringify({ error: 'database is locked' }));
    await expect(host.createIndicators([])).rejects.toThrow(
      "XSOAR failed at 'createIndicators': database is locked",
    );
    await expect(host.createIndicators([])).rejects.toBeInstanceOf(HostError);
  });

  it.each(['not json', '[]', '{"done": true}', '{"error": 5}'])(
    'does not take %p for an answer',
    async (line) => {
      const { host } = createLauncher(() => line);
      await expect(host.log('info', 'x')).rejects.toBeInstanceOf(HostError);
    },
  );

  it('says when the launcher is gone', async () => {
    const { pipe, input } = createLauncher(() => ok(null));
    input.end();
    await expect(pipe.read()).rejects.toThrow('The connection to XSOAR ended');
  });

  it('waits until the launcher takes a large request', async () => {
    const { host, calls } = createLauncher(() => ok(null));
    await host.log('info', 'x'.repeat(1_000_000));
    expect(calls[0]?.args.text).toHaveLength(1_000_000);
  });
});
