import * as z from 'zod';
import type { Cleaner } from './scrub.ts';

/** An IOC that XDR did not take, and what it said of it. Hostile text. */
export interface Refusal {
  value: string;
  reason: string;
}

const validationError = z.object({ indicator: z.unknown().optional(), error: z.unknown().optional() });
const withErrors = z.object({ validation_errors: z.array(z.unknown()) });

/** @param clean takes out what a text repeats of the request's secrets */
export function toRefusal(item: unknown, clean: Cleaner): Refusal {
  return namedRefusal(item, clean) ?? { value: '(not named by XDR)', reason: reasonOf(item, clean) };
}

/** The bad ones that a reply names, where it says that the request failed; empty where it names none. */
export function namedRefusals(reply: unknown, clean: Cleaner): Refusal[] {
  const parsed = withErrors.safeParse(reply);
  const items = parsed.success ? parsed.data.validation_errors : [];
  return items.flatMap((item) => namedRefusal(item, clean) ?? []);
}

function namedRefusal(item: unknown, clean: Cleaner): Refusal | undefined {
  const indicator = validationError.safeParse(item).data?.indicator;
  return indicator === undefined || indicator === null
    ? undefined
    : { value: clean.value(textOf(indicator)), reason: reasonOf(item, clean) };
}

function reasonOf(item: unknown, clean: Cleaner): string {
  const parsed = validationError.safeParse(item);
  const error = parsed.success ? parsed.data.error : textOf(item);
  return error === undefined || error === null
    ? 'XDR gave no reason; look at its value and its type in XSOAR.'
    : clean.text(textOf(error));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
