import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ioc } from '../../src/indicators/ioc.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import type { Rule } from '../../src/indicators/rule.ts';
import type { OutgoingRules } from '../../src/indicators/rules.ts';
import { parseSeverity } from '../../src/indicators/severity.ts';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import { planRule, type RulePlan } from '../../src/sync/two-sides.ts';
import {
  anyState,
  frozen,
  type Held,
  indicatorLink,
  mergedState,
  NOW,
  read,
  type State,
} from './two-sides-arbitraries.ts';
import {
  created,
  fieldOf,
  isJson,
  type Json,
  keyOf,
  ownScore,
  pushed,
  SOURCE,
  written,
} from './two-sides-model.ts';

// The laws of docs/two-sides.md, 1, 2 and 4, for the planner alone. What is expected is written from that page: a plan
// is compared with what the page says, not with what the planner's own parts answer.

/** How many states each law sees; `PLANNER_STATES=60000` shows them a million in all, in some minutes. */
const STATES = Number(process.env.PLANNER_STATES ?? 5_000);

function law<T>(states: fc.Arbitrary<T>, holds: (state: T) => void): void {
  fc.assert(fc.property(states, holds), { numRuns: STATES });
}

/** jest's `expect` would take most of the time. */
function must(holds: boolean, what: string, seen?: unknown): void {
  if (!holds) {
    throw new Error(`${what}: ${JSON.stringify(seen, null, 1)}`);
  }
}

function planOf({ rule, x, matches, sides, own }: State): RulePlan {
  return planRule(rule, { x, siblings: x === undefined ? [] : [x], matches }, sides, own);
}

type Merge = Extract<RulePlan, { kind: 'merge' }>;

/** The merge that a plan is; undefined where it is none. */
function mergeOf(plan: RulePlan): Merge | undefined {
  return plan.kind === 'merge' ? plan : undefined;
}

// ---------------------------------------------------------------- What the page says

type Field = 'severity' | 'comment' | 'status' | 'expiration' | 'reputation';
const FIELDS: readonly Field[] = ['severity', 'comment', 'status', 'expiration', 'reputation'];

/** What our own mapping makes of an indicator, also of one that has expired; undefined where it refuses it. */
function sentFor(x: Json, rules: OutgoingRules): Ioc | undefined {
  const ioc = toIoc(x, { ...rules, now: 0 });
  return ioc instanceof Rejection ? undefined : ioc;
}

/** Whether a field of a rule is an echo of what was sent by these settings; also where it says nothing. */
function isEcho(field: Field, { raw }: Rule, sent: Ioc, { commentsAsTags }: OutgoingRules): boolean {
  switch (field) {
    case 'severity':
      return raw.RULE_SEVERITY === null || String(raw.RULE_SEVERITY).slice(8) === sent.severity;
    case 'comment':
      return saysNoComment(raw) || isSameText(String(raw.RULE_COMMENT), sent, commentsAsTags);
    case 'status':
      return raw.RULE_STATUS === null || raw.RULE_STATUS === (sent.status ?? 'ENABLED');
    case 'expiration':
      return saysNoExpiration(raw) || inSeconds(raw.RULE_EXPIRATION_TIME) === inSeconds(sent.expiration_date);
    case 'reputation':
      return raw.REPUTATION === null || raw.REPUTATION === sent.reputation;
  }
}

function isSameText(told: string, { comment = [] }: Ioc, asTags: boolean): boolean {
  return asTags
    ? partsOf(told).join() === partsOf(comment.join()).join()
    : told.trim() === comment.join(', ').trim();
}

/** Also a person who made an IOC without a comment took none out. */
function saysNoComment({ RULE_COMMENT: comment, RULE_SOURCE: source }: Json): boolean {
  const isMadeByPerson = typeof source === 'string' && source !== 'XSOAR TIM';
  return typeof comment !== 'string' || (isMadeByPerson && comment.trim() === '');
}

function saysNoExpiration(raw: Json): boolean {
  const time = raw.RULE_EXPIRATION_TIME;
  return raw.IS_DEFAULT_TTL === true || time === null || time === 0;
}

function inSeconds(time: unknown): number {
  return Number(time) < 0 ? -1 : Math.floor(Number(time) / 1_000);
}

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The fields that a rule does not merely echo; undefined where the mapping refuses the indicator by some settings. */
function differing(state: Held): Field[] | undefined {
  const { rule, x, sides, own } = state;
  const settings = [sides.outgoing, ...(sides.before === undefined ? [] : [sides.before])];
  if (settings.some((rules) => sentFor(x, rules) === undefined)) {
    return undefined;
  }
  const sent = settings.flatMap((rules) =>
    asSent(x, sides).flatMap((one) => {
      const ioc = sentFor(one, rules);
      return ioc === undefined ? [] : [{ ioc, rules }];
    }),
  );
  return FIELDS.filter(
    (field) =>
      !(field === 'status' && own !== 'none') &&
      !(field === 'severity' && isMadeOfScore(state)) &&
      !sent.some(({ ioc, rules }) => isEcho(field, rule, ioc, rules)),
  );
}

