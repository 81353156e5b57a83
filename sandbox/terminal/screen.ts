import { IntegrationError, messageOf } from '../../src/errors.ts';
import { type Entry, EntryType, type WarRoomResult } from '../../src/xsoar/entries.ts';
import { barLines } from './chart.ts';
import { cleanLine } from './clean.ts';
import { colourDepth, type Kind, type Look, type Paint, paintOf } from './colours.ts';
import type { FileFolder } from './files.ts';
import type { Io } from './io.ts';
import { markdownLines } from './markdown.ts';
import { entryLines, json } from './render.ts';
import { textTable } from './table.ts';
import { wrap } from './wrap.ts';

const FILES: readonly Entry['Type'][] = [EntryType.file, EntryType.infoFile];

/** Where everything is shown. Foreign text is made safe on its way. */
export class Screen {
  readonly #io: Io;
  readonly #files: FileFolder;
  readonly #fileOf: (fileId: string) => string;
  readonly #ended: AbortSignal;
  readonly #paint: Paint;

  /** @param ended what is left running after this must not speak any more */
  constructor(io: Io, files: FileFolder, fileOf: (fileId: string) => string, ended: AbortSignal) {
    this.#io = io;
    this.#files = files;
    this.#fileOf = fileOf;
    this.#ended = ended;
    this.#paint = paintOf(colourDepth(io));
  }

  text(text: string, kind: Kind = 'plain'): void {
    this.#wrapped(this.#paint[kind](text));
  }

  /** JSON as it is, so that it stays JSON; a terminal gets its long lines wrapped. */
  json(value: unknown): void {
    const text = json(value);
    if (this.#io.outputIsTerminal) this.text(text);
    else this.#lines(text.split('\n').map(cleanLine));
  }

  blank(): void {
    this.#lines(['']);
  }

  markdown(markdown: string): void {
    this.#lines(markdownLines(markdown, this.#look()));
  }

  /** @param mostLines that a row may take */
  table(header: readonly string[], rows: readonly (readonly string[])[], mostLines?: number): void {
    this.#lines(textTable(header, rows, this.#look(), mostLines));
  }

  /** Counts as bars. @param shares also each one's part of all */
  bars(bars: readonly { name: string; count: number }[], shares: boolean): void {
    this.#lines(barLines(bars, this.#look(), shares));
  }

  /** A command as it would be typed. */
  typed(line: string): void {
    const { dim, bold } = this.#paint;
    this.#wrapped(dim('> ') + bold(line));
  }

  /** What went wrong, and what to do. */
  failure(thrown: unknown): void {
    const { bad, plain } = this.#paint;
    this.#wrapped(bad('Error: ') + plain(explained(thrown)));
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
    else if (FILES.includes(result.Type)) await this.#file(result);
    else this.#lines(entryLines(result, this.#look()));
  }

  async #file(entry: Entry): Promise<void> {
    const { path, bytes } = await this.#files.save(this.#fileOf(entry.FileID ?? ''), entry.File ?? '');
    const { bold, plain, dim } = this.#paint;
    this.#lines([bold('File: ') + plain(path) + dim(` (${bytes.toLocaleString('en')} bytes)`)]);
  }

  #look(): Look {
    return { width: this.#io.width(), paint: this.#paint };
  }

  #wrapped(painted: string): void {
    this.#lines(wrap(painted, this.#io.width()));
  }

  #lines(lines: readonly string[]): void {
    if (!this.#ended.aborted) this.#io.output.write(lines.map((line) => `${line}\n`).join(''));
  }
}

/** What went wrong, and what to do. */
export function explained(thrown: unknown): string {
  const advice = thrown instanceof IntegrationError && thrown.advice !== '' ? `\n${thrown.advice}` : '';
  return messageOf(thrown) + advice;
}
