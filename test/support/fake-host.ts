import type { Host } from '../../src/xsoar/host.ts';

export interface FakeHost extends Host {
  logged: string[];
}

/** A host that can do nothing but log, for parts that need one call only; give it that call. */
export function fakeHost(calls: Partial<Host> = {}): FakeHost {
  const logged: string[] = [];
  const missing = async (): Promise<never> => {
    throw new Error('the test did not expect this call');
  };
  return {
    logged,
    searchIndicators: missing,
    createIndicators: missing,
    readContext: missing,
    writeContext: missing,
    results: missing,
    version: missing,
    serverUrl: missing,
    log: async (level, text) => {
      logged.push(`${level}: ${text}`);
    },
    ...calls,
  };
}
