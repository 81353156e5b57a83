import { IntegrationError, messageOf } from '../../src/errors.ts';
import { type Entry, EntryType, type WarRoomResult } from '../../src/xsoar/entries.ts';
import { barLines } from './chart.ts';
import { cleanLine } from './clean.ts';
import { type Colours, colourDepth, coloursOf } from './colours.ts';
import type { FileFolder } from './files.ts';
import type { Io } from './io.ts';
import { markdownLines } from './markdown.ts';
import { entryLines, json, toText } from './render.ts';
import { type Line, type SpanKind, span, wrap } from './spans.ts';
import { tableLines, textTable } from './table.ts';

/** Where everything is shown. Foreign text is made safe on its way. */
export class Screen {
  readonly #io: Io;
  readonly #files: FileFolder;
  readonly #fileOf: (fileId: string) => string;
  readonly #ended: AbortSignal;
  readonly #colours: Colours;

  /** @param ended what is left running after this must not speak any more */
  constructor(io: Io, files: FileFolder, fileOf: (fileId: string) => string, ended: AbortSignal) {
    this.#io = io;
    this.#files = files;
    this.#fileOf = fileOf;
    this.#ended = ended;
    this.#colours = coloursOf(colourDepth(io));
  }

  text(text: string, kind: SpanKind = 'plain'): void {
    this.#lines(wrap([span(text, kind)], this.#io.width()));
  }

  /** JSON as it is, so that it stays JSON; a terminal gets its long lines wrapped. */
  json(value: unknown): void {
    const text = json(value);
    if (this.#io.outputIsTerminal) this.text(text);
    else this.#lines(text.split('\n').map((line) => [span(cleanLine(line))]));
  }

  blank(): void {
    this.#lines([[]]);
  }

  markdown(markdown: string): void {
    this.#lines(markdownLines(markdown, this.#io.width()));
  }

  /** @param mostLines that a row may take */
  table(header: readonly string[], rows: readonly (readonly string[])[], mostLines?: number): void {
    this.#lines(tableLines(textTable(header, rows), this.#io.width(), mostLines));
  }

  /** Counts as bars. @param shares also each one's part of all */
  bars(bars: readonly { name: string; count: number }[], shares: boolean): void {
    this.#lines(barLines(bars, this.#io.width(), { shares }));
  }

  /** A command as it would be typed. */
  typed(line: string): void {
    this.#lines(wrap([span('> ', 'dim'), span(line, 'bold')], this.#io.width()));
  }

  /** What went wrong, and what to do. */
  failure(thrown: unknown): void {
    const advice = thrown instanceof IntegrationError && thrown.advice !== '' ? `\n${thrown.advice}` : '';
    this.#lines(wrap([span('Error: ', 'bad'), span(messageOf(thrown) + advice)], this.#io.width()));
  }

  /** One line for whoever looks for a fault. */
  debug(level: string, text: string): void {
    if (this.#ended.aborted) return;
    for (const line of text.split('\n')) this.#io.errors.write(`${level}: ${cleanLine(line)}\n`);
  }

  /** A command's answer; files are saved. */
  async result(result: WarRoomResult): Promise<void> {
    if (this.#ended.aborted) return;
    if (typeof result === 'string') this.text(result);
    else if (isFile(result)) await this.#file(result);
    else this.#lines(entryLines(result, this.#io.width()));
  }

  async #file(entry: Entry): Promise<void> {
    const { path, bytes } = await this.#files.save(this.#fileOf(entry.FileID ?? ''), entry.File ?? '');
    this.#lines([
      [span('File: ', 'bold'), span(path), span(` (${bytes.toLocaleString('en')} bytes)`, 'dim')],
    ]);
  }

  #lines(lines: readonly Line[]): void {
    if (!this.#ended.aborted) this.#io.output.write(toText(lines, { colours: this.#colours }));
  }
}

function isFile(entry: Entry): boolean {
  return entry.Type === EntryType.file || entry.Type === EntryType.infoFile;
}
