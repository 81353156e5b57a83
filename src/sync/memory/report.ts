import * as z from 'zod';
import type { Difference } from '../../indicators/differences.ts';
import { incomingExpiration } from '../../indicators/expiration.ts';
import { OFFICIAL_BRAND } from '../../indicators/official.ts';
import type { Rule } from '../../indicators/rule.ts';
import { MARKER_START } from '../../xsoar/error-marker.ts';
import { describeKey } from '../../xsoar/indicator-key.ts';
import type { Log } from '../../xsoar/log.ts';
import { legible } from '../../xsoar/markdown.ts';
import type { Unreadable } from '../../xsoar/page-reader.ts';
import { toQueryTime } from '../find.ts';
import type { PassedOver } from '../two-sides.ts';
import { type PushStatus, Refusals, type Refused } from './refusals.ts';

/** What is counted of a run, in the words of the glossary (`docs/architecture.md`). */
export const COUNTED = [
  'sent',
  'heldBack',
  'settled',
  'rejected',
  'refused',
  'taken',
  'passedOver',
  'overwritten',
  'enabled',
  'retired',
  'failed',
] as const;
export type Counted = (typeof COUNTED)[number];

/** How each of them is called where people read it. */
const WORDS: Readonly<Record<Counted, string>> = {
  sent: 'sent',
  heldBack: 'held back',
  settled: 'held back before, and settled',
  rejected: 'rejected',
  refused: 'refused by XDR',
  taken: 'taken from XDR',
  passedOver: 'passed over',
  overwritten: 'overwritten in XDR',
  enabled: 'enabled',
  retired: 'retired',
  failed: 'failed',
};

export const runSummaryShape = z.object({
  command: z.string(),
  began: z.string(),
  /** How it ended; missing where it was killed. */
  end: z.string().optional(),
  seconds: z.number().optional(),
  counts: z.record(z.string(), z.number()),
  /** What was told one by one: the newest. */
  told: z.array(z.string()),
  /** How many more were told. */
  more: z.number(),
  failure: z.string().optional(),
  /** When the official integration was seen to have scored an indicator; missing where it was not. */
  officialSeen: z.string().optional(),
});

/** What a run did, as the state keeps it. */
export type RunSummary = z.output<typeof runSummaryShape>;

/** How many lines the state keeps of what was told. */
const MOST_TOLD = 100;

/** How many values a line names. */
const VALUES_A_LINE = 20;

/** What a run sends, takes, holds back and meets, in memory that does not grow. */
export class Report {
  /** What did not reach XDR, and why. */
  readonly outgoing: Refusals;
  /** What waits: it is pushed later. */
  readonly waiting: Refusals;
  /** What somebody named, and reached XDR. */
  readonly arrived: Refusals;
  /** Changes in XDR that did not reach XSOAR, and why. */
  readonly incoming = new Refusals();
  /** What a person who ran a command should read: what was overwritten, passed over, left as it is. */
  readonly remarks = new Refusals();
  readonly #log: Log;
  readonly #command: string;
  /** In ms. */
  readonly startedAt: number;
  readonly #counts = new Map<Counted, number>();
  readonly #saidOnce = new Set<string>();
  #told: string[] = [];
  #more = 0;
  #officialSeenAt: number | undefined;
  #isKept = true;
  #wasKept = false;

  /**
   * @param onRefused gets what did not reach XDR and is too much for an entry, one by one
   * @param onRest the same, of what waits or has arrived
   */
  constructor(
    log: Log,
    run: { command: string; startedAt: number },
    onRefused: (refused: Refused) => void = () => undefined,
    onRest: (refused: Refused) => void = () => undefined,
  ) {
    this.#log = log;
    this.#command = run.command;
    this.startedAt = run.startedAt;
    this.outgoing = new Refusals(onRefused);
    this.waiting = new Refusals(onRest);
    this.arrived = new Refusals(onRest);
  }

  /** Whether the state holds a summary of this run. */
  get wasKept(): boolean {
    return this.#wasKept;
  }

