import { XdrError, type XdrFailure } from '../errors.ts';
import { OUTGOING_FIELDS } from '../indicators/fields.ts';
import type { Ioc } from '../indicators/ioc.ts';
import { describeSize } from '../indicators/ioc-size.ts';
import { Rejection } from '../indicators/rejection.ts';
import { toIoc } from '../indicators/to-ioc.ts';
import type { XdrClient } from '../xdr/client.ts';
import { legible } from '../xsoar/markdown.ts';
import { searchPages } from '../xsoar/search.ts';
import type { Engine } from './engine.ts';
import { activeQuery } from './find.ts';
import type { Refused } from './memory/refusals.ts';

/** Failures that one IOC may cause for all that travel with it. */
const MAY_BE_OF_ONE: ReadonlySet<XdrFailure> = new Set(['too-large', 'server', 'refused']);

interface Accused {
  ioc: Ioc;
  failure: XdrError;
}

/** Whether one IOC may be the reason why XDR did not take a push. */
export function mayBeOfOne(thrown: unknown): thrown is XdrError {
  return thrown instanceof XdrError && MAY_BE_OF_ONE.has(thrown.kind);
}

/**
 * Pushes IOCs that XDR did not take together: in halves, until what XDR stumbles over stands alone, and everything
 * else has arrived. Among n IOCs, one is found with at most 2·log2(n) pushes, and judged with two more.
 *
 * An outage looks alike at first. So nothing is blamed unless XDR takes others, before and after; where it takes
 * none, it is the tenant that fails.
 * @param failure why XDR did not take them together
 * @returns what XDR refused
 * @throws XdrError when it is the tenant that fails, or when the run's time is over: pushing again is harmless
 */
export async function isolate(engine: Engine, iocs: readonly Ioc[], failure: XdrError): Promise<Refused[]> {
  await expectAnswer(engine.xdr, failure);
  const { refused, accused, taken } = await pushInHalves(engine, iocs, failure);
  const other = taken ?? (await findOther(engine, iocs));
  if (other === undefined) {
    throw tooLargeAlone(iocs, failure) ?? failure;
  }
  for (const suspect of accused) {
    if (!engine.budget.hasTimeFor(0)) {
      throw failure;
    }
    refused.push(...(await judge(engine.xdr, suspect, other)));
  }
  return refused;
}

/** An empty push: a tenant that works answers it, be it with a refusal. */
async function expectAnswer(xdr: XdrClient, failure: XdrError): Promise<void> {
  const outcome = await tryToPush(xdr, []);
  if (outcome instanceof XdrError && outcome.kind !== 'refused') {
    throw failure;
  }
}

interface Halved {
  refused: Refused[];
  /** What fails alone. */
  accused: Accused[];
  /** One that XDR took; undefined where it took none. */
  taken: Ioc | undefined;
}

async function pushInHalves(
  { xdr, budget }: Engine,
  iocs: readonly Ioc[],
  failure: XdrError,
): Promise<Halved> {
  const halved: Halved = { refused: [], accused: [], taken: undefined };
  accuseLone(halved, iocs, failure);
  const patience = 2 * Math.ceil(Math.log2(iocs.length));
  let failures = 0;
  const waiting = halvesOf(iocs);
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const outcome = await tryToPush(xdr, part);
    if (!(outcome instanceof XdrError)) {
      halved.refused.push(...outcome);
      halved.taken ??= part[0];
      continue;
    }
    failures += 1;
    if ((halved.taken === undefined && failures > patience) || !budget.hasTimeFor(0)) {
      throw failure;
    }
    accuseLone(halved, part, outcome);
    waiting.push(...halvesOf(part));
  }
  return halved;
}

function accuseLone({ accused }: Halved, [ioc, another]: readonly Ioc[], failure: XdrError): void {
  if (ioc !== undefined && another === undefined) {
    accused.push({ ioc, failure });
  }
}

/** The second half lies at the bottom: a stack hands them out in order. A single one has no halves. */
function halvesOf(iocs: readonly Ioc[]): (readonly Ioc[])[] {
  const middle = iocs.length >> 1;
  return iocs.length < 2 ? [] : [iocs.slice(middle), iocs.slice(0, middle)];
}

/** Tries once more what failed alone: it is to blame only where XDR takes another one right before. */
async function judge(xdr: XdrClient, { ioc, failure }: Accused, other: Ioc): Promise<Refused[]> {
  await xdr.insertIocs([other]);
  const outcome = await tryToPush(xdr, [ioc]);
  if (!(outcome instanceof XdrError)) {
    return outcome;
  }
  return [{ value: ioc.indicator, reason: reasonAgainst(ioc, failure) }];
}

/** What to do comes first: what XDR said may be long, and is cut. */
function reasonAgainst(ioc: Ioc, failure: XdrError): string {
  const { size, advice } = describeSize(ioc);
  const cause = failure.kind === 'too-large' ? `It has ${size}. ${advice}` : CORRECT_IT;
  return `XDR takes the others, but not this one, even alone. ${cause} ${failure.message}`;
}

const CORRECT_IT = "Correct it in XSOAR, or leave it out of the 'Sync Query'.";

/** Where a single one is all that there is to send, nothing shows whether XDR would take another. */
function tooLargeAlone([ioc, another]: readonly Ioc[], failure: XdrError): XdrError | undefined {
  if (failure.kind !== 'too-large' || ioc === undefined || another !== undefined) {
    return undefined;
  }
  const { size, advice } = describeSize(ioc);
  return new XdrError(failure.kind, `${failure.message} '${legible(ioc.indicator)}' has ${size}.`, {
    advice,
    cause: failure,
    ...(failure.status === undefined ? {} : { status: failure.status }),
  });
}

/** @throws what one IOC cannot be the reason for */
async function tryToPush(xdr: XdrClient, iocs: readonly Ioc[]): Promise<Refused[] | XdrError> {
  try {
    return await xdr.insertIocs(iocs, { hasty: true });
  } catch (thrown) {
    if (mayBeOfOne(thrown)) {
      return thrown;
    }
    throw thrown;
  }
}

/**
 * One IOC of the Sync Query that is not among these, out of the oldest: XDR has most likely acknowledged it before, and
 * pushing it again shows whether XDR takes anything at all.
 */
async function findOther(engine: Engine, than: readonly Ioc[]): Promise<Ioc | undefined> {
  const values = new Set(than.map(({ indicator }) => indicator));
  const rules = await engine.outgoingRules();
  const query = activeQuery(engine.config.query);
  for await (const { indicators } of searchPages(engine.host, { query, fields: OUTGOING_FIELDS })) {
    for (const indicator of indicators) {
      const mapped = toIoc(indicator, rules);
      if (!(mapped instanceof Rejection) && !values.has(mapped.indicator)) {
        return mapped;
      }
    }
  }
  return undefined;
}
