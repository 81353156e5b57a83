import type { OwnSource } from '../../src/indicators/echo.ts';
import type { Ioc } from '../../src/indicators/ioc.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { planDisabled } from '../../src/sync/two-sides.ts';

// Two small models, for the planner alone: what XSOAR makes of a write, and what XDR tells after a push. They are
// written from the facts about both platforms, and know nothing of the planner.

export type Json = Record<string, unknown>;

/** Whose writes are this integration's own. */
export const SOURCE: OwnSource = { brand: 'Cortex XDR - IOC Sync', instance: 'one' };

/** How an XSOAR takes what is written to it. */
export interface Keeps {
  /** `nothing`: another source is more reliable for every field; `no status`: it has no field `xdrstatus`. */
  takes: 'everything' | 'nothing' | 'no status';
  /** Custom lists, too, are multi-selects that only grow, like the tags. */
  listsGrow: boolean;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A custom field's or any other key's own value: `{}.constructor` is nothing. */
export function keyOf(object: unknown, name: string): unknown {
  return isJson(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The indicator after `createIndicators`: merged as XSOAR merges a source's opinion into what it holds. */
export function written(x: Json, { score, fields }: NewIndicator, keeps: Keeps, at: number): Json {
  if (keeps.takes === 'nothing') {
    return x;
  }
  const after: Json = { ...x, modified: new Date(at).toISOString() };
  const custom: Json = { ...(isJson(x.CustomFields) ? x.CustomFields : {}) };
  for (const [name, value] of Object.entries(fields)) {
    if (isByHand(x, name) || (name === 'xdrstatus' && keeps.takes === 'no status')) {
      continue;
    }
    if (name === 'comments') {
      const comments = Array.isArray(x.comments) ? x.comments : [];
      after.comments = [...comments, commentBy(SOURCE.instance, value, at)];
    } else if (name === 'expirationdate') {
      after.expiration = value === 'Never' ? '0001-01-01T00:00:00Z' : value;
    } else {
      custom[name] = merged(name, custom[name], value, keeps);
    }
  }
  return { ...after, CustomFields: custom, ...opinions(x, score) };
}

/** The indicator that `createIndicators` creates. */
export function created({ value, type, score, fields }: NewIndicator, at: number): Json {
  const nothing = {
    id: '78',
    value,
    indicator_type: type,
    score: 0,
    manuallyEditedFields: [],
    manualScore: false,
  };
  return written(
    nothing,
    { value, type, score, fields, rawJSON: {} },
    { takes: 'everything', listsGrow: true },
    at,
  );
}

export function commentBy(user: string | undefined, content: unknown, at: number): Json {
  return { type: 'IndicatorCommentRegular', content, user, created: new Date(at).toISOString() };
}

function isByHand(x: Json, name: string): boolean {
  const edited = Array.isArray(x.manuallyEditedFields) ? x.manuallyEditedFields : [];
  return edited.some((one) => fieldOf(String(one)) === name);
}

/** The name under which a field is written, by what `manuallyEditedFields` calls it. */
export function fieldOf(edited: string): string {
  const name = edited.toLowerCase().replaceAll(' ', '');
  return name === 'expiration' ? 'expirationdate' : name;
}

function merged(name: string, held: unknown, value: unknown, { listsGrow }: Keeps): unknown {
  const grows = name === 'tags' || (listsGrow && Array.isArray(held));
  return grows && Array.isArray(value)
    ? [...new Set([...(Array.isArray(held) ? held : []), ...value])]
    : value;
}

/** The sources' scores after this one's, and the score of all: this one's counts most, where it has one. */
function opinions(x: Json, score: number): Json {
  const own = { sourceBrand: SOURCE.brand, sourceInstance: SOURCE.instance, score };
  const others = Object.entries(isJson(x.moduleToFeedMap) ? x.moduleToFeedMap : {}).filter(
    ([name]) => name !== 'own',
  );
  const moduleToFeedMap = Object.fromEntries([...others, ['own', own]]);
  return { moduleToFeedMap, ...(x.manualScore === true ? {} : { score: scoreOfAll(moduleToFeedMap) }) };
}

/** The score that XSOAR makes of its sources' scores. */
export function scoreOfAll(moduleToFeedMap: Json): unknown {
  return keyOf(moduleToFeedMap.own, 'score') || (keyOf(moduleToFeedMap.feed, 'score') ?? 0);
}

/** What this instance said of an indicator's score last; 0 where it said nothing. */
export function ownScore(x: Json): unknown {
  return keyOf(keyOf(x.moduleToFeedMap, 'own'), 'score') ?? 0;
}

const CODES: Record<string, string> = {
  INFO: 'SEV_010_INFO',
  LOW: 'SEV_020_LOW',
  MEDIUM: 'SEV_030_MEDIUM',
  HIGH: 'SEV_040_HIGH',
  CRITICAL: 'SEV_050_CRITICAL',
  UNKNOWN: 'SEV_090_UNKNOWN',
};

export function severityCode(name: string): string {
  return CODES[name] ?? name;
}

/** The rule as XDR tells it after a push: all that was sent replaces what was there; disabled it stays disabled. */
export function pushed(rule: Json, ioc: Ioc, x: Json, keepsStatus: boolean, at: number): Json {
  const wasDisabled = rule.RULE_STATUS === 'DISABLED' && ioc.status === undefined;
  const enables = wasDisabled && planDisabled(x, keepsStatus, false) === 'enable';
  return {
    ...rule,
    RULE_INDICATOR: ioc.indicator,
    IOC_TYPE: ioc.type,
    RULE_SEVERITY: severityCode(ioc.severity),
    REPUTATION: ioc.reputation,
    RULE_COMMENT: ioc.comment?.join(', '),
    RULE_EXPIRATION_TIME: ioc.expiration_date,
    IS_DEFAULT_TTL: false,
    RULE_STATUS: ioc.status ?? (wasDisabled && !enables ? 'DISABLED' : 'ENABLED'),
    RULE_MODIFY_TIME: at,
  };
}