  /** Whether everything that was told stands in the state. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** When the official integration scored an indicator, in ms, XSOAR's time; undefined where this run saw no such score. */
  get officialSeenAt(): number | undefined {
    return this.#officialSeenAt;
  }

  countOf(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }

  count(what: Counted, times = 1): void {
    if (times > 0) {
      this.#counts.set(what, this.countOf(what) + times);
    }
  }

  /** By the mapping, or by the rules for values. */
  rejected(rejections: readonly Refused[]): void {
    this.count('rejected', rejections.length);
    for (const rejection of rejections) {
      this.outgoing.add(rejection, rejection.kind === 'no-indicator' ? 'unknown' : 'rejected');
    }
  }

  /** By XDR. */
  refused(refused: readonly Refused[]): void {
    this.count('refused', refused.length);
    this.outgoing.addAll(refused, 'refused');
  }

  /** A rule waits for it: it is pushed when a pull has worked that out. */
  heldBack(value: string, type: string): void {
    this.count('heldBack');
    this.waiting.add({ value, type, reason: RULE_WAITS, kind: 'rule' }, 'held back');
  }

  /** It stays out of this push for another reason. */
  keptOut(kept: Refused, status: PushStatus = 'held back'): void {
    this.waiting.add(kept, status);
  }

  /** Somebody named them, and XDR has taken them. */
  pushed(iocs: Iterable<{ value: string; type: string }>): void {
    for (const { value, type } of iocs) {
      this.arrived.add({ value, type, reason: '' }, 'pushed');
    }
  }

  /** A change in XDR that XSOAR has no place for, or did not take. */
  notTaken(refused: Refused): void {
    this.incoming.add(refused);
    this.tell(`${legible(refused.value)}: ${legible(refused.reason)}`);
  }

  /** A change in XDR that is only told. */
  leftAlone(rule: Rule, reason: string): void {
    this.notTaken({ value: rule.value, reason: `${reason} XDR says${fieldsOf(rule)}.` });
  }

  taken(value: string, differences: readonly Difference[]): void {
    this.count('taken', differences.length === 0 ? 0 : 1);
    for (const { field, xsoar, xdr } of differences) {
      this.tell(`${legible(value)}: ${field} taken from XDR: ${quoted(xsoar)} became ${quoted(xdr)}.`);
    }
  }

  /** A person made it in XDR. */
  created(value: string): void {
    this.count('taken');
    this.tell(`${legible(value)}: made by a person in XDR; created in XSOAR.`);
  }

  /**
   * A push replaces what a person changed in XDR.
   * @param changedAt when, in ms, XDR's time
   * @param what the fields in which both sides differ; or the rule, where the indicator is not at hand
   */
  overwritten(value: string, changedAt: number, what: readonly Difference[] | Rule | undefined): void {
    this.count('overwritten');
    this.remark(value, `A change of ${timeText(changedAt)} in XDR is overwritten${fieldsOf(what)}.`);
  }

  /** A person's change in XDR goes with the IOC. */
  deletedWith(value: string, rule: Rule): void {
    this.remark(value, `A change of ${timeText(rule.modified)} in XDR is deleted with it${fieldsOf(rule)}.`);
  }

  enabled(value: string): void {
    this.count('enabled');
    this.tell(`${legible(value)}: it was disabled in XDR; XSOAR holds it as enabled, so it was enabled.`);
  }

  /** @param isCertain whether XDR was seen to hold each of them */
  retired(values: readonly string[], isCertain: boolean): void {
    this.count('retired', values.length);
    const held = isCertain ? '' : " (as far as XDR holds them as XSOAR's)";
    for (let start = 0; start < values.length; start += VALUES_A_LINE) {
      const named = values.slice(start, start + VALUES_A_LINE).map(legible);
      this.tell(`Retired${held}: ${named.join(', ')}`);
    }
  }

  /** Tells what is to be told once in a run. */
  once(line: string): void {
    if (!this.#saidOnce.has(line)) {
      this.#saidOnce.add(line);
      this.remark('(the tenant)', line);
    }
  }

