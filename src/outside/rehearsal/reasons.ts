import { Rejection } from '../../indicators/rejection.ts';
import type { Refused } from '../../sync/memory/refusals.ts';
import { Report } from '../../sync/memory/report.ts';
import type { Log } from '../../xsoar/log.ts';
import { shorten } from '../../xsoar/markdown.ts';

/** Why some indicators do not reach XDR: how many, for example which. Hostile text. */
export interface Reason {
  who: 'mapping' | 'XDR';
  /** The first one's; others of the same kind may quote another date or word. */
  reason: string;
  count: number;
  examples: string[];
  /** They have merely expired, and nothing is wrong. */
  expired: boolean;
}

const MOST_EXAMPLES = 5;
const MOST_REASONS = 100;

/** A report that also counts the reasons for which indicators stay behind, in memory that does not grow. */
export class ReasonReport extends Report {
  readonly #reasons = new Map<string, Reason>();

  constructor(log: Log, run: { command: string; startedAt: number }) {
    super(log, run);
  }

  /** The most frequent first. */
  get reasons(): Reason[] {
    return [...this.#reasons.values()].sort((one, other) => other.count - one.count);
  }

  override rejected(rejections: readonly Refused[]): void {
    super.rejected(rejections);
    for (const rejection of rejections) {
      this.#note('mapping', rejection);
    }
  }

  override refused(refused: readonly Refused[]): void {
    super.refused(refused);
    for (const refusal of refused) {
      this.#note('XDR', refusal);
    }
  }

  #note(who: Reason['who'], refused: Refused): void {
    const key = this.#keyOf(who, refused);
    const known = this.#reasons.get(key) ?? {
      who,
      reason: shorten(refused.reason),
      count: 0,
      examples: [],
      expired: refused.expired ?? false,
    };
    known.count += 1;
    if (known.examples.length < MOST_EXAMPLES) {
      known.examples.push(shorten(refused.value, 120));
    }
    this.#reasons.set(key, known);
  }

  #keyOf(who: string, refused: Refused): string {
    const kind = refused instanceof Rejection ? refused.kind : '';
    const key = `${who} ${kind} ${withoutQuotes(refused)}`;
    return this.#reasons.has(key) || this.#reasons.size < MOST_REASONS ? key : `${who} others`;
  }
}

/** What is quoted differs from one indicator to the next. */
function withoutQuotes({ value, reason }: Refused): string {
  return reason
    .replaceAll(value, '')
    .replace(/'[^']*'|"[^"]*"/g, '')
    .replace(/\d+/g, '')
    .slice(0, 300);
}
