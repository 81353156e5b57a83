import { systemClock } from '../../src/clock.ts';
import { UsageError } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import type { Host } from '../../src/xsoar/host.ts';
import { quoted } from '../../src/xsoar/lookup.ts';
import { parsePage } from '../../src/xsoar/page.ts';
import type { StoredIndicator } from '../xsoar/stored-indicator.ts';
import { indicatorRow } from './indicator-row.ts';
import type { Row, XsoarSide } from './world.ts';

/** How many indicators of one value are looked at. */
const SAME_VALUE = 10;

/** A real XSOAR, as far as a War Room outside of it may look. What people do there, they do there. */
export function realXsoarSide(host: Host, url: string, context: () => Promise<unknown>): XsoarSide {
  const find = async (query: string, limit: number): Promise<{ total: number; found: Row[] }> => {
    const answer = await host.searchIndicators({ query, size: limit, fields: [] });
    const { indicators, total } = parsePage(answer, () => true);
    return { total, found: [...indicators].filter(isRecord).map((x) => indicatorRow(x as StoredIndicator)) };
  };
  const refuse = (): never => {
    throw new UsageError('This works on the XSOAR of the sandbox only.', {
      advice: `This War Room uses ${url}; do it there.`,
    });
  };
  return {
    size: undefined,
    now: systemClock.now,
    get: async (value) => {
      const { found } = await find(`value:${quoted(value)}`, SAME_VALUE);
      return found.find((row) => row.value === value);
    },
    find,
    load: refuse,
    loadSamples: refuse,
    add: refuse,
    edit: refuse,
    refresh: refuse,
    expire: refuse,
    remove: refuse,
    context,
  };
}