  /** The official integration scored an indicator while this instance syncs. @param at when, in ms, XSOAR's time */
  officialSeen(at: number): void {
    this.#officialSeenAt = at;
    this.once(
      `The official integration '${OFFICIAL_BRAND}' scored an indicator at ${toQueryTime(at)}: both may be syncing, and ` +
        "each takes the other for a person. In its instance, turn off 'Fetches indicators' and 'Auto Sync', or disable it.",
    );
  }

  /** An indicator that XSOAR cannot give. */
  unreadable({ value, after }: Unreadable): void {
    this.count('failed');
    const place = after === undefined ? 'the first one' : `the one behind ${describeKey(after)}`;
    this.remark(
      value ?? '(an indicator without a value)',
      `XSOAR cannot give this indicator (${place}), and it was passed over. Look in it for the text ${MARKER_START}, and correct that.`,
    );
  }

  /** @param times when each side was changed */
  passedOver(value: string, differences: readonly PassedOver[], times: { xsoar: string; xdr: string }): void {
    this.count('passedOver', differences.length === 0 ? 0 : 1);
    for (const { field, xsoar, xdr, why } of differences) {
      this.tell(
        `${legible(value)}: ${field} in XDR passed over: ${quoted(xdr)} (${times.xdr}); ` +
          `XSOAR's ${quoted(xsoar)} (${times.xsoar}) stands: ${why}.`,
      );
    }
  }

  /** Something about one value that whoever runs the command should read. */
  remark(value: string, reason: string): void {
    this.remarks.add({ value, reason });
    this.tell(`${legible(value)}: ${legible(reason)}`);
  }

  /** Puts a line into the log, and into what the state keeps of this run. */
  tell(line: string): void {
    this.#log.info(line);
    this.#told.push(line);
    if (this.#told.length > MOST_TOLD) {
      this.#told = this.#told.slice(-MOST_TOLD);
      this.#more += 1;
    }
    this.#isKept = false;
  }

  /** What the state keeps of this run. */
  summary(end?: { how: string; seconds: number; failure?: string | undefined }): RunSummary {
    this.#isKept = true;
    this.#wasKept = true;
    return {
      command: this.#command,
      began: toQueryTime(this.startedAt),
      counts: Object.fromEntries(this.#counts),
      told: [...this.#told],
      more: this.#more,
      ...(end === undefined ? {} : { end: end.how, seconds: end.seconds }),
      ...(end?.failure === undefined ? {} : { failure: end.failure }),
      ...(this.#officialSeenAt === undefined ? {} : { officialSeen: toQueryTime(this.#officialSeenAt) }),
    };
  }

  /** The run in one line: `sent 12, held back 1.` */
  line(): string {
    const parts = COUNTED.filter((what) => this.countOf(what) > 0).map(
      (what) => `${WORDS[what]} ${this.countOf(what).toLocaleString('en-US')}`,
    );
    return parts.length === 0 ? 'Both sides were in step: nothing was to be done.' : `${parts.join(', ')}.`;
  }
}

const RULE_WAITS =
  'Somebody changed it in XDR. The next fetch takes that change; the push after it sends the indicator.';

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : `'${legible(text)}'`;
}

/** What is lost of a person's change: by field where that is known, else all that the rule says. */
function fieldsOf(what: readonly Difference[] | Rule | undefined): string {
  if (what === undefined) {
    return '';
  }
  const texts = 'raw' in what ? textsOf(what) : what.map(byField);
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`;
}

function byField({ field, xsoar, xdr }: Difference): string {
  return `${field} ${quoted(xdr)} by ${quoted(xsoar)}`;
}

function textsOf({ severity, status, expiration, reputation, comment }: Rule): string[] {
  const said = { severity, status, reputation, comment, expiration: incomingExpiration(expiration) };
  return Object.entries(said).flatMap(([field, text]) =>
    typeof text === 'string' ? [`${field} ${quoted(text)}`] : [],
  );
}