/** What XDR may have of an indicator: all of it, or without newest comments that came after the push, or our own tags. */
function asSent(x: Json, { ownTags = [], pushedUntil = 0 }: State['sides']): Json[] {
  const comments = x.comments as Json[];
  const known = comments.findLastIndex(({ created }) => !(Date.parse(String(created)) > pushedUntil)) + 1;
  const versions = comments.slice(known).map((_, index) => comments.slice(0, known + index));
  const tags = keyOf(x.CustomFields, 'tags');
  const custom = {
    ...(x.CustomFields as Json),
    ...(Array.isArray(tags) ? { tags: tags.filter((tag) => !ownTags.includes(tag)) } : {}),
  };
  const before = versions.map((older) => ({ ...x, comments: older }));
  return [x, ...before].flatMap((one) => [one, { ...one, CustomFields: custom }]);
}

/** Whether a rule's severity is the one that the mapping makes of the rule's own reputation: nobody chose it. */
function isMadeOfScore({ x, rule, sides: { outgoing } }: Held): boolean {
  const held = String([keyOf(x.CustomFields, outgoing.severityField)].flat()[0] ?? '').trim();
  // UNKNOWN is XDR's word for none.
  const hasNone = held === '' || held.toUpperCase() === 'UNKNOWN';
  const made = { BAD: 'HIGH', SUSPICIOUS: 'MEDIUM', GOOD: 'INFO', UNKNOWN: 'INFO' };
  return outgoing.severity === undefined && hasNone && rule.severity === made[rule.reputation ?? 'UNKNOWN'];
}

/** Where a field of both sides is written in XSOAR; the comment goes to the first field that is not the link. */
function nameOf(field: Field, { outgoing }: State['sides']): string {
  const comments = outgoing.commentFields.filter((name) => name !== 'indicator_link');
  const isLinkAlone = comments.length === 0 && outgoing.commentFields.length > 0;
  return {
    severity: outgoing.severityField,
    comment: comments[0] ?? (isLinkAlone ? 'comments' : ''),
    status: 'xdrstatus',
    expiration: 'expirationdate',
    reputation: 'score',
  }[field];
}

function isOverridden({ outgoing }: State['sides']): boolean {
  return outgoing.overrideSeverity && outgoing.severity !== undefined;
}

/** Whether XSOAR's side of a field stands against a person's change in XDR. A time of our own doing is no person's. */
function xsoarStands(field: Field, { x, rule, sides, own }: Held): boolean {
  if (field === 'severity' && isOverridden(sides)) {
    return true;
  }
  if (!Object.hasOwn(x, 'manuallyEditedFields') && !Object.hasOwn(x, 'manualScore')) {
    return own === 'time' || Date.parse(String(x.modified)) + sides.offset > rule.modified;
  }
  if (field === 'reputation') {
    return x.manualScore === true;
  }
  const name = nameOf(field, sides);
  const byHand = (x.manuallyEditedFields as string[]).map(fieldOf).includes(name);
  return byHand || (name === 'comments' && lastComment(x) + sides.offset > rule.modified);
}

/** When a person wrote the newest comment; never, where that is another's. */
function lastComment({ comments }: Json): number {
  const regular = (comments as Json[]).filter(({ type }) => type === 'IndicatorCommentRegular').at(-1);
  const isPerson =
    regular !== undefined && ![SOURCE.brand, SOURCE.instance, 'DBot'].includes(String(regular.user));
  return isPerson ? Date.parse(String(regular.created)) : Number.NEGATIVE_INFINITY;
}

// ---------------------------------------------------------------- The laws

