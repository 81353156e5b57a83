import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** Recognisable, and long enough not to stand in any other text by chance. */
export const KEY = 'recognisable-key-0123456789abcdefghijklmnopqrstuvwxyz';
export const KEY_ID = '908172635445';

/** Collects the secrets of all requests and all that the integration says, and finds the secrets in what it said. */
export class SecretCheck {
  readonly #secrets = new Map<string, string>([
    [KEY, 'the API key'],
    [KEY_ID, "the API key's id"],
  ]);
  readonly #said: string[] = [];

  /** How many different secrets were seen. */
  get secrets(): number {
    return this.#secrets.size;
  }

  /** How much was said, in characters. */
  get length(): number {
    return this.#said.reduce((sum, text) => sum + text.length, 0);
  }

  /** A request to XDR: its signature and its nonce are secret. */
  addRequest(headers: IncomingHttpHeaders): void {
    this.#addSecret(headers.authorization, 'a signature');
    this.#addSecret(headers['x-xdr-nonce'], 'a nonce');
  }

  /** Something that the integration said. */
  addText(text: string): void {
    this.#said.push(text);
  }

  /** The files that a run left in a folder; they are removed. */
  addFiles(folder: string): void {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      this.addText(`${name}\n${readFileSync(path, 'latin1')}`);
      rmSync(path);
    }
  }

  /** One line for each secret that was said. */
  leaks(): string[] {
    const all = this.#said.join('\n');
    return [...this.#secrets]
      .filter(([secret]) => all.includes(secret))
      .map(([secret, kind]) => `${kind} came out: …${textBefore(all, secret)}…`);
  }

  #addSecret(header: unknown, kind: string): void {
    if (typeof header === 'string' && header !== '' && !this.#secrets.has(header)) {
      this.#secrets.set(header, kind);
    }
  }
}

/** Enough to find the place, and not the secret. */
function textBefore(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at));
}
