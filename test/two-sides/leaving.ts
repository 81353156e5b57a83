import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { saidByXsoar } from './fields.ts';
import { type Held, heldByValue } from './held.ts';
import type { Breach, Sides } from './sides.ts';

/** IOCs of indicators that have left, and that XDR still blocks by; and the other way round. */
export function wrongAboutLeaving(sides: Sides): Breach[] {
  const hasLeft = sides.queries.get(sides.settings.retireQuery);
  return [...heldByValue(sides).values()].flatMap((held) => {
    const [indicator, second] = held.indicators;
    // "Deleted in XSOAR: cannot be found so" (rule 5): a twin that is left did not leave just now.
    const has =
      !sides.deletedInXsoar.has(held.key) &&
      indicator !== undefined &&
      second === undefined &&
      held.matching.length === 0;
    const text = has && hasLeft(indicator) ? problemOf(sides, held, indicator) : undefined;
    return text === undefined ? [] : [{ kind: text, key: held.key, text: sides.settings.retireAction }];
  });
}

function problemOf(sides: Sides, held: Held, indicator: StoredIndicator): string | undefined {
  const { settings } = sides;
  const ioc = held.iocs.find(({ source }) => source === 'XSOAR TIM');
  if (ioc === undefined) {
    return undefined;
  }
  if (settings.retireAction === 'Leave the IOC') {
    // What XSOAR itself says to be disabled was not retired.
    return saidByXsoar(indicator, settings).status !== 'DISABLED' &&
      !sides.retiredByCommand &&
      ioc.status === 'DISABLED' &&
      sides.disabledBy.get(ioc.value) === 'integration'
      ? 'an IOC was disabled that should be left'
      : undefined;
  }
  if (!isOwedLeaving(sides, held, indicator)) {
    return undefined;
  }
  const told = sides.history.hasToldOf(held.key, [], 0);
  const deletes = settings.retireAction === 'Delete the IOC' && sides.platform.publicApi;
  if (ioc.status === 'DISABLED' && (!deletes || sides.retireActionChanged)) {
    return told ? undefined : 'that an IOC was retired was not told';
  }
  return 'an indicator has left, and XDR still holds it';
}

/** It left after the first sync, nobody has enabled it since in XDR, it waits behind no brake, and others know of it too. */
function isOwedLeaving(sides: Sides, { key }: Held, indicator: StoredIndicator): boolean {
  const { settings, history, firstSyncEnded } = sides;
  const sources = (indicator.sourceInstances ?? []) as string[];
  const touched = Date.parse(indicator.modified);
  const enabled = history.last(key, 'status', ['XDR'], ['person', 'command', 'wish']);
  return (
    settings.fetches &&
    settings.autoSync &&
    !sides.settingsEverChanged &&
    sources.some((source) => !source.startsWith('Cortex XDR')) &&
    firstSyncEnded !== undefined &&
    touched > firstSyncEnded &&
    (enabled === undefined || enabled.at < touched) &&
    // A push by name is somebody's wish: it is done, also of what has left.
    (sides.wished.get(key) ?? 0) < touched &&
    !history.told.some(({ text }) => text.includes('xdr-iocs-retire'))
  );
}
