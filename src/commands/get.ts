import { UsageError } from '../errors.ts';
import { reliabilityLetter } from '../indicators/reliability.ts';
import { typedByShape } from '../sync/find.ts';
import { findIocs, type Search, type SearchEnd } from '../sync/find-iocs.ts';
import { isNotOffered } from '../sync/held.ts';
import type { Filter } from '../xdr/public-iocs.ts';
import type { WarRoomResult } from '../xsoar/entries.ts';
import { optionalText, wholeNumber, words } from './argument-kinds.ts';
import { asDefault, flag, optionalList, type ValuesOf } from './arguments.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { Found } from './found.ts';
import { heldRow } from './held-rows.ts';
import { knownEntries } from './known.ts';
import { outputsOf } from './outputs.ts';
import { IOC } from './tables.ts';

const TYPES = ['HASH', 'IP', 'DOMAIN_NAME', 'PATH', 'FILENAME', 'URL', 'MIXED', 'EMAIL_ADDRESS'];
const SEVERITIES = {
  INFO: 'SEV_010_INFO',
  LOW: 'SEV_020_LOW',
  MEDIUM: 'SEV_030_MEDIUM',
  HIGH: 'SEV_040_HIGH',
  CRITICAL: 'SEV_050_CRITICAL',
  UNKNOWN: 'SEV_090_UNKNOWN',
} as const;
const REPUTATIONS = ['GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN', 'NO_REPUTATION'];

const args = {
  indicator: asDefault(optionalList('The values to look for. With them, limit does not count.')),
  type: words("XDR's types of IOC.", TYPES),
  severity: words('Severities in XDR.', Object.keys(SEVERITIES)),
  reputation: words('Reputations in XDR.', REPUTATIONS),
  reliability: words('Reliabilities in XDR, from A to F.', ['A', 'B', 'C', 'D', 'E', 'F']),
  comment: optionalText('The whole comment of the IOCs, as XDR holds it.'),
  source: optionalText(
    'A part of who made the IOCs, in any case: XSOAR TIM for what came from XSOAR. It is compared here, over the first 5,000 that the other conditions find.',
  ),
  limit: wholeNumber('How many IOCs to show.', { fallback: 50, least: 1, most: 4_000_000 }),
  page_size: wholeNumber('How many IOCs to ask for at a time. Less helps where comments are long.', {
    fallback: 100,
    least: 1,
    most: 100,
  }),
  all_results: flag("Whether to show all, whatever limit says, as far as the run's time goes.", false),
};

/** `xdr-iocs-get`: what XDR holds. */
export const get = defineCommand({
  name: 'xdr-iocs-get',
  description:
    'Shows IOCs as Cortex XDR holds them, with how many issues they have raised. Where the tenant does not offer that, it shows what Cortex XSOAR knows of them.',
  arguments: args,
  outputs: outputsOf(
    IOC,
    ...['Value', 'Type', 'InXDR', 'Status', 'Severity', 'Reputation', 'Reliability', 'Comment', 'Expires'],
    ...['Source', 'Hits', 'RuleID', 'Created', 'Modified', 'XsoarStatus', 'XsoarChanged'],
  ),
  example: ['fetch', '!xdr-iocs-get indicator=192.0.2.10,192.0.2.20'],
  run: async (given, context) => {
    const found = new Found(context);
    try {
      const end = await search(given, context, found);
      return found.entries(endText(end, given.limit));
    } catch (thrown) {
      if (!isNotOffered(thrown) || found.count > 0) {
        throw thrown;
      }
      return await withoutXdr(given.indicator, context, thrown.message);
    }
  },
});

async function search(
  given: ValuesOf<typeof args>,
  context: CommandContext,
  found: Found,
): Promise<SearchEnd> {
  const wanted: Search = {
    values: given.indicator,
    filters: filtersOf(given),
    source: given.source,
    limit: given.all_results ? Number.POSITIVE_INFINITY : given.limit,
    pageSize: given.page_size,
  };
  const hits = findIocs(context, wanted);
  for (;;) {
    const { value, done } = await hits.next();
    if (done) {
      return value;
    }
    if (typeof value === 'string') {
      found.addMissing(typedByShape(value));
    } else {
      found.add(heldRow(value));
    }
  }
}

function filtersOf({ type, severity, reputation, reliability, comment }: ValuesOf<typeof args>): Filter[] {
  const codes = severity.map((word) => SEVERITIES[word as keyof typeof SEVERITIES]);
  return [
    ...oneOf('type', type),
    ...oneOf('severity', codes),
    ...oneOf('reputation', reputation),
    ...oneOf('reliability', reliability.map(reliabilityLetter)),
    ...oneOf('comment', comment === undefined ? [] : [comment]),
  ];
}

function oneOf(field: string, values: readonly unknown[]): Filter[] {
  if (values.length === 0) {
    return [];
  }
  return [
    values.length === 1
      ? { field, operator: 'EQ', value: values[0] }
      : { field, operator: 'IN', value: values },
  ];
}

/** What the search left unseen, and what to do. */
function endText(end: SearchEnd, limit: number): string {
  switch (end) {
    case 'all':
      return '';
    case 'limit':
      return `There are more than ${limit.toLocaleString('en-US')}: set limit, or all_results=true.`;
    case 'most-pages':
      return 'Not all were seen: source was compared over the first 5,000 that the other conditions find. Add conditions.';
    case 'out-of-time':
      return "Not all were seen: the run's time is over. Add conditions.";
  }
}

async function withoutXdr(
  values: readonly string[],
  context: CommandContext,
  said: string,
): Promise<WarRoomResult[]> {
  if (values.length === 0) {
    throw new UsageError(said, {
      advice: 'Name the indicators, to see what XSOAR knows of them: !xdr-iocs-get indicator=…',
    });
  }
  return await knownEntries(values, context, said);
}
