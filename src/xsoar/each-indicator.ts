import { setImmediate } from 'node:timers/promises';
import type { Page } from './page.ts';

/** How many indicators are worked on at a stretch: about a millisecond. */
const STRETCH = 128;

/**
 * Goes through the indicators of a page. In between, whatever has arrived is let in: the next page comes through a pipe
 * that holds but a part of it, and a push goes on meanwhile.
 */
export async function eachIndicator(page: Page, visit: (indicator: unknown) => void): Promise<void> {
  let left = STRETCH;
  for (const indicator of page.indicators) {
    visit(indicator);
    left -= 1;
    if (left === 0) {
      left = STRETCH;
      await setImmediate();
    }
  }
}
