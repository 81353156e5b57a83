import type { Engine } from './engine.ts';

/** How far the two clocks may differ unnoticed, in ms: XDR's `Date` header has whole seconds. */
const UNNOTICED_MS = 2_000;

/**
 * Where a pull cursor begins: the time in XDR, in ms since the epoch, as XDR itself tells it, or a moment before. One
 * that began in the time of an XSOAR whose clock is fast would step over what people change in XDR until then.
 */
export async function pullStart(engine: Engine): Promise<number> {
  // Any answer shows XDR's clock; this question changes nothing, and its answer is short.
  await (await engine.xdr.getChanges(engine.tenantNow())).close();
  return engine.tenantNow() - UNNOTICED_MS;
}
