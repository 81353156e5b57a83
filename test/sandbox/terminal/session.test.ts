import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { start } from '../../../sandbox/terminal/start.ts';
import { note, warning } from '../../../src/xsoar/entries.ts';
import {
  type FakeIo,
  FakeWorld,
  failing,
  fakeIo,
  fileAnswer,
  iocOf,
  manifest,
  openInput,
  temporaryFolder,
} from './support.ts';

const run = async (words: string[], io: FakeIo, world: FakeWorld) =>
  await start(words, io, { manifest, makeWorld: async () => world });

async function lines(words: string[], world = new FakeWorld()) {
  const io = fakeIo();
  const code = await run(words, io, world);
  return { code, output: io.output.text, errors: io.errors.text, world };
}

async function piped(text: string, words: string[] = ['--no-tour'], world = new FakeWorld()) {
  const io = fakeIo(text);
  const code = await run(words, io, world);
  return { code, output: io.output.text, errors: io.errors.text, world };
}

describe('lines on the command line', () => {
  it('are run in order, their entries shown, and the exit code is 0', async () => {
    const { code, output, world } = await lines([
      '!xdr-iocs-sync',
      '!xdr-iocs-disable indicator="192.0.2.1,192.0.2.2"',
    ]);
    expect(code).toBe(0);
    expect(world.calls.map(({ command, args }) => [command, args])).toEqual([
      ['xdr-iocs-sync', {}],
      ['xdr-iocs-disable', { indicator: '192.0.2.1,192.0.2.2' }],
    ]);
    expect(output).toContain('> !xdr-iocs-sync\nxdr-iocs-sync done.\n');
    expect(world.closed).toBe(1);
  });

  it('get the sample indicators first, unless they load some or want none', async () => {
    const file = join(temporaryFolder(), 'list.txt');
    writeFileSync(file, '198.51.100.1\n');
    expect((await lines(['xsoar list'])).world.indicators.size).toBe(2);
    expect((await lines([`load ${file}`])).world.indicators.size).toBe(1);
    expect((await lines(['--empty', 'xsoar list'])).world.indicators.size).toBe(0);
    expect((await lines(['xsoar list'], new FakeWorld('https://real.example'))).world.indicators.size).toBe(
      0,
    );
  });

  it('end at the first that fails, with exit code 1', async () => {
    const world = new FakeWorld();
    world.answer = failing;
    const { code, output } = await lines(['!xdr-iocs-sync', '!xdr-iocs-push', 'state'], world);
    expect(code).toBe(1);
    expect(world.calls).toHaveLength(1);
    expect(output).toContain('Error: It went wrong.\nStopped: 2 more lines were not run.\n');
  });

  it.each([
    ['!xdr-iocs-pusj', "There is no command 'xdr-iocs-pusj'.\nDid you mean xdr-iocs-push?"],
    ['!xdr-iocs-push indicators=1', "xdr-iocs-push has no argument 'indicators'.\nDid you mean indicator?"],
    ['!xdr-iocs-status 1.1.1.1', "'1.1.1.1' has no name."],
    [
      '!xdr-iocs-sync a=1',
      'xdr-iocs-sync takes no arguments.'.replace('takes no arguments', "has no argument 'a'"),
    ],
    ['!xdr-iocs-push indicator="x', 'is never closed'],
    ['xdr shwo x', 'Did you mean xdr show?'],
    ['xdr', "'xdr' needs a second word."],
    ['xdr show', 'xdr show is typed like this: xdr show <value>'],
    ['xdr edit 1.1.1.1 low', 'xdr edit is typed like this'],
    ['set', 'set is typed like this'],
    ['!xdr-iocs-push indicator=1 indicator=2', "'indicator' is given twice."],
    ['help xdr-iocs-sink', 'Did you mean xdr-iocs-sync?'],
  ])('with a wrong one, %s, are not run at all: exit code 2', async (line, message) => {
    const { code, errors, world } = await lines(['!xdr-iocs-sync', line]);
    expect([code, world.calls.length, world.closed]).toEqual([2, 0, 1]);
    expect(errors).toContain(message);
  });

  it('may end early with exit', async () => {
    const { code, world } = await lines(['quit', '!xdr-iocs-sync']);
    expect([code, world.calls.length]).toEqual([0, 0]);
  });

  it('show what each side holds, and what a person changes', async () => {
    const { code, output } = await lines([
      'xdr add 192.0.2.9 type=IP severity=high',
      'xdr edit 192.0.2.9 severity=low comment="seen twice"',
      'xdr show 192.0.2.9',
      'xdr list',
      'xdr delete 192.0.2.9',
      'xsoar add 192.0.2.8 type=ip comment="seen once"',
      'xsoar refresh 192.0.2.8 reputation=bad',
      'xsoar edit bad.example xdrstatus=disabled',
      'xsoar expire bad.example',
      'xsoar delete 192.0.2.8',
      'xsoar show bad.example',
      'state',
      'params',
      'set severity=low',
    ]);
    expect(code).toBe(0);
    expect(output).toContain('seen twice');
    expect(output).toContain('seen once');
    expect(output).toContain('XSOAR no longer holds 192.0.2.8.');
    expect(output).toContain('XDR holds 1 IOCs.');
    expect(output).toContain('"time": "2030-01-01T00:00:00Z"');
    expect(output).not.toContain('top-secret');
  });

  it.each([
    'xdr show 9.9.9.9',
    'xsoar show 9.9.9.9',
    'load /no/such/file',
    'xdr edit 9.9.9.9 severity=low',
    'set nonsense=1',
  ])('that cannot be done, %s, fail with exit code 1', async (line) => {
    const { code, output } = await lines([line]);
    expect(code).toBe(1);
    expect(output).toContain('Error: ');
  });

  it('fetch and test are XSOAR’s own calls; what fetch tells the log is shown', async () => {
    const world = new FakeWorld();
    world.answer = ({ command }, { onResults, onLog }) => {
      if (command === 'test-module') onResults(['ok']);
      onLog('info', '1 indicators did not reach XDR:\n10.0.0.1: too \u001b[31mred');
      return true;
    };
    const { output } = await lines(['fetch', '!test-module', '!fetch-indicators'], world);
    expect(world.calls.map(({ command }) => command)).toEqual([
      'fetch-indicators',
      'test-module',
      'fetch-indicators',
    ]);
    expect(output).toContain('10.0.0.1: too ␛[31mred\nFetched. XSOAR holds 2 indicators, XDR 0 IOCs.');
    expect(output).toContain('> !test-module\nok\n');
  });

  it('hand the parameters in force to the commands that follow', async () => {
    const { world } = await lines(['set severity=low autoSync=false', '!xdr-iocs-sync']);
    expect(world.calls[0]?.params).toMatchObject({ severity: 'low', autoSync: false, url: world.params.url });
  });
});

