import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeMessages } from './code-messages.ts';
import { commandMessages } from './produced/commands.ts';
import { runMessages } from './produced/runs.ts';
import { settingsMessages } from './produced/settings.ts';
import { valueMessages } from './produced/values.ts';
import { xdrMessages } from './produced/xdr.ts';
import { xsoarMessages } from './produced/xsoar.ts';

const PAGE = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

/** Sentences in the code that tell of no trouble. */
const NO_TROUBLE: readonly string[] = [
  'It takes no arguments.',
  '…\nThe stored time is ….',
  '…\n\nThe stored time is ….',
  '… indicators would be retired. Nothing was changed.',
  'The comment was removed in Cortex XDR.',
  'Both sides were in step: nothing was to be done.',
  'Metrics reported successfully.',
  // Caught where the push ends, and told there.
  'Another run has moved the push cursor.',
];

/** The messages that the page quotes: what stands as code in the first column. */
const quoted: readonly string[] = PAGE.split('\n')
  .filter((line) => /^\| .*`/.test(line))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
  .filter((text) => text.replace(/[^\p{L}]/gu, '').length >= 12 && text.includes(' '));

/** A message as a pattern: `…` is whatever is filled in. */
function patternOf(message: string): RegExp {
  const parts = oneLine(message).split('…');
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*'));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Whether the page's message is this one of the code: as a whole, or as what is said of a part. */
function isSame(onPage: string, inCode: string): boolean {
  const fixed = oneLine(inCode).replace(/^[…\s]+|[…\s]+$/g, '');
  return oneLine(onPage).includes(fixed) || patternOf(onPage).test(oneLine(inCode));
}

describe('the page on troubleshooting', () => {
  const inCode = codeMessages().filter(({ text }) => !NO_TROUBLE.includes(text));

  it('has a row for every message in the code', () => {
    const missing = inCode.filter(({ text }) => !quoted.some((message) => isSame(message, text)));
    expect(missing).toEqual([]);
  });

  it('quotes no message that is not in the code', () => {
    expect(quoted.filter((message) => !inCode.some(({ text }) => isSame(message, text)))).toEqual([]);
  });

  it('knows what it leaves out', () => {
    const texts = codeMessages().map(({ text }) => text);
    expect(NO_TROUBLE.filter((text) => !texts.includes(text))).toEqual([]);
  });

  describe('quotes what is really said:', () => {
    const said: string[] = [];
    beforeAll(async () => {
      said.push(...settingsMessages(), ...valueMessages());
      said.push(...(await xdrMessages()), ...(await xsoarMessages()));
      said.push(...(await commandMessages()), ...(await runMessages()));
    });

    it.each(quoted)('%s', (message) => {
      const pattern = patternOf(message);
      // Each text by itself: a pattern must not begin in one and end in another.
      expect(
        said.some(
          (text) => text.split('\n').some((line) => pattern.test(line)) || pattern.test(oneLine(text)),
        ),
      ).toBe(true);
    });
  });
});
