import * as z from 'zod';
import { HostError } from '../errors.ts';
import { serverLimit } from './server-limit.ts';

const anyRecord = z.record(z.string(), z.unknown()).nullish();

const invocationShape = z.object({
  command: z.string(),
  params: anyRecord.transform((value) => value ?? {}),
  args: anyRecord.transform((value) => value ?? {}),
  investigationId: z.string().nullish(),
  workingDirectory: z.string(),
  isDebug: z.boolean().nullish(),
  brand: z.string().nullish(),
  instance: z.string().nullish(),
  timeoutDuration: z.unknown().optional(),
  runDuration: z.unknown().optional(),
});

/** One run of the integration, as XSOAR asks for it. */
export interface Invocation {
  /** `test-module`, `fetch-indicators` or `xdr-iocs-…`. */
  command: string;
  /** The instance's parameters as they were saved. */
  params: Readonly<Record<string, unknown>>;
  /** The command's arguments: texts, or lists from a playbook. */
  args: Readonly<Record<string, unknown>>;
  /** The War Room's id; a file entry's name begins with it. */
  investigationId: string;
  /** Where file entries are written. */
  workingDirectory: string;
  /** XSOAR's debug mode. */
  isDebug: boolean;
  /** What XSOAR calls the integration, such as in `sourceBrand`; empty where it does not say. */
  brand: string;
  /** The instance's name; empty where XSOAR does not say. */
  instance: string;
  /** How long XSOAR lets this run take, in s; undefined where it does not say. */
  limitSeconds?: number | undefined;
}

/** Reads the launcher's first line. @throws HostError when it is no invocation */
export function parseInvocation(line: unknown): Invocation {
  const parsed = invocationShape.safeParse(line);
  if (!parsed.success) {
    throw new HostError('XSOAR did not say what to run.', {
      advice: "Upload the integration's file to XSOAR again, unchanged.",
      cause: parsed.error,
    });
  }
  const { investigationId, isDebug, brand, instance, timeoutDuration, runDuration, ...rest } = parsed.data;
  return {
    ...rest,
    investigationId: investigationId ?? '',
    isDebug: isDebug ?? false,
    brand: brand ?? '',
    instance: instance ?? '',
    limitSeconds: serverLimit(timeoutDuration, runDuration),
  };
}