describe('file entries', () => {
  it('are saved, and their path and size shown', async () => {
    const world = new FakeWorld();
    writeFileSync(world.fileOf('id'), 'twelve bytes');
    world.answer = fileAnswer('../xdr-sync-file', 'id');
    const folder = temporaryFolder();
    const { code, output } = await lines(['--files', folder, '!xdr-iocs-to-keep-file'], world);
    expect(code).toBe(0);
    expect(output.replaceAll('\n', ' ')).toContain(`${join(folder, 'xdr-sync-file')} (12 bytes)`);
    expect(readFileSync(join(folder, 'xdr-sync-file'), 'utf8')).toBe('twelve bytes');
  });

  it('whose bytes are missing are a failure', async () => {
    const world = new FakeWorld();
    world.answer = fileAnswer('xdr-sync-file', 'missing');
    expect((await lines(['!xdr-iocs-to-keep-file'], world)).code).toBe(1);
  });
});

describe('a script on standard input', () => {
  it('is run line by line to its end; one failure is told by the exit code', async () => {
    const { code, output, world } = await piped('# a note\n\nxdr show 9.9.9.9\n!xdr-iocs-sync\n');
    expect(code).toBe(1);
    expect(world.calls.map(({ command }) => command)).toEqual(['xdr-iocs-sync']);
    expect(output).toContain('Error: XDR has no IOC');
  });

  it('may have the line ends of Windows', async () => {
    const { code, world } = await piped('\r\n!xdr-iocs-push dry_run=true\r\n!xdr-iocs-sync\r\n');
    expect([code, world.calls.map(({ args }) => args)]).toEqual([0, [{ dry_run: 'true' }, {}]]);
  });

  it('ends with exit, and with 0 when all went well', async () => {
    const { code, world } = await piped('help\nexit\n!xdr-iocs-sync\n');
    expect([code, world.calls.length]).toEqual([0, 0]);
  });

  it('shows no escape sequence, whatever the entries hold', async () => {
    const world = new FakeWorld();
    world.answer = (_call, { onResults }) => {
      onResults([note('\u001b]0;owned\u0007'), warning('\u202eevil'), '\u001b[2J']);
      return true;
    };
    expect((await piped('!xdr-iocs-sync\n', ['--no-tour'], world)).output).not.toMatch(
      /[\p{Cf}\p{Zl}]|(?!\n)\p{Cc}/u,
    );
  });
});

