import * as z from 'zod';
import { readSnapshot } from '../read-snapshot.ts';
import type { IocStore, StoreContents } from './ioc-store.ts';
import { iocSchema } from './stored-ioc.ts';

const VERSION = 1;

const milliseconds = z.int().min(0);
const count = z.int().min(0);

const snapshotSchema = z
  .object({
    version: z.literal(VERSION),
    iocs: z.array(iocSchema),
    changes: z.array(z.tuple([z.string(), milliseconds])),
    // Snapshots of version 1.0.0 have none of these three.
    deleted: z.array(z.tuple([iocSchema, milliseconds])).default([]),
    hits: z
      .array(z.tuple([z.string(), z.object({ total: count, since: milliseconds, inDay: count })]))
      .default([]),
    births: z.array(z.tuple([count, milliseconds])).default([]),
    nextId: z.int().min(1),
    lastStamp: milliseconds,
  })
  .superRefine((snapshot, context) => {
    for (const problem of contradictions(snapshot)) {
      context.addIssue({ code: 'custom', message: problem });
    }
  });

/** All that the store holds, as plain JSON. */
export function takeSnapshot(store: IocStore): unknown {
  return { version: VERSION, ...store.contents() };
}

/** Puts back what a snapshot holds; one that cannot be understood is an error, and changes nothing. */
export function restoreSnapshot(store: IocStore, snapshot: unknown): void {
  const { version: _, ...contents } = readSnapshot(snapshotSchema, snapshot, "The XDR tenant's");
  store.replaceContents(contents);
}

/** What a snapshot of a real store never holds. */
function* contradictions(contents: StoreContents): Generator<string> {
  const values = new Set(contents.iocs.map((ioc) => ioc.value));
  const ids = new Set(contents.iocs.map((ioc) => ioc.id));
  if (values.size < contents.iocs.length || ids.size < contents.iocs.length) {
    yield 'two IOCs have the same value or id';
  }
  if (contents.iocs.some((ioc) => ioc.id >= contents.nextId)) {
    yield 'nextId is not after the last id';
  }
  let last = -1;
  for (const [value, changed] of contents.changes) {
    if (!values.has(value) || changed < last || changed > contents.lastStamp) {
      yield 'changes are out of order, or name an IOC that is not there';
      return;
    }
    last = changed;
  }
}
