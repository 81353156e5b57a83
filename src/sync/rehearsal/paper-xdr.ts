import { SEPARATOR } from '../../indicators/comment-texts.ts';
import type { Ioc } from '../../indicators/ioc.ts';
import { Rejection } from '../../indicators/rejection.ts';
import { FROM_XSOAR, readRule } from '../../indicators/rule.ts';
import { valueKey } from '../../indicators/values.ts';
import { changesOf } from '../../xdr/changes.ts';
import type { XdrClient } from '../../xdr/client.ts';
import type { Refusal } from '../../xdr/refusal.ts';

/** What XDR is known to hold of a value. */
export interface KnownIoc {
  /** As `get_changes` would tell it. */
  raw: Record<string, unknown>;
  /** Whether `get_changes` tells it. */
  isTold: boolean;
}

/** XDR as a rehearsed run sees it, and what the run would do to it. */
export interface PaperXdr {
  client: XdrClient;
  /** What would be sent, in order. */
  sent: Ioc[];
  enabled: string[];
  disabled: string[];
  deleted: string[];
}

/** XDR's words for an IOC that it keeps disabled. */
const STAYS_DISABLED = 'The IOC already exists.';

/**
 * An XDR for a rehearsal: it answers as the real one would, from what is known of it, and every change stays on paper.
 * @param known by `valueKey`
 * @param deletions the rules that tell of a deletion
 * @param isDisabled whether XDR most likely keeps a value disabled of which it does not show anything
 * @param now the time in XDR, in ms
 */
export function paperXdr(
  real: XdrClient,
  known: ReadonlyMap<string, KnownIoc>,
  deletions: readonly Record<string, unknown>[],
  isDisabled: (key: string) => boolean,
  now: () => number,
): PaperXdr {
  const iocs = new Map(known);
  const paper: Omit<PaperXdr, 'client'> = { sent: [], enabled: [], disabled: [], deleted: [] };
  const setStatus = (values: readonly string[], status: 'ENABLED' | 'DISABLED'): void => {
    const at = Math.floor(now());
    for (const [key, { raw }] of iocs) {
      const isNamed = values.some((value) => valueKey(value, String(raw.IOC_TYPE)) === key);
      const isSpared = status === 'DISABLED' && raw.RULE_SOURCE !== FROM_XSOAR;
      if (isNamed && raw.RULE_STATUS !== status && !isSpared) {
        const changed = { ...raw, RULE_STATUS: status, RULE_MODIFY_TIME: at };
        iocs.set(key, { raw: changed, isTold: true });
      }
    }
  };
  const insert = (ioc: Ioc): Refusal[] => {
    const key = valueKey(ioc.indicator, ioc.type);
    const before = iocs.get(key);
    const wasDisabled = before === undefined ? isDisabled(key) : before.raw.RULE_STATUS === 'DISABLED';
    iocs.set(key, { raw: withSent(before?.raw, ioc, wasDisabled), isTold: before?.isTold ?? false });
    paper.sent.push(ioc);
    return wasDisabled && ioc.status === undefined ? [{ value: ioc.indicator, reason: STAYS_DISABLED }] : [];
  };
  const client: XdrClient = {
    insertIocs: async (sent) => [...sent].flatMap(insert),
    syncFile: async () => undefined,
    enable: async (values) => {
      paper.enabled.push(...values);
      setStatus(values, 'ENABLED');
    },
    disable: async (values) => {
      paper.disabled.push(...values);
      setStatus(values, 'DISABLED');
    },
    getChanges: async (since) => {
      const told = [...iocs.values()].filter(({ isTold }) => isTold).map(({ raw }) => raw);
      const rules = [...told, ...deletions].filter((raw) => timeOf(raw) >= since);
      return changesOf(rules.sort((one, other) => timeOf(one) - timeOf(other)));
    },
    getIocs: (filters, options) => real.getIocs(filters, options),
    deleteIocs: async (values) => {
      paper.deleted.push(...values);
      return values.length;
    },
  };
  return { client, ...paper };
}

/** A rule as XDR tells it once this was sent. */
function withSent(
  before: Record<string, unknown> | undefined,
  ioc: Ioc,
  staysDisabled: boolean,
): Record<string, unknown> {
  return {
    RULE_INDICATOR: ioc.indicator,
    IOC_TYPE: ioc.type,
    ...before,
    RULE_SEVERITY: `SEV_000_${ioc.severity}`,
    REPUTATION: ioc.reputation,
    RULE_STATUS: staysDisabled || ioc.status === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    RULE_COMMENT: ioc.comment?.join(SEPARATOR) ?? '',
    RULE_EXPIRATION_TIME: ioc.expiration_date,
    RULE_SOURCE: FROM_XSOAR,
  };
}

/** When a rule was changed, in ms; what does not say is told always. */
function timeOf(raw: Record<string, unknown>): number {
  const rule = readRule(raw);
  return rule instanceof Rejection || rule.modified < 0 ? Number.POSITIVE_INFINITY : rule.modified;
}
