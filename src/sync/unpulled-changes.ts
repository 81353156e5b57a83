import { isRecord } from '../indicators/json.ts';
import { modifyTimeOf } from '../indicators/rule.ts';

/**
 * What people changed in XDR and XSOAR has not taken yet. Of two changes of the same value the later one wins:
 * a push must not overwrite what a person did in XDR after the indicator was last modified in XSOAR.
 */
export class UnpulledChanges {
  readonly #times = new Map<string, number>();

  /**
   * @param rules as `get_changes` gave them
   * @param offset how far XDR's clock is ahead of XSOAR's, in ms
   */
  constructor(rules: readonly unknown[], offset: number) {
    for (const rule of rules) {
      if (isRecord(rule) && typeof rule.RULE_INDICATOR === 'string') {
        this.#times.set(rule.RULE_INDICATOR.toLowerCase(), modifyTimeOf(rule) - offset);
      }
    }
  }

  /** Whether XDR's change of this indicator is the later one. */
  wins(indicator: unknown): boolean {
    if (this.#times.size === 0 || !isRecord(indicator) || typeof indicator.value !== 'string') {
      return false;
    }
    const changed = this.#times.get(indicator.value.toLowerCase());
    return changed !== undefined && changed > Date.parse(String(indicator.modified));
  }
}
