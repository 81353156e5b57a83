import type { Ioc } from './ioc.ts';

/**
 * An IOC on its way to XDR: the value that names it, and the JSON that is sent. A batch holds 40,000 of them, which as
 * objects within objects would take several times the memory.
 */
export interface SerialisedIoc {
  readonly indicator: string;
  readonly json: string;
}

/** Writes an IOC out as JSON; nobody does so again. */
export function serialise(ioc: Ioc): SerialisedIoc {
  return { indicator: ioc.indicator, json: JSON.stringify(ioc) };
}
