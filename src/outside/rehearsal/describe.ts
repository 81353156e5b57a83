import type { Some } from '../ledger.ts';
import { counted, number } from '../wording.ts';
import type { Document, Section } from './document.ts';
import type { Reason } from './reasons.ts';
import type { Outcome } from './rehearse.ts';

/** What a tenant holds at most. */
const MOST_IOCS = 4_000_000;
/** When more than this part of what matches stays behind, somebody should look first. */
const MANY = 0.1;
const MOST_TOLD = 30;
const MEGABYTE = 1e6;
/** What XSOAR leaves a run by default, and how often it runs one. */
const RUN_S = 150;
const INTERVAL_MIN = 20;

/** Between which sides a rehearsal was, in words. */
export interface Between {
  xsoar: string;
  xdr: string;
  /** The XDR is a real tenant, to which nothing was sent. */
  isRealXdr: boolean;
}

/** A rehearsal's report, for those who decide whether it is done for real. */
export function describeOutcome(outcome: Outcome, between: Between): Document {
  const what = outcome.isFirst ? 'a first sync' : 'the next fetch';
  return {
    title: `Rehearsal of ${what} between Cortex XSOAR and Cortex XDR`,
    sections: [
      summary(outcome, between),
      sent(outcome),
      stayBehind(outcome),
      changes(outcome),
      told(outcome),
      effort(outcome),
      limits(between),
      onward(outcome),
    ].filter((section) => section !== undefined),
  };
}

function summary(outcome: Outcome, { xsoar, xdr, isRealXdr }: Between): Section {
  const { ledger, counts, reasons } = outcome;
  const expired = reasons.filter((reason) => reason.expired).reduce(sum, 0);
  const behind = reasons.reduce(sum, 0);
  const version = outcome.xsoarVersion;
  return {
    heading: 'In short',
    lines: [
      ...verdicts(outcome, behind - expired),
      `Sent to XDR: ${counted(ledger.pushed, 'IOC')}. Stay behind: ${number(behind)}, of which ${number(expired)} have merely expired.`,
      `Held back until a change in XDR is settled: ${number(counts.heldBack ?? 0)}. Changed in XSOAR: ${counted(ledger.toXsoar.count, 'indicator')}.`,
      `XSOAR: ${xsoar}, version ${version}. ${counted(outcome.matching, 'active indicator')} of the Sync Query: ${outcome.query}`,
      `XDR: ${xdr}. ${isRealXdr ? 'Nothing was written to either side.' : 'Nothing was written to XSOAR.'}`,
      `Begun ${outcome.began}.`,
    ],
  };
}

function verdicts({ failure, advice, matching, ledger, counts }: Outcome, behind: number): string[] {
  const found: string[] = [];
  if (failure !== undefined) {
    found.push(`It ended before its end, so this report is not whole: ${failure} ${advice}`.trim());
  }
  if (matching === 0) {
    found.push(
      "No active indicator matches the Sync Query. Check it in XSOAR's search; --set query='…' tries another.",
    );
  }
  if (Math.max(matching, ledger.pushed) > MOST_IOCS) {
    found.push(`A tenant holds at most ${number(MOST_IOCS)} IOCs: narrow the Sync Query down.`);
  }
  if (matching > 0 && behind > MANY * matching) {
    found.push(`${Math.round((100 * behind) / matching)} % stay behind: read why below before going on.`);
  }
  if ((counts.overwritten ?? 0) > 0) {
    found.push(
      `${number(counts.overwritten ?? 0)} changes that people made in XDR would be overwritten: see below.`,
    );
  }
  return found.length > 0 ? found : ['Nothing speaks against doing it.'];
}

