import { messageOf, XdrError } from '../errors.ts';
import type { Rule } from '../indicators/rule.ts';
import type { XdrClient } from '../xdr/client.ts';
import { KEY_FIELDS } from '../xsoar/indicator-key.ts';
import { type Engine, sidesOf } from './engine.ts';
import { readChanges } from './explain/changes.ts';
import { compose } from './explain/compose.ts';
import type { Explanation } from './explain/explanation.ts';
import { gather } from './explain/gather.ts';
import { type Outcome, outcomeOf } from './explain/outcome.ts';
import { sceneOf } from './explain/scene.ts';
import type { Subject } from './explain/subject.ts';
import { activeQuery } from './find.ts';
import { isNotOffered } from './held.ts';
import type { SyncState } from './memory/state.ts';
import { type Rehearsal, rehearse, type Scene } from './rehearsal/rehearsal.ts';

/** For how many values XDR is asked at a time what waits there: its answer may be huge, and comes whole each time. */
const VALUES_AN_ANSWER = 2_000;
/** How many values are explained at a time: as many as one search may name, under several spellings each. */
const VALUES_A_CHUNK = 200;
/** How long the names of a search may be together, in characters. */
const LONGEST_CHUNK = 30_000;

/**
 * Explains values: what both sides hold, and what the next run does with each. Nothing is changed: the engine itself
 * rehearses that run over both sides of paper (`rehearsal/`), so its rules are told and not repeated here.
 * @returns the explanations in the order of the values, a chunk at a time
 */
export async function* explain(
  engine: Engine,
  values: readonly string[],
): AsyncGenerator<Explanation[], void, undefined> {
  const asking: Engine = { ...engine, xdr: rememberingOffers(engine.xdr) };
  const state = await engine.store.read();
  const counting = countingOnce(engine);
  for (let start = 0; start < values.length; start += VALUES_AN_ANSWER) {
    const some = values.slice(start, start + VALUES_AN_ANSWER);
    const waiting = await changesOrFailure(asking, state, some);
    for (const chunk of chunksOf(some)) {
      yield await explainChunk(asking, state, chunk, waiting, counting);
    }
  }
}

async function explainChunk(
  engine: Engine,
  state: SyncState,
  values: readonly string[],
  waiting: ReadonlyMap<string, readonly Rule[]> | XdrError,
  counting: Pick<Scene, 'countedQuery' | 'count'>,
): Promise<Explanation[]> {
  const isKnown = !(waiting instanceof XdrError);
  const rulesOf = isKnown ? (value: string) => waiting.get(value) ?? [] : undefined;
  const subjects = await gather(engine, state, values, rulesOf);
  const sides = await sidesOf(engine, state);
  const scene = sceneOf(subjects, state, counting);
  const outcomes = isKnown ? await rehearsed(engine, scene) : () => unknown(waiting);
  return subjects.map((subject) => compose(engine, state, sides, subject, outcomes(subject)));
}

/** The limit in one fetch hides what would leave: it is rehearsed once more without, to see what waits because of it. */
async function rehearsed(engine: Engine, scene: Scene): Promise<(subject: Subject) => Outcome> {
  const { config } = engine;
  const rehearsal = await rehearse(engine, scene);
  const unbraked = rehearsal.isBraked
    ? await rehearse({ ...engine, config: { ...config, retireLimit: Number.POSITIVE_INFINITY } }, scene)
    : rehearsal;
  return (subject) => withBrake(outcomeOf(subject, rehearsal), subject, unbraked);
}

function withBrake(outcome: Outcome, subject: Subject, unbraked: Rehearsal): Outcome {
  const { deeds } = outcomeOf(subject, unbraked);
  const isBraked =
    deeds.some((deed) => deed === 'disable' || deed === 'delete') && outcome.deeds.length === 0;
  return isBraked ? { ...outcome, nextRun: 'wait', isBraked } : outcome;
}

function unknown(failure: XdrError): Outcome {
  const reason = `XDR did not say what waits there: ${messageOf(failure)}`;
  return {
    nextRun: 'unknown',
    deeds: [],
    sent: undefined,
    written: undefined,
    heard: [{ kind: 'remark', reason }],
    lines: [],
    isBraked: false,
  };
}

async function changesOrFailure(
  engine: Engine,
  state: SyncState,
  values: readonly string[],
): Promise<Map<string, Rule[]> | XdrError> {
  try {
    return await readChanges(engine, state, values);
  } catch (thrown) {
    if (thrown instanceof XdrError) {
      return thrown;
    }
    throw thrown;
  }
}

function* chunksOf(values: readonly string[]): Generator<string[], void, undefined> {
  let chunk: string[] = [];
  let length = 0;
  for (const value of values) {
    if (chunk.length === VALUES_A_CHUNK || (chunk.length > 0 && length + value.length > LONGEST_CHUNK)) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(value);
    length += value.length;
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}

/** How many match is the same for all values: it is asked for once. */
function countingOnce({ host, config }: Engine): Pick<Scene, 'countedQuery' | 'count'> {
  const countedQuery = activeQuery(config.query);
  let answer: Promise<unknown> | undefined;
  return {
    countedQuery,
    count: async () => {
      answer ??= host.searchIndicators({ query: countedQuery, size: 1, fields: KEY_FIELDS });
      return await answer;
    },
  };
}

/** A tenant that does not offer to show its IOCs is asked once. */
function rememberingOffers(xdr: XdrClient): XdrClient {
  let refusal: XdrError | undefined;
  return {
    ...xdr,
    getIocs: async function* (filters, options) {
      if (refusal !== undefined) {
        throw refusal;
      }
      try {
        yield* xdr.getIocs(filters, options);
      } catch (thrown) {
        refusal = isNotOffered(thrown) ? thrown : undefined;
        throw thrown;
      }
    },
  };
}
