import fc from 'fast-check';
import { SEVERITIES } from '../../src/indicators/ioc.ts';
import { Rejection } from '../../src/indicators/rejection.ts';
import { type Rule, readRule } from '../../src/indicators/rule.ts';
import type { IncomingRules, OutgoingRules } from '../../src/indicators/rules.ts';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import type { OwnDoing, Sides } from '../../src/sync/two-sides.ts';
import { commentBy, type Json, type Keeps, pushed, SOURCE, scoreOfAll } from './two-sides-model.ts';

// Random states of one value on both sides. They are made as they come about: an indicator is sent, then people and
// feeds edit a field or two on either side. The values are few, so that both sides often meet.

/** All that a plan for a rule is made of. */
export interface State {
  rule: Rule;
  /** Undefined where XSOAR holds no such indicator. */
  x: Json | undefined;
  matches: boolean;
  sides: Sides;
  own: OwnDoing;
  /** What the models do with what comes of it. */
  keeps: Keeps;
}

/** A state in which XSOAR holds the indicator. */
export interface Held extends State {
  x: Json;
}

/** Picks one of these. The first is the simplest: a failing state is shrunk towards it. Repeat one to weight it. */
type Pick = <T>(...these: readonly T[]) => T;

export const NOW = Date.UTC(2026, 0, 15, 12);
const DAY = 86_400_000;

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** The moments at which things happen; often the same on both sides. */
function moment(pick: Pick): number {
  return NOW - pick(50_000, 40_000, 40_000, 30_500, 20_000);
}

// ---------------------------------------------------------------- The settings

const SEVERITY_FIELD = 'sourceoriginalseverity';
const LINK = 'indicator_link';

function outgoingRules(pick: Pick): OutgoingRules {
  // Comments as tags are a list of one field, and not of the comments; the configuration refuses others.
  const commentsAsTags = pick(false, false, true);
  const commentFields = commentsAsTags
    ? pick(['description'], ['aliases'], ['tags'], [LINK, 'tags'], ['aliases', LINK])
    : pick<string[]>(
        ['comments'],
        ['description'],
        ['aliases'],
        ['tags'],
        [LINK],
        [LINK, 'comments'],
        ['description', LINK],
        ['aliases', LINK],
        ['description', 'actor'],
        ['comments', 'actor', LINK],
        ['description', 'comments'],
        ['actor', 'tags'],
      );
  return {
    commentFields,
    commentsAsTags,
    overrideSeverity: pick(false, true),
    severity: pick(undefined, ...SEVERITIES),
    severityField: SEVERITY_FIELD,
    excludePrivate: false,
    indicatorLink,
    now: NOW,
  };
}

export function indicatorLink(id: string): string {
  return `https://xsoar.example/indicator/${id}`;
}

function incomingRules(pick: Pick, outgoing: OutgoingRules): IncomingRules {
  const { overrideSeverity, severity, severityField, commentsAsTags, commentFields } = outgoing;
  return {
    overrideSeverity,
    severity,
    severityField,
    commentsAsTags,
    commentField: commentFields.find((name) => name !== LINK) ?? 'comments',
    tags: pick(['Cortex XDR'], [], ['Cortex XDR', 'seen']),
    tlpColor: pick(undefined, 'RED'),
  };
}

function sidesOf(pick: Pick): Sides {
  const outgoing = outgoingRules(pick);
  const before = pick(false, false, false, true) ? outgoingRules(pick) : undefined;
  const incoming = incomingRules(pick, outgoing);
  return {
    outgoing,
    before,
    incoming,
    ownTags: incoming.tags,
    pushedUntil: pick(undefined, NOW - 45_000),
    source: SOURCE,
    offset: pick(0, 0, 10_000, -10_000),
  };
}

// ---------------------------------------------------------------- The indicator

const TEXTS = ['seen', 'note', 'APT0', 'seen, twice', 'APT0, seen', ''] as const;
const GRID = [{ row: 1 }];
const EXPIRATIONS = [NOW + DAY, NOW + DAY + 1, NOW + DAY + 1_000, NOW + 2 * DAY] as const;
/** As XSOAR lists what was edited by hand: by a field's name, or as its page shows it. */
const BY_HAND = [
  'description',
  'Source Original Severity',
  SEVERITY_FIELD,
  'xdrstatus',
  'expiration',
  'aliases',
] as const;

