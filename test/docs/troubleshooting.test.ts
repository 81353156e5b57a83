import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeMessages } from './code-messages.ts';
import { errorsWithoutAdvice } from './errors-without-advice.ts';
import { commandMessages } from './produced/commands.ts';
import { runMessages } from './produced/runs.ts';
import { settingsMessages } from './produced/settings.ts';
import { valueMessages } from './produced/values.ts';
import { xdrMessages } from './produced/xdr.ts';
import { xsoarMessages } from './produced/xsoar.ts';

const PAGE = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

/** Sentences in the code that tell of no trouble, or are a part of one that the page has. */
const NO_TROUBLE: readonly string[] = [
  '…\nThe stored time is ….',
  '…\n\nThe stored time is ….',
  '… indicators would be retired. Nothing was changed.',
  'reputation:Good or expirationStatus:expired',
  "it is what XDR's reputation makes of it, and XSOAR has another one",
  "it is no opinion, and XSOAR's other sources have one",
  'leave out its type in the Sync Query (-type:…)',
  'The comment was removed in Cortex XDR.',
  'Both sides were in step: nothing was to be done.',
  'Metrics reported successfully.',
  // What a dry run says beside its counts, and why a value is not in the first place of an answer.
  '… more are in the file below.',
  "The run's time was over before all were seen.",
  'So few are more likely a mistake: the sync would need confirm=true.',
  'Somebody changed it in XDR. The next fetch takes that change; the push after it sends the indicator.',
  'XSOAR does not show yet what this integration has written to it; a later push sends it.',
  'XDR holds no IOC with this value that came from XSOAR.',
  'XSOAR has no indicator with this value, and this tenant does not say whether it holds the IOC; check the spelling.',
  'must be a whole number from … to …',
  // Caught where the push ends, and told there.
  'Another run has moved the push cursor.',
];

/** Files whose sentences answer a question, or describe what a command takes and leaves: they explain themselves. */
const ANSWERS =
  /^(?:commands\/(?:tables|delete|dry-run|found|get|known|refused|status-text|report-entries|explain)|sync\/(?:explain\/\w+|overview|pretend|rehearsal\/[\w-]+))\.ts$/;

/** The messages that the page quotes: what stands as code in the first column. */
const quoted: readonly string[] = PAGE.split('\n')
  .filter((line) => /^\| .*`/.test(line))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
  .filter((text) => text.replace(/[^\p{L}]/gu, '').length >= 9 && text.includes(' '));

/** Whether a text holds a message; `…` in it is whatever is filled in. */
function holds(text: string, message: string): boolean {
  let from = 0;
  return oneLine(message)
    .split('…')
    .every((part) => {
      const at = text.indexOf(part, from);
      from = at + part.length;
      return at >= 0;
    });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Whether the page's message is this one of the code: with what is filled in, without it, or as a part of it. */
function isSame(onPage: string, inCode: string): boolean {
  const fixed = oneLine(inCode).replace(/^[…\s]+|[…\s]+$/g, '');
  return oneLine(onPage).includes(fixed) || holds(oneLine(inCode), onPage) || holds(oneLine(onPage), fixed);
}

describe('an error', () => {
  it('says what to do beside what failed, wherever it is made', () => {
    expect(errorsWithoutAdvice()).toEqual([]);
  });
});

describe('the page on troubleshooting', () => {
  const inCode = codeMessages().filter(({ text, file }) => !NO_TROUBLE.includes(text) && !ANSWERS.test(file));

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
    let lines: string[] = [];
    beforeAll(async () => {
      said.push(...settingsMessages(), ...valueMessages());
      said.push(...(await xdrMessages()), ...(await xsoarMessages()));
      said.push(...(await commandMessages()), ...(await runMessages()));
      // A line by itself, and a short text as a whole: some messages have two lines.
      lines = said.flatMap((text) => [...text.split('\n'), text.length < 1_000 ? oneLine(text) : '']);
    });

    it.each(quoted)('%s', (message) => {
      // Line by line: a message must not begin in one and end in another.
      expect(lines.some((line) => holds(line, message))).toBe(true);
    });
  });
});
