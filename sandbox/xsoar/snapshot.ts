import * as z from 'zod';
import { readSnapshot } from '../read-snapshot.ts';
import type { IndicatorStore } from './indicator-store.ts';
import { canonicalTime } from './times.ts';
import type { VersionedContext } from './versioned-context.ts';

const VERSION = 1;

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
  const { indicators, nextId, ...saved } = readSnapshot(snapshotSchema, snapshot, "XSOAR's");
  store.replaceContents({ indicators, nextId });
  context.restore(saved.context, saved.contextVersion);
}