/** What a field of an indicator may hold. */
const HELD: Record<string, (pick: Pick) => unknown> = {
  description: (pick) => pick<unknown>(undefined, ...TEXTS, ' seen ', GRID),
  actor: (pick) => pick<unknown>(undefined, ...TEXTS),
  aliases: (pick) => pick<unknown>(undefined, [], ['seen'], ['APT0', 'seen'], ['seen', 'twice'], 'seen'),
  tags: (pick) => pick<unknown>(undefined, ['seen'], ['APT0', 'seen'], ['seen', 'Cortex XDR']),
  [SEVERITY_FIELD]: (pick) =>
    pick<unknown>(undefined, 'Low', 'HIGH', 'high', 'Informational', 'unknown', '', ['Medium'], 'bogus'),
  xdrstatus: (pick) => pick(undefined, undefined, 'enabled', 'disabled', 'disabeld', ''),
};

function expirationIn(pick: Pick): unknown {
  return pick(undefined, '0001-01-01T00:00:00Z', ...EXPIRATIONS.map(iso), iso(NOW + DAY), iso(NOW - DAY));
}

function comment(pick: Pick): Json {
  const remark = { type: 'IndicatorCommentTimeLine', content: 'created', user: 'DBot' };
  const user = pick('ana', 'ana', SOURCE.brand, SOURCE.instance, 'DBot');
  return pick(false, false, false, true) ? remark : commentBy(user, pick(...TEXTS), moment(pick));
}

/** What XSOAR says of people's edits; an older server says nothing. */
function marks(pick: Pick): Json {
  const byHand = pick([], [pick(...BY_HAND)], [pick(...BY_HAND), pick(...BY_HAND)]);
  return pick(true, true, true, true, false)
    ? { manuallyEditedFields: byHand, manualScore: pick(false, false, true) }
    : {};
}

function indicator(pick: Pick): Json {
  const score = pick(undefined, undefined, 0, 1, 3);
  const own = { sourceBrand: SOURCE.brand, sourceInstance: SOURCE.instance, score };
  const moduleToFeedMap = {
    feed: { sourceBrand: 'Feed', sourceInstance: 'feed', score: pick(3, 0, 1, 2) },
    ...(score === undefined ? {} : { own }),
  };
  const custom = Object.entries(HELD).map(([name, held]) => [name, held(pick)] as const);
  const byPeople = marks(pick);
  return {
    id: '77',
    value: '192.0.2.10',
    indicator_type: 'IP',
    score: byPeople.manualScore === true ? pick(3, 0, 1, 2) : scoreOfAll(moduleToFeedMap),
    moduleToFeedMap,
    modified: iso(moment(pick)),
    expiration: expirationIn(pick),
    comments: pick([], [comment(pick)], [comment(pick), comment(pick)]),
    ...byPeople,
    CustomFields: Object.fromEntries(custom.filter(([, value]) => value !== undefined)),
  };
}

/** The indicator after an edit in XSOAR that nobody has pushed yet. */
function editedInXsoar(x: Json, pick: Pick): Json {
  const what = pick('', 'expiration', 'comments', ...Object.keys(HELD));
  switch (what) {
    case '':
      return x;
    case 'expiration':
      return { ...x, expiration: expirationIn(pick) };
    case 'comments':
      return { ...x, comments: [x.comments, comment(pick)].flat() };
    default:
      return { ...x, CustomFields: { ...(x.CustomFields as Json), [what]: HELD[what]?.(pick) } };
  }
}

// ---------------------------------------------------------------- The rule

/** What a person may choose in XDR; null where a rule says nothing. */
const CHOSEN: Record<string, (pick: Pick) => unknown> = {
  RULE_SEVERITY: (pick) => pick('SEV_020_LOW', 'SEV_040_HIGH', 'SEV_030_MEDIUM', 'SEV_090_UNKNOWN', null),
  REPUTATION: (pick) => pick('GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN', null),
  RULE_STATUS: (pick) => pick('DISABLED', 'DISABLED', 'ENABLED', null),
  RULE_EXPIRATION_TIME: (pick) => pick<unknown>(-1, ...EXPIRATIONS, 0, null),
  IS_DEFAULT_TTL: () => true,
  RULE_COMMENT: (pick) => pick('from XDR', ...TEXTS, null),
};

