import { isRecord } from './json.ts';

/** When a person last changed a rule: ms since the epoch in XDR's time, or -1 where the rule does not say. */
export function modifyTimeOf(rule: unknown): number {
  const time = isRecord(rule) ? rule.RULE_MODIFY_TIME : undefined;
  return typeof time === 'number' && Number.isFinite(time) ? Math.floor(time) : -1;
}
