import { type Field, partsOf } from './fields.ts';
import { isLink } from './held.ts';
import { OWN_TAG } from './settings.ts';

/** The words by which a reader knows that a text tells what a field said; each with its other forms. */
export function wordsFor(field: Field, text: string): string[][] {
  switch (field) {
    case 'comment':
      return partsOf(text)
        .filter((part) => !isLink(part) && part !== OWN_TAG)
        .map((part) => [part]);
    case 'expiration':
      return [text === 'never' ? ['never', '-1'] : [text.slice(0, 10), String(Date.parse(text))]];
    case 'reputation':
      return [text === 'UNKNOWN' ? ['unknown', 'none'] : [text]];
    case 'severity':
    case 'status':
      return [[text]];
  }
}
