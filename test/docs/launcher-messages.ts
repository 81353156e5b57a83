import { readFileSync } from 'node:fs';
import type { CodeMessage } from './code-messages.ts';

const FILE = 'launcher/launcher.py';
const LITERAL = /'(?:[^'\\\n]|\\.)*'/;
/** What the launcher tells by itself, or raises so that it is told; a long text stands as several literals. */
const TOLD = new RegExp(
  `\\b(?:report|OSError)\\(\\s*(${LITERAL.source}(?:\\s*${LITERAL.source})*)( \\+)?`,
  'g',
);

/** The messages of the launcher, which is no TypeScript. */
export function launcherMessages(): CodeMessage[] {
  const code = readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8');
  return [...code.matchAll(TOLD)].map(([, literals = '', more]) => {
    const parts = literals.match(new RegExp(LITERAL.source, 'g')) ?? [];
    const text = parts.map((part) => part.slice(1, -1)).join('');
    return { text: `${text.replaceAll('{}', '…')}${more === undefined ? '' : '…'}`, file: FILE };
  });
}
