import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io } from '../../sandbox/terminal/io.ts';
import { parseManifest } from '../../sandbox/terminal/manifest.ts';
import { makeSandboxWorld } from '../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../sandbox/terminal/start.ts';
import type { Clock } from '../../src/clock.ts';

/** What came of an example. */
export interface Played {
  /** The lines that set the scene. */
  before: readonly string[];
  /** The example itself. */
  line: string;
  /** What the War Room showed of it. */
  said: string;
  /** What it left in the context, as JSON; empty where that is nothing. */
  context: string;
}

/** How a terminal shows things: columns, and whether in colour. */
export interface Look {
  width: number;
  colours: boolean;
}

const WIDTH = 110;
/** When every example is played. */
const NOW = Date.parse('2026-01-15T12:00:00Z');

/**
 * Plays an example in a new sandbox, always at the same time.
 * @throws Error when a line fails: a page must not show that
 */
export async function play(lines: readonly string[]): Promise<Played> {
  const said = await playInTerminal([...lines, 'context'], { width: WIDTH, colours: false });
  return { before: lines.slice(0, -1), line: lines.at(-1) ?? '', ...answersIn(said, lines) };
}

/** Plays lines in a new sandbox. @returns all that the terminal showed. @throws Error when a line fails */
export async function playInTerminal(lines: readonly string[], look: Look): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), 'xdr-iocs-example-'));
  const output = new Text();
  try {
    const io = quietIo(output, temporary, look);
    const manifest = parseManifest(await readFile(new URL('../../integration.yml', import.meta.url), 'utf8'));
    const code = await start(['--no-tour', '--files', temporary, ...lines], io, {
      manifest,
      makeWorld: async (options) => await makeSandboxWorld(options, io, standingClock()),
    });
    const said = output.text.replaceAll(join(temporary, '/'), '');
    if (code !== 0) {
      throw new Error(`The example ${lines.at(-1)} failed:\n${said}`);
    }
    return said;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What followed the last line, and the context after it. */
function answersIn(said: string, lines: readonly string[]): { said: string; context: string } {
  const typed = (line: string): string => `> ${line}\n`;
  const end = said.lastIndexOf(typed('context'));
  const from = said.lastIndexOf(typed(lines.at(-1) ?? ''), end) + typed(lines.at(-1) ?? '').length;
  const context = said.slice(end + typed('context').length).trim();
  return { said: said.slice(from, end).trim(), context: context === '{}' ? '' : context };
}

function standingClock(): Clock {
  return { now: () => NOW, sleep: async () => undefined };
}

function quietIo(output: Writable, temporary: string, { width, colours }: Look): Io {
  return {
    input: Readable.from([]),
    output,
    errors: new Text(),
    environment: { TERM: 'xterm-256color' },
    inputIsTerminal: false,
    outputIsTerminal: colours,
    width: () => width,
    interrupted: new AbortController().signal,
    temporary,
  };
}

/** A stream that keeps what was written to it. */
class Text extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
