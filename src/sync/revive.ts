import type { Ioc } from '../indicators/ioc.ts';
import { isRecord } from '../indicators/json.ts';
import type { PackedIocs } from '../indicators/packed-iocs.ts';
import { lookUp } from '../xsoar/lookup.ts';
import type { Engine } from './engine.ts';
import type { Refused } from './refusals.ts';

/** XDR's word for an IOC that is disabled there, and stays so when it is pushed again. */
const STAYS_DISABLED = /already exists/i;
const FIELDS = ['id', 'value', 'CustomFields', 'modified'];

/**
 * Enables, and pushes again, what XDR keeps disabled although XSOAR holds it as enabled: XDR gets the status that XSOAR
 * holds. Where XSOAR does not say so, the IOC stays as it is, and is reported with what can be done.
 * @param push pushes IOCs and answers what XDR refused
 * @returns what is refused in the end
 */
export async function revive(
  engine: Engine,
  iocs: PackedIocs | readonly Ioc[],
  refused: readonly Refused[],
  push: (iocs: readonly Ioc[]) => Promise<readonly Refused[]>,
): Promise<Refused[]> {
  const disabled = refused.filter(({ reason }) => STAYS_DISABLED.test(reason));
  if (disabled.length === 0) {
    return [...refused];
  }
  const wanted = await enabledInXsoar(
    engine,
    disabled.map(({ value }) => value),
  );
  if (wanted.length > 0) {
    await engine.xdr.enable(wanted);
  }
  const enabled = new Set(wanted);
  const again = await push([...iocs].filter(({ indicator }) => enabled.has(indicator)));
  return [...refused.filter(({ value }) => !enabled.has(value)).map(withAdvice), ...again];
}

async function enabledInXsoar(engine: Engine, values: readonly string[]): Promise<string[]> {
  const found = await lookUp(engine.host, values, FIELDS);
  return values.filter((value) => found.get(value.toLowerCase())?.some(isEnabled));
}

function isEnabled(indicator: unknown): boolean {
  const fields = isRecord(indicator) ? indicator.CustomFields : undefined;
  return isRecord(fields) && String(fields.xdrstatus).toLowerCase() === 'enabled';
}

function withAdvice(refused: Refused): Refused {
  return STAYS_DISABLED.test(refused.reason)
    ? { ...refused, reason: `${refused.reason} (it is disabled in XDR; !xdr-iocs-enable enables it)` }
    : refused;
}
