import { messageOf, XdrError } from '../../errors.ts';
import { valueKey } from '../../indicators/values.ts';
import type { IocObject } from '../../xdr/public-iocs.ts';
import type { Engine } from '../engine.ts';
import { iocsSpelt, isNotOffered } from '../held.ts';
import type { Subject } from './subject.ts';

/** Under which spellings XDR is asked for a value. */
function askedSpellings({ value, spelt }: Subject): string[] {
  return [value, valueKey(value, 'IP'), ...spelt];
}

/** The same values, with what XDR shows of them where it can be asked. */
export async function withShown(engine: Engine, subjects: readonly Subject[]): Promise<Subject[]> {
  const asked = [...new Set(subjects.flatMap(askedSpellings))];
  const iocs: IocObject[] = [];
  try {
    for await (const ioc of iocsSpelt(engine, asked)) {
      iocs.push(ioc);
    }
  } catch (thrown) {
    if (!(thrown instanceof XdrError)) {
      throw thrown;
    }
    const shown = isNotOffered(thrown)
      ? ({ kind: 'not offered' } as const)
      : ({ kind: 'failed', reason: messageOf(thrown) } as const);
    return subjects.map((subject) => ({ ...subject, shown }));
  }
  return subjects.map((subject) => shownTo(subject, iocs));
}

function shownTo(subject: Subject, all: readonly IocObject[]): Subject {
  const isMeant = ({ indicator = '', type = '' }: IocObject): boolean =>
    subject.keys.has(valueKey(indicator, type)) ||
    valueKey(subject.value, type) === valueKey(indicator, type);
  // Asked for under several spellings, XDR may show one IOC several times.
  const byId = new Map(all.filter(isMeant).map((ioc) => [ioc.ruleId ?? `${ioc.type} ${ioc.indicator}`, ioc]));
  const iocs = [...byId.values()];
  return {
    ...subject,
    shown: { kind: 'shown', iocs },
    keys: new Set([
      ...subject.keys,
      ...iocs.map(({ indicator = '', type = '' }) => valueKey(indicator, type)),
    ]),
    spelt: new Set([...subject.spelt, ...iocs.map(({ indicator = '' }) => indicator)]),
  };
}

/** An IOC that XDR shows, as `get_changes` would tell it. */
export function rawRuleOf(ioc: IocObject): Record<string, unknown> {
  return {
    RULE_INDICATOR: ioc.indicator,
    IOC_TYPE: ioc.type,
    RULE_SEVERITY: ioc.severity,
    REPUTATION: ioc.reputation,
    RULE_STATUS: ioc.status,
    RULE_COMMENT: ioc.comment,
    RULE_EXPIRATION_TIME: ioc.expiration,
    RULE_SOURCE: ioc.source,
    RULE_MODIFY_TIME: ioc.modified,
    NUMBER_OF_HITS: ioc.hits,
  };
}