describe('the random states', () => {
  it('are of every kind, each often: else the laws would be about little', () => {
    const seen = new Map<string, number>();
    for (const state of fc.sample(anyState, { numRuns: 3_000, seed: 1 })) {
      const plan = planOf(state);
      const merge = mergeOf(plan);
      const conflict = merge === undefined || merge.passedOver.length === 0 ? '' : ', of which some stands';
      const kind = merge?.write === undefined ? plan.kind : `${plan.kind} and write`;
      seen.set(kind + conflict, (seen.get(kind + conflict) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual([
      'create',
      'deleted',
      'echo',
      'left',
      'merge and write',
      'merge and write, of which some stands',
      'merge, of which some stands',
    ]);
    expect(Math.min(...seen.values())).toBeGreaterThan(20);
  });
});

describe('an echo', () => {
  it('is a rule in which every field says what was sent', () => {
    law(mergedState, (state) => {
      const fields = differing(state);
      const plan = planOf(state);
      // What XDR merely does not have yet, or made of the score, may be told; it is not written.
      const isOnlyTold = mergeOf(plan) !== undefined && mergeOf(plan)?.write === undefined;
      const isEcho = plan.kind === 'echo' || plan.kind === 'old';
      const holds = isEcho ? fields?.length === 0 : fields?.length !== 0 || isOnlyTold;
      must(fields === undefined || holds, plan.kind, fields);
    });
  });

  it('is never written to XSOAR, field by field', () => {
    law(mergedState, (state) => {
      const fields = differing(state);
      const write = mergeOf(planOf(state))?.write;
      if (fields === undefined || write === undefined) {
        return;
      }
      const { tags, tlpColor } = state.sides.incoming;
      const mayBeWritten = fields.map((field) => nameOf(field, state.sides));
      if (tags.length > 0) {
        mayBeWritten.push('tags');
      }
      if (tlpColor !== undefined) {
        mayBeWritten.push('trafficlightprotocol');
      }
      must(
        Object.keys(write.fields).every((name) => mayBeWritten.includes(name)),
        'only these may be written',
        { mayBeWritten, write },
      );
    });
  });

  it("does not make XSOAR's score this integration's own opinion", () => {
    law(mergedState, (state) => {
      const plan = mergeOf(planOf(state));
      const isTaken = plan?.taken.some(({ field }) => field === 'reputation') ?? false;
      must(
        plan?.write === undefined || isTaken || plan.write.score === ownScore(state.x),
        'the own score stays',
        plan,
      );
    });
  });
});

describe('the merge', () => {
  it('takes what a person changed in XDR, unless a person changed it in XSOAR too', () => {
    law(mergedState, (state) => {
      const plan = mergeOf(planOf(state));
      for (const { field } of plan?.taken ?? []) {
        must(!xsoarStands(field, state), `XSOAR's ${field} stands`, plan);
      }
      for (const { field, write } of plan?.passedOver ?? []) {
        must(xsoarStands(field, state) || write === undefined, `XDR's ${field} is taken`, plan);
      }
    });
  });

  it('takes or passes over each field that was changed', () => {
    law(mergedState, (state) => {
      const plan = mergeOf(planOf(state));
      const told = [...(plan?.taken ?? []), ...(plan?.passedOver ?? [])].map(({ field }) => field);
      const untold = (differing(state) ?? []).filter((field) => !told.includes(field));
      must(untold.length === 0, `${untold.join(' and ')} untold`, plan);
    });
  });

  it('tells both values of what it takes or passes over', () => {
    law(mergedState, (state) => {
      const plan = mergeOf(planOf(state));
      for (const { field, fieldName, xsoar, xdr } of [...(plan?.taken ?? []), ...(plan?.passedOver ?? [])]) {
        must(xsoar !== xdr || fieldName === '', `two values of ${field}`, plan);
      }
      must(plan?.passedOver.every(({ why }) => why !== '') ?? true, 'why it is passed over', plan);
    });
  });

  it('writes what it takes, and tells what it writes', () => {
    law(mergedState, ({ sides, ...state }) => {
      const plan = mergeOf(planOf({ ...state, sides }));
      const fields = plan?.write?.fields ?? {};
      const taken =
        plan?.taken.map(({ field }) => nameOf(field, sides)).filter((name) => name !== 'score') ?? [];
      const own = ['tags', 'trafficlightprotocol'];
      must(
        taken.every((name) => Object.hasOwn(fields, name)),
        'all that is taken is written',
        plan,
      );
      must(
        Object.keys(fields).every((name) => taken.includes(name) || own.includes(name)),
        'all that is written is told',
        plan,
      );
    });
  });

  it("is written to the indicator that XSOAR holds, in XSOAR's spelling", () => {
    law(mergedState, (state) => {
      const write = mergeOf(planOf(state))?.write;
      const { value, indicator_type: type } = state.x;
      must(write === undefined || (write.value === value && write.type === type), 'value and type', write);
      must(
        write === undefined || (write.rawJSON.value === value && write.rawJSON.type === type),
        'rawJSON',
        write,
      );
    });
  });

  it('does not ask when a feed refreshed the indicator, where XSOAR tells what people edited', () => {
    law(mergedState, (state) => {
      if (!Object.hasOwn(state.x, 'manualScore')) {
        return;
      }
      const refreshed = { ...state.x, modified: new Date(NOW).toISOString() };
      const [one, other] = [planOf(state), planOf({ ...state, x: refreshed })];
      must(JSON.stringify(one) === JSON.stringify(other), 'the same plan', [one, other]);
    });
  });
});

describe('coming to rest', () => {
  /** Both sides after a plan was carried out: the indicator, and the rule as XDR tells it after the push that answers. */
  function carriedOut(state: Held, plan: RulePlan): Held {
    const write = mergeOf(plan)?.write;
    const x = write === undefined ? state.x : written(state.x, write, state.keeps, NOW - 10_000);
    const ioc = toIoc(x, state.sides.outgoing);
    const rule =
      plan.kind === 'echo' || ioc instanceof Rejection
        ? state.rule
        : read(pushed(state.rule.raw, ioc, x, state.keeps.takes !== 'no status', NOW));
    return { ...state, x, rule, own: 'none' };
  }

  it('needs one plan and one push, whatever XSOAR takes', () => {
    law(mergedState, (state) => {
      const plan = planOf(state);
      const after = carriedOut(state, plan);
      if (toIoc(after.x, state.sides.outgoing) instanceof Rejection || plan.kind === 'echo') {
        return;
      }
      const next = planOf(after);
      must(next.kind === 'echo' || onlyStaysDisabled(next, after), 'an echo', { plan, after, next });
    });
  });

  /** XDR keeps an IOC disabled that XSOAR, which does not keep the status, cannot say anything about. */
  function onlyStaysDisabled(plan: RulePlan, { x, keeps }: Held): boolean {
    const fields = mergeOf(plan)?.taken.concat(mergeOf(plan)?.passedOver ?? []) ?? [];
    return (
      keeps.takes === 'no status' &&
      !['enabled', 'disabled', 'disabeld'].includes(String(keyOf(x.CustomFields, 'xdrstatus'))) &&
      fields.every(({ field, xdr }) => field === 'status' && xdr === 'DISABLED')
    );
  }

  /** Whether the score, once it is written, makes another severity: then the rule tells what the old score made. */
  function isByScore({ x, sides: { outgoing, before } }: Held): boolean {
    const severity = String([keyOf(x.CustomFields, outgoing.severityField)].flat()[0]);
    const byScore = [outgoing, before].some((rules) => rules !== undefined && rules.severity === undefined);
    return byScore && parseSeverity(severity) === undefined;
  }

  /** Whether the comment is made of tags and tells one of the instance's own: nobody can say whose it is. */
  function isByOwnTags({ rule, sides: { outgoing, before, ownTags = [] } }: Held): boolean {
    const parts = partsOf(String(rule.comment ?? ''));
    const isOfTags = outgoing.commentFields.indexOf('tags') > 0 || before?.commentFields.includes('tags');
    return isOfTags === true && ownTags.some((tag) => parts.includes(tag));
  }

  it('needs one write: the same rule once more, before the push, writes nothing', () => {
    law(mergedState, (state) => {
      const keeps = { takes: 'everything', listsGrow: false } as const;
      const plan = planOf(state);
      const write = mergeOf(plan)?.write;
      if (write === undefined || isByScore(state) || isByOwnTags(state)) {
        return;
      }
      const x = written(state.x, write, keeps, NOW - 10_000);
      const again = mergeOf(planOf({ ...state, x }));
      must(again?.write === undefined, 'no write', { plan, x, again });
    });
  });
});

describe('a joined comment', () => {
  it('says, after the push, what the person wrote in front of the rest, and the rest once', () => {
    law(mergedState, (state) => {
      const comment = String(state.rule.comment ?? '').trim();
      const rest = sentWithoutFirst(state);
      const plan = mergeOf(planOf(state));
      const isTaken = plan?.taken.some(({ field }) => field === 'comment') ?? false;
      const isInFront = rest !== '' && comment.endsWith(`, ${rest}`);
      if (plan?.write === undefined || !isTaken || !isInFront || isByTags(state)) {
        return;
      }
      const keeps = { takes: 'everything', listsGrow: false } as const;
      const x = written(state.x, plan.write, keeps, NOW);
      const sent = sentFor(x, state.sides.outgoing)?.comment ?? [];
      must(partsOf(sent.join()).join() === partsOf(comment).join(), 'the comment', {
        rest,
        comment,
        sent,
        plan,
      });
    });
  });

  /** What would be sent if the field that takes the comment were empty: the other fields' texts, and the link. */
  function sentWithoutFirst({ x, sides }: Held): string {
    const first = nameOf('comment', sides);
    const { [first]: _, ...custom } = isJson(x.CustomFields) ? x.CustomFields : {};
    const empty = { ...x, CustomFields: custom, ...(first === 'comments' ? { comments: [] } : {}) };
    return (sentFor(empty, sides.outgoing)?.comment ?? []).join(', ').trim();
  }

  /** XSOAR only adds to its tags: what a person took out stays. */
  function isByTags({ sides }: Held): boolean {
    return sides.outgoing.commentFields.includes('tags');
  }
});

describe('a plan', () => {
  it('is the same for the same', () => {
    law(anyState, (state) => {
      const [one, other] = [JSON.stringify(planOf(state)), JSON.stringify(planOf(structured(state)))];
      must(one === other, 'the same plan', [one, other]);
    });
  });

  it('changes nothing of what it is made of', () => {
    law(anyState, (state) => {
      planOf(frozen(state));
    });
  });

  it('writes nothing for a rule that is deleted, all our own doing, or of an indicator that left', () => {
    law(anyState, (state) => {
      const { rule, x, matches, own } = state;
      const plan = planOf(state);
      const isLeft = rule.fromXsoar && !matches;
      if (own === 'all') {
        must(plan.kind === 'echo', 'an echo', plan);
      } else if (rule.deleted) {
        must(plan.kind === 'deleted', 'deleted', plan);
      } else if (isLeft && x === undefined) {
        must(plan.kind === 'left' && plan.reason !== '', 'left', plan);
      } else if (isLeft) {
        must(leftKinds({ ...state, x: x ?? {} }).includes(plan.kind), 'left, or an echo', plan);
      }
    });
  });

  /** What may become of a rule of an indicator that left: what XDR has merely not heard yet is no news. */
  function leftKinds(state: Held): RulePlan['kind'][] {
    const fields = differing(state);
    if (fields === undefined) {
      return ['left', 'echo'];
    }
    // Our own disabling is told with what XDR has of an indicator that is not pushed any more.
    const old = state.own === 'time' ? ['reputation', 'expiration'] : [];
    const news = fields.filter((field) => !old.includes(field));
    // No opinion in XDR changes nothing of what other sources say: it may be told.
    const isNoOpinion = news.join() === 'reputation' && state.rule.reputation === 'UNKNOWN';
    return isNoOpinion ? ['left', 'echo'] : [news.length > 0 ? 'left' : 'echo'];
  }

  it('creates what a person made in XDR and XSOAR does not hold, and nothing else', () => {
    law(anyState, (state) => {
      const { rule, x, own } = state;
      const isNew = x === undefined && !rule.fromXsoar && !rule.deleted && own !== 'all';
      const plan = planOf(state);
      must((plan.kind === 'create') === isNew, 'created', plan);
    });
  });

  it('creates an indicator that is not pulled again, and loses nothing of what the person wrote', () => {
    law(anyState, (state) => {
      const plan = planOf(state);
      // An empty part at an end is cut off, once the link stands behind it: one write more.
      const hasEmptyEnd = /^,|,$/.test(String(state.rule.comment ?? '').trim());
      // What looks like an indicator's link is taken for one.
      const hasLink = String(state.rule.comment).includes(indicatorLink(''));
      if (plan.kind !== 'create' || hasEmptyEnd || hasLink) {
        return;
      }
      const x = created(plan.write, NOW - 10_000);
      const again = planOf({ ...state, x });
      must(mergeOf(again)?.write === undefined, 'written once', { plan, again });
      const texts = partsOf(String(state.rule.comment ?? ''));
      const kept = JSON.stringify(plan.write.fields);
      must(
        texts.every((text) => kept.includes(text)),
        'the comment',
        plan,
      );
    });
  });

  it("never takes our own enabling or disabling for a person's", () => {
    law(mergedState, (state) => {
      const own = state.own === 'none' ? 'status' : state.own;
      const plan = mergeOf(planOf({ ...state, own }));
      const told = [...(plan?.taken ?? []), ...(plan?.passedOver ?? [])];
      must(
        told.every(({ field }) => field !== 'status'),
        'no status',
        plan,
      );
      must(keyOf(plan?.write?.fields, 'xdrstatus') === undefined, 'no xdrstatus', plan);
    });
  });
});

/** A copy with nothing in common but the functions. */
function structured<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(structured) as T;
  }
  return isJson(value)
    ? (Object.fromEntries(Object.entries(value).map(([name, held]) => [name, structured(held)])) as T)
    : value;
}
