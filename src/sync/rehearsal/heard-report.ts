import type { Difference } from '../../indicators/differences.ts';
import type { Rule } from '../../indicators/rule.ts';
import type { Refused } from '../memory/refusals.ts';
import { Report } from '../memory/report.ts';
import type { PassedOver } from '../two-sides.ts';

/** What a rehearsed run would tell of a value. Texts are hostile. */
export type Heard =
  | { kind: 'rejected' | 'refused' | 'remark' | 'not taken' | 'left'; reason: string }
  | { kind: 'taken'; differences: readonly Difference[] }
  | { kind: 'passed over'; differences: readonly PassedOver[] }
  | { kind: 'overwritten'; differences: readonly Difference[] }
  | { kind: 'created' | 'held back' | 'enabled' };

/** The report of a rehearsed run: it is kept by value, and told to nobody. */
export class HeardReport extends Report {
  /** What was told of the run as a whole. */
  readonly lines: string[] = [];
  readonly #heard = new Map<string, Heard[]>();

  /** What was told of a value, as it was spelt. */
  of(value: string): readonly Heard[] {
    return this.#heard.get(value) ?? [];
  }

  override rejected(rejections: readonly Refused[]): void {
    for (const { value, reason } of rejections) {
      this.#hear(value, { kind: 'rejected', reason });
    }
  }

  override refused(refused: readonly Refused[]): void {
    for (const { value, reason } of refused) {
      this.#hear(value, { kind: 'refused', reason });
    }
  }

  override heldBack(value: string): void {
    this.#hear(value, { kind: 'held back' });
  }

  override notTaken({ value, reason }: Refused): void {
    this.#hear(value, { kind: 'not taken', reason });
  }

  override leftAlone({ value }: Rule, reason: string): void {
    this.#hear(value, { kind: 'left', reason });
  }

  override taken(value: string, differences: readonly Difference[]): void {
    this.#hear(value, { kind: 'taken', differences });
  }

  override created(value: string): void {
    this.#hear(value, { kind: 'created' });
  }

  override enabled(value: string): void {
    this.#hear(value, { kind: 'enabled' });
  }

  override passedOver(value: string, differences: readonly PassedOver[]): void {
    this.#hear(value, { kind: 'passed over', differences });
  }

  override overwritten(value: string, _at: number, what: readonly Difference[] | Rule | undefined): void {
    this.#hear(value, { kind: 'overwritten', differences: what === undefined || 'raw' in what ? [] : what });
  }

  override remark(value: string, reason: string): void {
    this.#hear(value, { kind: 'remark', reason });
  }

  override tell(line: string): void {
    this.lines.push(line);
  }

  #hear(value: string, heard: Heard): void {
    const known = this.#heard.get(value) ?? [];
    known.push(heard);
    this.#heard.set(value, known);
  }
}
