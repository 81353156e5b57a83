import { dispatch } from '../../src/dispatch.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import type { WarRoomResult } from '../../src/xsoar/entries.ts';
import { paramsOf } from '../two-sides/settings.ts';
import type { Sides } from '../two-sides/sides.ts';

/** How long a request takes. */
const REQUEST_MS = 3;

/** What was seen to cross the borders while a command ran. */
export interface Seen {
  ok: boolean;
  results: WarRoomResult[];
  log: string;
  /** The items of every push, in order, as XDR got them. */
  pushed: Record<string, unknown>[];
  enabled: string[];
  disabled: string[];
  deleted: string[];
  /** What XSOAR was given by `createIndicators`. */
  written: NewIndicator[];
  /** How often the integration context was written. */
  contextWrites: number;
}

/** Runs a command between two sides, and watches the borders: nothing of the integration's own is asked. */
export async function runSeen(
  sides: Sides,
  command: string,
  args: Record<string, unknown> = {},
): Promise<Seen> {
  const { tenant, xsoar, clock } = sides;
  const seen: Seen = {
    ok: false,
    results: [],
    log: '',
    pushed: [],
    enabled: [],
    disabled: [],
    deleted: [],
    written: [],
    contextWrites: 0,
  };
  const writesBefore = xsoar.writes;
  tenant.onRequest(({ endpoint, body }) => {
    note(seen, endpoint, body);
    clock.advance(REQUEST_MS);
    return 'continue';
  });
  const host = xsoar.host({
    onResults: (results) => seen.results.push(...results),
    onLog: (_level, text) => {
      seen.log += `${text}\n`;
    },
  });
  seen.ok = await dispatch(
    {
      command,
      args,
      params: paramsOf(sides.settings, tenant.url),
      investigationId: 'inv',
      workingDirectory: sides.folder,
      isDebug: false,
      brand: xsoar.brand,
      instance: xsoar.instance,
    },
    {
      ...host,
      createIndicators: async (indicators) => {
        seen.written.push(...indicators);
        await host.createIndicators(indicators);
      },
    },
    { clock, random: () => 0.5, proxyFor: () => '', extraCertificates: () => undefined },
  );
  tenant.onRequest(undefined);
  seen.contextWrites = xsoar.writes - writesBefore;
  return seen;
}

function note(seen: Seen, endpoint: string, body: Buffer): void {
  switch (endpoint) {
    case 'tim_insert_jsons':
      seen.pushed.push(...dataOf(body));
      break;
    case 'enable_iocs':
      seen.enabled.push(...dataOf(body));
      break;
    case 'disable_iocs':
      seen.disabled.push(...dataOf(body));
      break;
    case 'delete':
      seen.deleted.push(...dataOf(body).filters[0].value);
      break;
    default:
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the integration has sent
function dataOf(body: Buffer): any {
  return JSON.parse(body.toString('utf8')).request_data;
}