describe('the one argument that needs no name', () => {
  it('may be given without it, beside others', async () => {
    const { code, world } = await lines(['!xdr-iocs-push 1.1.1.1,2.2.2.2 dry_run=true']);
    expect([code, world.calls[0]?.args]).toEqual([0, { indicator: '1.1.1.1,2.2.2.2', dry_run: 'true' }]);
  });

  it('is not given twice', async () => {
    expect((await lines(['!xdr-iocs-push 1.1.1.1 indicator=2.2.2.2'])).code).toBe(2);
    expect((await lines(['!xdr-iocs-push 1.1.1.1 2.2.2.2'])).code).toBe(2);
  });
});

describe('the tour', () => {
  const synced = () => {
    const world = new FakeWorld();
    world.answer = ({ command }, { onResults }) => {
      if (command === 'fetch-indicators') {
        for (const value of ['192.0.2.1']) {
          const edited = world.iocs.get(value);
          world.iocs.set(value, edited ?? iocOf({ value, severity: 'HIGH' }));
          if (edited)
            world.indicators.edit(value, { CustomFields: { sourceoriginalseverity: edited.severity } });
        }
      } else onResults([warning('x', '| Indicator | Reason |\n| --- | --- |\n| bad.example | not liked |')]);
      return true;
    };
    return world;
  };

  it('shows the first sync, what was refused and why, and a change that comes back', async () => {
    const { code, output, world } = await piped('', [], synced());
    expect(code).toBe(0);
    expect(world.calls.map(({ command }) => command)).toEqual([
      'fetch-indicators',
      'xdr-iocs-push',
      'fetch-indicators',
    ]);
    expect(world.calls[1]?.args).toEqual({ indicator: '192.0.2.1,bad.example' });
    for (const step of ['1. ', '2. ', '3. ', '4. ', '5. ', '6. ', '7. '])
      expect(output).toContain(`\n${step}`);
    expect(output).toContain('> xdr edit 192.0.2.1 severity=low');
    expect(output).toMatch(/severity\s+low/);
  });

  it('ends where a step fails, and the prompt still comes', async () => {
    const world = new FakeWorld();
    world.answer = failing;
    const { code, output } = await piped('help\n', [], world);
    expect(code).toBe(0);
    expect(output).toContain('The tour ends here.');
    expect(output).toContain('help <topic or command> shows more.');
  });

  it('is not shown against a real tenant, where samples have no place', async () => {
    const { output, world } = await piped('', [], new FakeWorld('https://real.example'));
    expect(world.calls).toEqual([]);
    expect(world.indicators.size).toBe(0);
    expect(output).toContain('https://real.example');
  });

  it('is skipped with --no-tour, and without samples with --empty', async () => {
    expect((await piped('', ['--no-tour'])).world.indicators.size).toBe(2);
    expect((await piped('', ['--empty'])).world.indicators.size).toBe(0);
  });
});

describe('a real tenant', () => {
  it.each(['xdr show x', 'xdr list', 'xdr edit x severity=low', 'xdr add x type=IP'])(
    'is not looked into by %s',
    async (line) => {
      const { code, output } = await lines([line], new FakeWorld('https://real.example'));
      expect(code).toBe(1);
      expect(output).toContain("work on the sandbox's tenant only");
    },
  );
});

