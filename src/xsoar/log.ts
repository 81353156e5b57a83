import type { Host, LogLevel } from './host.ts';

/** Lines are gathered up to this size before they are sent: each sending is a round trip to the server. */
const GATHER_CHARACTERS = 32_768;

/** The integration's log. A log that cannot be written never fails a run. */
export class Log {
  readonly #host: Host;
  readonly #debugging: boolean;
  #lines: string[] = [];
  #size = 0;
  #level: LogLevel = 'debug';
  /** Stands before each line. */
  prefix = '';
  #sending: Promise<void> = Promise.resolve();

  /** @param debugging whether `debug` lines are kept (*Extensive logging*, or XSOAR's debug mode) */
  constructor(host: Host, debugging: boolean) {
    this.#host = host;
    this.#debugging = debugging;
  }

  debug(text: string): void {
    if (this.#debugging) {
      this.#add('debug', text);
    }
  }

  info(text: string): void {
    this.#add('info', text);
  }

  error(text: string): void {
    this.#add('error', text);
  }

  /** Sends what was gathered. */
  async flush(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  #add(level: LogLevel, text: string): void {
    if (level !== this.#level || this.#size > GATHER_CHARACTERS) {
      this.#send();
      this.#level = level;
    }
    this.#lines.push(`${this.prefix}${text}`);
    this.#size += text.length;
  }

  #send(): void {
    if (this.#lines.length === 0) {
      return;
    }
    const text = this.#lines.join('\n');
    const level = this.#level;
    this.#lines = [];
    this.#size = 0;
    this.#sending = this.#sending.then(() => this.#host.log(level, text)).catch(() => undefined);
  }
}
