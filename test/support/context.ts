import type { Entry } from '../../src/xsoar/entries.ts';

/** The objects that entries leave under a path of the context, such as `XDRIOC.IOC`. */
export function contextOf(entries: readonly Entry[], path: string): Record<string, unknown>[] {
  return entries.flatMap(({ EntryContext: context = {} }) =>
    Object.entries(context)
      .filter(([key]) => key.replace(/\(.*$/s, '') === path)
      .flatMap(([, rows]) => rows as Record<string, unknown>[]),
  );
}
