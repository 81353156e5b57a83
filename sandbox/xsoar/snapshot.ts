import * as z from 'zod';
import { canonicalTime } from './times.ts';

export const SNAPSHOT_VERSION = 1;

const indicatorSchema = z.looseObject({
  id: z.string().min(1),
  value: z.string().min(1),
  indicator_type: z.string().min(1),
  modified: z.string().refine((time) => canonicalTime(time) === time, 'is no time in UTC with nine digits'),
});

/** All that XSOAR holds, as plain JSON. */
export const snapshotSchema = z.object({
  version: z.literal(SNAPSHOT_VERSION),
  context: z.record(z.string(), z.unknown()),
  contextVersion: z.int().min(1),
  indicators: z
    .array(indicatorSchema)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two indicators have the same id'),
  nextId: z.int().min(1),
});