describe('--state', () => {
  it('keeps both sides and the parameters between starts, never a key, and skips the tour', async () => {
    const path = join(temporaryFolder(), 'state.json');
    await lines(['--state', path, 'xdr add 192.0.2.9 type=IP', 'set severity=low apikey_creds=hush']);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toMatch(/top-secret|hush/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { code, output, world } = await piped('xdr show 192.0.2.9\nparams\n', ['--state', path]);
    expect(code).toBe(0);
    expect(world.calls).toEqual([]);
    expect(output).toMatch(/severity\s+Overriding severity value\s+low/);
  });

  it('is written after a line that failed, too', async () => {
    const path = join(temporaryFolder(), 'state.json');
    await lines(['--state', path, 'xdr show nothing']);
    expect(readFileSync(path, 'utf8')).toContain('bad.example');
  });

  it.each(['{"version":1', '{"version":1,"tenant":"sandbox","params":{},"world":{"indicators":5}}'])(
    'that is damaged, %s, ends the start and is left as it is',
    async (text) => {
      const path = join(temporaryFolder(), 'state.json');
      writeFileSync(path, text);
      const { code, errors } = await lines(['--state', path, '!xdr-iocs-sync']);
      expect(code).toBe(1);
      expect(errors).toContain(`The state file ${path} cannot be used`);
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  it('of one tenant is not used for another', async () => {
    const path = join(temporaryFolder(), 'state.json');
    await lines(['--state', path, 'state']);
    const { code, errors } = await lines(['--state', path, 'state'], new FakeWorld('https://real.example'));
    expect(code).toBe(1);
    expect(errors).toContain('belongs to sandbox');
  });
});

describe('usage', () => {
  it('is shown with --help, without starting anything', async () => {
    const { code, output, world } = await lines(['--help']);
    expect([code, world.closed]).toEqual([0, 0]);
    expect(output).toContain('--no-tour');
  });

  it('that is wrong ends with 2', async () => {
    expect(await lines(['--bogus'])).toMatchObject({ code: 2, errors: expect.stringContaining('--bogus') });
    expect((await lines(['--xdr', 'https://x.example'])).errors).toContain('XDR_API_KEY');
  });

  it('of a command comes from the manifest', async () => {
    const { output } = await lines([
      'help',
      'help xdr-iocs-create-sync-file',
      'help !xdr-iocs-set-sync-time',
      'help xdr edit',
    ]);
    for (const { name } of manifest.commands) expect(output).toContain(`!${name}`);
    expect(output).toContain('!xdr-iocs-create-sync-file zip=… set_time=…');
    expect(output).toContain('true | false; default false');
    expect(output).toContain('Deprecated.');
    expect(output).toContain('xdr edit <value>');
  });
});

describe('Ctrl-C', () => {
  it('at the prompt ends with 130, the state saved and the tenant closed', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const world = new FakeWorld();
    const io = fakeIo(openInput());
    const ended = run(['--no-tour', '--state', path], io, world);
    setImmediate(() => io.interrupt());
    expect(await ended).toBe(130);
    expect(world.closed).toBe(1);
    expect(readFileSync(path, 'utf8')).toContain('bad.example');
  });

  it('while a command runs ends with 130, and what the command says afterwards is not shown', async () => {
    const io = fakeIo();
    const world = new FakeWorld();
    let late: () => void = () => undefined;
    world.answer = async (_call, { onResults }) => {
      setImmediate(() => io.interrupt());
      await new Promise<void>((resolve) => {
        late = resolve;
      });
      onResults([note('too late')]);
      return true;
    };
    expect(await run(['!xdr-iocs-sync'], io, world)).toBe(130);
    late();
    await new Promise(setImmediate);
    expect(io.output.text).not.toContain('too late');
    expect(world.closed).toBe(1);
  });

  it('while a command typed at the prompt runs ends the command, not the room', async () => {
    const input = openInput();
    const io = fakeIo(input, { inputIsTerminal: true, outputIsTerminal: true });
    const world = new FakeWorld();
    world.answer = async ({ command, stop }, { onResults }) => {
      if (command !== 'xdr-iocs-sync') {
        onResults([note('still here')]);
        return true;
      }
      setImmediate(() => input.write('\u0003'));
      await new Promise<void>((resolve) => stop?.addEventListener('abort', () => resolve()));
      onResults([note('It was told to stop.')]);
      setImmediate(() => input.write('!xdr-iocs-push\r'));
      setImmediate(() => setImmediate(() => input.end('\u0004')));
      return false;
    };
    const ended = run(['--no-tour'], io, world);
    setImmediate(() => input.write('!xdr-iocs-sync\r'));
    expect(await ended).toBe(0);
    expect(io.output.text).toContain('It was told to stop.');
    expect(io.output.text).toContain('still here');
  });

  it('is a key on a terminal', async () => {
    const input = openInput();
    const io = fakeIo(input, { inputIsTerminal: true, outputIsTerminal: true });
    const ended = run(['--no-tour'], io, new FakeWorld());
    setImmediate(() => input.write('\u0003'));
    expect(await ended).toBe(130);
  });
});

describe('a terminal', () => {
  const typed = async (keys: string[], environment = {}, world = new FakeWorld()) => {
    const input = openInput();
    const io = fakeIo(input, { inputIsTerminal: true, outputIsTerminal: true, environment });
    io.errors.isTTY = true;
    const ended = run(['--no-tour'], io, world);
    // Key by key: readline takes what comes in one piece for pasted text, in which Tab is a blank.
    for (const key of ['', ...keys]) {
      await new Promise(setImmediate);
      input.write(key);
    }
    return { code: await ended, io, world };
  };

  it('has a prompt, completion and Ctrl-D, which ends with 0', async () => {
    const { code, world } = await typed(['!xdr-iocs-sy', '\t', '\r', '\u0004']);
    expect(code).toBe(0);
    expect(world.calls.map(({ command }) => command)).toEqual(['xdr-iocs-sync']);
  });

  it('ends with 0 although a line failed: whoever typed it has read it', async () => {
    expect((await typed(['nonsense', '\r', '\u0004'])).code).toBe(0);
  });

  it('has colours, unless NO_COLOR is set', async () => {
    const TERM = 'xterm';
    expect((await typed(['nonsense', '\r', '\u0004'], { TERM })).io.output.text).toContain('\u001b[31m');
    expect((await typed(['nonsense', '\r', '\u0004'], { TERM, NO_COLOR: '1' })).io.output.text).not.toContain(
      '\u001b[31m',
    );
  });

  it('throws a half-typed line away at Ctrl-C, and stays', async () => {
    const { code, world } = await typed(['nonsense', '\u0003', '!xdr-iocs-sync', '\r', '\u0004']);
    expect(code).toBe(0);
    expect(world.calls.map(({ command }) => command)).toEqual(['xdr-iocs-sync']);
  });

  const longSync: FakeWorld['answer'] = (_call, { onPage, onResults }) => {
    onPage({ seen: 2_000, total: 10_000 });
    onPage({ seen: 9_000, total: 10_000 });
    onResults([note('done')]);
    return true;
  };

  it('shows a progress bar, not among the output, while many indicators are synced', async () => {
    const world = new FakeWorld();
    world.answer = longSync;
    const { io } = await typed(['!xdr-iocs-sync', '\r', '\u0004'], {}, world);
    expect(io.errors.text).toContain('of 10000 indicators');
    expect(io.output.text).not.toContain('of 10000 indicators');
  });

  it('is needed for a progress bar', async () => {
    const world = new FakeWorld();
    world.answer = longSync;
    const { output, errors } = await lines(['!xdr-iocs-sync'], world);
    expect(output).toContain('done');
    expect(errors).toBe('');
  });
});

describe('--debug', () => {
  it('shows the log on the error stream, made safe', async () => {
    const world = new FakeWorld();
    world.answer = (_call, { onLog }) => {
      onLog('debug', 'one\ntwo \u001b[2J');
      return true;
    };
    const { errors, output } = await lines(['--debug', '!xdr-iocs-sync'], world);
    expect(errors).toBe('debug: one\ndebug: two ␛[2J\n');
    expect(output).not.toContain('two');
    expect(world.calls[0]?.isDebug).toBe(true);
  });
});
