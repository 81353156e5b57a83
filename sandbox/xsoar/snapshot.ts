import * as z from 'zod';
import { StateError } from '../../src/errors.ts';
import type { IndicatorStore } from './indicator-store.ts';
import { canonicalTime } from './times.ts';
import type { VersionedContext } from './versioned-context.ts';

const VERSION = 1;
const PROBLEMS_SHOWN = 5;

const indicatorSchema = z.looseObject({
  id: z.string().min(1),
  value: z.string().min(1),
  indicator_type: z.string().min(1),
  modified: z.string().refine((time) => canonicalTime(time) === time, 'is no time in UTC with nine digits'),
});

const snapshotSchema = z.object({
  version: z.literal(VERSION),
  context: z.record(z.string(), z.unknown()),
  contextVersion: z.int().min(1),
  indicators: z
    .array(indicatorSchema)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two indicators have the same id'),
  nextId: z.int().min(1),
});

/** All that XSOAR holds, as plain JSON. */
export function takeSnapshot(store: IndicatorStore, context: VersionedContext): unknown {
  const { context: held, version } = context.read();
  return { version: VERSION, context: held, contextVersion: version.version, ...store.contents() };
}

/** Puts back what a snapshot holds; one that cannot be understood is an error, and changes nothing. */
export function restoreSnapshot(store: IndicatorStore, context: VersionedContext, snapshot: unknown): void {
  const parsed = snapshotSchema.safeParse(snapshot);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const named = issues
      .slice(0, PROBLEMS_SHOWN)
      .map(({ path, message }) => [z.core.toDotPath(path), message].filter(Boolean).join(': '));
    const more = issues.length > PROBLEMS_SHOWN ? `; and ${issues.length - PROBLEMS_SHOWN} more` : '';
    throw new StateError(`XSOAR's snapshot cannot be read: ${named.join('; ')}${more}`, {
      advice: 'Use a state file that this sandbox wrote, or begin without one.',
    });
  }
  store.replaceContents({ indicators: parsed.data.indicators, nextId: parsed.data.nextId });
  context.restore(parsed.data.context, parsed.data.contextVersion);
}