function sent({ ledger }: Outcome): Section | undefined {
  if (ledger.pushed === 0) {
    return undefined;
  }
  const rows = (name: string, counts: ReadonlyMap<string, number>): string[][] =>
    [...counts].sort((one, other) => other[1] - one[1]).map(([what, count]) => [name, what, number(count)]);
  return {
    heading: 'What is sent to XDR',
    table: {
      header: ['By', 'Value', 'IOCs'],
      rows: [...rows('type', ledger.byType), ...rows('severity', ledger.bySeverity)],
    },
  };
}

function stayBehind({ reasons }: Outcome): Section | undefined {
  if (reasons.length === 0) {
    return undefined;
  }
  const by = ({ who, expired }: Reason): string =>
    expired ? 'expired' : who === 'XDR' ? 'refused by XDR' : 'rejected';
  return {
    heading: 'What stays behind, and what to do about it',
    table: {
      header: ['Indicators', 'How', 'For example', 'Why'],
      rows: reasons.map((reason) => [
        number(reason.count),
        by(reason),
        reason.examples.slice(0, 3).join(', '),
        reason.reason,
      ]),
    },
  };
}

function changes({ ledger }: Outcome): Section | undefined {
  const row = (what: string, { count, examples }: Some): string[][] =>
    count === 0 ? [] : [[what, number(count), examples.slice(0, 5).join(', ')]];
  const rows = [
    ...row('enabled in XDR', ledger.enabled),
    ...row('disabled in XDR', ledger.disabled),
    ...row('deleted in XDR', ledger.deleted),
    ...row('created or changed in XSOAR', ledger.toXsoar),
  ];
  return rows.length === 0
    ? undefined
    : { heading: 'What else changes', table: { header: ['What', 'How many', 'For example'], rows } };
}

function told({ told: all, more }: Outcome): Section | undefined {
  const lines = all.slice(-MOST_TOLD);
  const left = all.length - lines.length + more;
  return lines.length === 0
    ? undefined
    : {
        heading: 'What is told one by one',
        lines: [...lines, ...(left > 0 ? [`and ${number(left)} more before these.`] : [])],
      };
}

function effort({ seconds, ledger, isFirst }: Outcome): Section {
  const size = (ledger.bytes / MEGABYTE).toFixed(1);
  const runs = Math.max(1, Math.ceil(seconds / RUN_S));
  const inXsoar =
    runs === 1
      ? `Inside XSOAR it fits into one run of ${RUN_S} s, if its server reads as fast.`
      : `Inside XSOAR it takes ${number(runs)} runs of ${RUN_S} s or more: ${duration(runs * INTERVAL_MIN)} with a run every ${INTERVAL_MIN} minutes. Outside it is one run.`;
  return {
    heading: 'How long and how large',
    lines: [
      `Reading and mapping took ${seconds.toFixed(1)} s over the REST API. What XDR needs to store it comes on top.`,
      `${counted(ledger.pushes, 'request')} with ${size} MB in all: at most 40,000 IOCs each.`,
      ...(isFirst ? [inXsoar] : []),
    ],
  };
}

function limits({ isRealXdr }: Between): Section {
  return {
    heading: 'What a rehearsal cannot say',
    lines: [
      ...(isRealXdr
        ? [
            'What XDR itself refuses: only a real push shows it. It is told then, and the rest arrives.',
            'Whether the XDR key may write: that is seen with the first push.',
          ]
        : ['What your tenant already holds: the XDR of this rehearsal was an empty one of its own.']),
      'Whether the XSOAR key may write: that is seen with the first change that comes back from XDR.',
    ],
  };
}

function onward({ failure, matching }: Outcome): Section | undefined {
  return failure !== undefined || matching === 0
    ? undefined
    : {
        heading: 'How to go on',
        lines: [
          'Inside XSOAR: install the integration, and turn on Fetches indicators and Auto Sync.',
          'From outside: the same command with --write --state <file> and the word sync; --every 20m keeps both in step.',
        ],
      };
}

function duration(minutes: number): string {
  return minutes < 120 ? `${minutes} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}

function sum(total: number, { count }: Reason): number {
  return total + count;
}
