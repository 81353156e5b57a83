import type { StoredIoc } from '../../sandbox/tenant/tenant.ts';
import { heldByValue } from './held.ts';
import type { Breach, Sides } from './sides.ts';

/** IOCs that a person made in XDR, and that are not in XSOAR, where the instance fetches. */
export function notTaken(sides: Sides): Breach[] {
  if (!sides.settings.fetches) {
    return [];
  }
  return [...heldByValue(sides).values()].flatMap(({ key, indicators, iocs }) =>
    indicators.length > 0 || sides.deletedInXsoar.has(key)
      ? []
      : iocs.filter(({ source }) => source !== 'XSOAR TIM').flatMap((ioc) => problemOf(sides, key, ioc)),
  );
}

function problemOf({ history }: Sides, key: string, { value, type }: StoredIoc): Breach[] {
  // A file's name and a path have no type in XSOAR: they are passed by, and that is told.
  const hasType = type !== 'FILENAME' && !(type === 'PATH' && !/^[a-z]+:\/\//i.test(value));
  if (!hasType && history.hasToldOf(key, [], 0)) {
    return [];
  }
  const kind = hasType
    ? 'XSOAR does not hold what a person made in XDR'
    : 'what has no type in XSOAR was not told';
  return [{ kind, key, text: value }];
}
