import type { RuleSeverity } from '../../src/indicators/ioc.ts';
import type { Change } from './change-log.ts';
import type { IocStore } from './ioc-store.ts';
import type { StoredIoc } from './stored-ioc.ts';

const SEVERITY_CODES: Readonly<Record<RuleSeverity, string>> = {
  INFO: 'SEV_010_INFO',
  LOW: 'SEV_020_LOW',
  MEDIUM: 'SEV_030_MEDIUM',
  HIGH: 'SEV_040_HIGH',
  CRITICAL: 'SEV_050_CRITICAL',
  UNKNOWN: 'SEV_090_UNKNOWN',
};

/** A rule as `get_changes` tells it. */
export function toRule(store: IocStore, { ioc, changed, deleted }: Change): Record<string, unknown> {
  return {
    RULE_ID: ioc.id,
    RULE_INDICATOR: ioc.value,
    IOC_TYPE: ioc.type,
    RULE_SEVERITY: SEVERITY_CODES[ioc.severity],
    REPUTATION: ioc.reputation,
    RULE_STATUS: ioc.status,
    RULE_COMMENT: ioc.comment,
    RULE_EXPIRATION_TIME: ioc.expiration,
    RULE_MODIFY_TIME: changed,
    RULE_SOURCE: ioc.source,
    NUMBER_OF_HITS: store.hitsOf(ioc),
    RELIABILITY: ioc.reliability,
    VENDORS: ioc.vendors,
    KLASS: ioc.class,
    IS_DEFAULT_TTL: false,
    RULE_TTL: -1,
    MARKED_DELETED: deleted ? 1 : 0,
  };
}

/** An IOC as `get` lists it; the extended view adds what XDR itself keeps of it. */
export function toListed(store: IocStore, ioc: StoredIoc, extended: boolean): Record<string, unknown> {
  const listed = {
    rule_id: ioc.id,
    indicator: ioc.value,
    type: ioc.type,
    severity: SEVERITY_CODES[ioc.severity],
    expiration_date: ioc.expiration,
    default_expiration_enabled: false,
    comment: ioc.comment,
    reputation: ioc.reputation,
    reliability: ioc.reliability,
  };
  return extended
    ? {
        ...listed,
        creation_time: store.createdAt(ioc),
        modification_time: ioc.modified,
        status: ioc.status,
        source: ioc.source,
        number_of_issues: store.hitsOf(ioc),
      }
    : listed;
}
