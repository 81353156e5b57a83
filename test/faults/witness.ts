import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** Recognisable, and long enough not to stand in any other text by chance. */
export const KEY = 'recognisable-key-0123456789abcdefghijklmnopqrstuvwxyz';
export const KEY_ID = '908172635445';

/** Sees each request's secrets, hears whatever comes out of the integration, and tells when the one is in the other. */
export class Witness {
  readonly #secrets = new Map<string, string>([
    [KEY, 'the API key'],
    [KEY_ID, "the API key's id"],
  ]);
  #said: string[] = [];

  /** How many different secrets were seen. */
  get secrets(): number {
    return this.#secrets.size;
  }

  see(headers: IncomingHttpHeaders): void {
    this.#keep(headers.authorization, 'a signature');
    this.#keep(headers['x-xdr-nonce'], 'a nonce');
  }

  hear(text: string): void {
    this.#said.push(text);
  }

  /** Hears what a run left in a folder, and clears it away. */
  hearFiles(folder: string): void {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      this.hear(`${name}\n${readFileSync(path, 'latin1')}`);
      rmSync(path);
    }
  }

  /** How much was heard, in characters. */
  get heard(): number {
    return this.#said.reduce((sum, text) => sum + text.length, 0);
  }

  /** One line for each secret that was said. */
  leaks(): string[] {
    const all = this.#said.join('\n');
    return [...this.#secrets]
      .filter(([secret]) => all.includes(secret))
      .map(([secret, kind]) => `${kind} came out: …${context(all, secret)}…`);
  }

  #keep(header: unknown, kind: string): void {
    if (typeof header === 'string' && header !== '' && !this.#secrets.has(header)) {
      this.#secrets.set(header, kind);
    }
  }
}

/** What stood before a secret: enough to find the place, and not the secret. */
function context(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at));
}