function editedInXdr(raw: Json, pick: Pick): Json {
  const what = pick('', 'text', 'text', ...Object.keys(CHOSEN));
  if (what === '') {
    return raw;
  }
  return what === 'text'
    ? { ...raw, RULE_COMMENT: editedText(String(raw.RULE_COMMENT), pick) }
    : { ...raw, [what]: CHOSEN[what]?.(pick) };
}

/** A comment after somebody has added to it or has cut something out of it. */
function editedText(text: string, pick: Pick): string {
  const piece = pick('from XDR', 'seen', 'APT0');
  const without = text.split(', ').filter((part) => part !== piece);
  return pick(`${text}, ${piece}`, `${piece}, ${text}`, without.join(', '));
}

/** The rule that XDR tells after a push of the indicator. */
function toldAfterPush(x: Json, rules: OutgoingRules, pick: Pick): Json {
  const at = moment(pick);
  const ioc = toIoc(x, rules);
  const raw: Json = {
    RULE_ID: 1,
    RULE_INDICATOR: x.value,
    IOC_TYPE: 'IP',
    RULE_SEVERITY: 'SEV_040_HIGH',
    REPUTATION: 'BAD',
    RULE_STATUS: 'ENABLED',
    RULE_COMMENT: 'seen',
    RULE_EXPIRATION_TIME: -1,
    RULE_SOURCE: pick('XSOAR TIM', 'XSOAR TIM', 'XSOAR TIM', 'ana@example.com'),
    RULE_MODIFY_TIME: at,
  };
  return ioc instanceof Rejection ? raw : pushed(raw, ioc, x, true, at);
}

// ---------------------------------------------------------------- The states

const seldom = [false, false, false, false, false, false, false, false, false, true] as const;

function state(pick: Pick): Held {
  const sides = sidesOf(pick);
  const sent = indicator(pick);
  const x = editedInXsoar(editedInXsoar(sent, pick), pick);
  const told = toldAfterPush(sent, sides.before ?? sides.outgoing, pick);
  const raw = editedInXdr(editedInXdr(told, pick), pick);
  return {
    rule: read(raw),
    x,
    matches: true,
    sides,
    own: pick(...seldom) ? pick('status', 'time') : 'none',
    keeps: {
      takes: pick('everything', 'everything', 'nothing', 'no status'),
      listsGrow: pick(false, true),
    },
  };
}

/** Any state at all. */
function anyOther(pick: Pick): State {
  const usual = state(pick);
  const isGone = pick(...seldom, true);
  return {
    ...usual,
    rule: pick(...seldom) ? read({ ...usual.rule.raw, MARKED_DELETED: 1 }) : usual.rule,
    x: isGone ? undefined : usual.x,
    matches: !isGone && pick(true, true, true, false),
    own: pick(...seldom) ? 'all' : usual.own,
  };
}

/** So many choices as no state needs. */
const CHOICES = 64;
const choices = fc.noBias(fc.tuple(...Array.from({ length: CHOICES }, () => fc.nat({ max: 2 ** 20 - 1 }))));

function made<T>(make: (pick: Pick) => T): fc.Arbitrary<T> {
  return choices.map((numbers) => {
    let at = 0;
    return make((...these) => {
      const chosen = these[(numbers[at] ?? 0) % these.length];
      at += 1;
      // There is always a first one: nobody picks among none.
      return chosen as (typeof these)[number];
    });
  });
}

/** States in which the rule counts, and XSOAR holds the indicator: both sides are merged. */
export const mergedState: fc.Arbitrary<Held> = made(state);
/** States of every kind. */
export const anyState: fc.Arbitrary<State> = made(anyOther);

/** Reads a rule that is one. */
export function read(raw: Json): Rule {
  const rule = readRule(raw);
  if (rule instanceof Rejection) {
    throw new Error(rule.reason);
  }
  return rule;
}

/** The same, frozen to its depth: whoever changes it fails. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
