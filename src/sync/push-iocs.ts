import type { Ioc } from '../indicators/ioc.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { MAX_IOCS_PER_PUSH } from '../xdr/client.ts';
import type { Engine } from './engine.ts';
import { isolate, mayBeOfOne } from './isolate.ts';
import type { Refused } from './refusals.ts';
import { revive } from './revive.ts';

/**
 * Pushes IOCs, as many requests as it takes: at most 40,000 each, and halves of what XDR does not take together.
 * @returns what XDR refused, IOCs that it stumbles over included
 * @throws XdrError when XDR did not take a push: what it took before is there already, and pushing again is harmless
 */
export async function pushIocs(engine: Engine, iocs: PackedIocs | readonly Ioc[]): Promise<Refused[]> {
  const refused = await pushInParts(engine, iocs);
  return await revive(engine, iocs, refused, async (some) => await pushInParts(engine, some));
}

async function pushInParts(engine: Engine, iocs: PackedIocs | readonly Ioc[]): Promise<Refused[]> {
  if (iocs.length <= MAX_IOCS_PER_PUSH) {
    return iocs.length === 0 ? [] : await pushTogether(engine, iocs);
  }
  const all = [...iocs];
  const refused: Refused[] = [];
  for (let start = 0; start < iocs.length; start += MAX_IOCS_PER_PUSH) {
    refused.push(...(await pushTogether(engine, all.slice(start, start + MAX_IOCS_PER_PUSH))));
  }
  return refused;
}

async function pushTogether(engine: Engine, iocs: PackedIocs | readonly Ioc[]): Promise<Refused[]> {
  try {
    return await engine.xdr.insertIocs(iocs);
  } catch (thrown) {
    if (mayBeOfOne(thrown)) {
      return await isolate(engine, [...iocs], thrown);
    }
    throw thrown;
  }
}
