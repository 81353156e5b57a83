import { describe, expect, it } from '@jest/globals';
import { toIoc } from '../../src/indicators/to-ioc.ts';
import { type Held, planRule, type RulePlan, type Sides } from '../../src/sync/two-sides.ts';
import { incoming, outgoing } from '../indicators/rules-for-tests.ts';
import { indicatorLink, read } from './two-sides-arbitraries.ts';
import { commentBy, type Json, SOURCE } from './two-sides-model.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;
const DAY = 86_400_000;
const LINK = indicatorLink('77');

function at(time: number): string {
  return new Date(time).toISOString();
}

/** An IP indicator that a feed gave, and that was sent: all of it is in the rule below. */
function indicator(changes: Json = {}): Json {
  return {
    id: '77',
    value: '192.0.2.10',
    indicator_type: 'IP',
    score: 3,
    moduleToFeedMap: { feed: { sourceBrand: 'Feed', sourceInstance: 'feed', score: 3 } },
    modified: at(NOON - 60 * SECOND),
    expiration: at(NOON + DAY),
    comments: [],
    manuallyEditedFields: [],
    manualScore: false,
    CustomFields: {},
    ...changes,
  };
}

/** The IOC of that indicator as XDR tells it, changed a minute after it. */
function ruleOf(changes: Json = {}): Json {
  return {
    RULE_INDICATOR: '192.0.2.10',
    IOC_TYPE: 'IP',
    RULE_SEVERITY: 'SEV_040_HIGH',
    REPUTATION: 'BAD',
    RULE_STATUS: 'ENABLED',
    RULE_COMMENT: '',
    RULE_EXPIRATION_TIME: NOON + DAY,
    IS_DEFAULT_TTL: false,
    RULE_SOURCE: 'XSOAR TIM',
    RULE_MODIFY_TIME: NOON,
    ...changes,
  };
}

function sides(changes: Parameters<typeof outgoing>[0] = {}, more: Partial<Sides> = {}): Sides {
  const rules = outgoing({ indicatorLink, ...changes });
  const { overrideSeverity, severity, severityField, commentsAsTags, commentFields } = rules;
  const commentField = commentFields.find((name) => name !== 'indicator_link') ?? 'comments';
  return {
    outgoing: rules,
    incoming: incoming({ overrideSeverity, severity, severityField, commentsAsTags, commentField }),
    source: SOURCE,
    offset: 0,
    pushedUntil: NOON,
    ...more,
  };
}

function held(x: Json | undefined, matches: boolean): Held {
  return { x, siblings: x === undefined ? [] : [x], matches };
}

function plan(rule: Json, x: Json | undefined, settings = sides()): RulePlan {
  return planRule(read(rule), held(x, x !== undefined), settings, 'none');
}

/** What a plan writes to XSOAR; undefined where it writes nothing. */
function fieldsOf(made: RulePlan): Json | undefined {
  return made.kind === 'merge' || made.kind === 'create' ? made.write?.fields : undefined;
}

describe('a comment that is joined or listed', () => {
  const comments = [commentBy('ana', 'text', NOON - 60 * SECOND)];

  it('does not come back with an edit of the severity, where the link follows it (case 1)', () => {
    const settings = sides({ commentFields: ['indicator_link', 'comments'] });
    const rule = ruleOf({ RULE_COMMENT: `text, ${LINK}`, RULE_SEVERITY: 'SEV_020_LOW' });
    expect(fieldsOf(plan(rule, indicator({ comments }), settings))).toEqual({
      sourceoriginalseverity: 'LOW',
    });
  });

  it('does not come back with an edit of the severity, where it is of two fields (case 2)', () => {
    const settings = sides({ commentFields: ['description', 'actor'] });
    const x = indicator({ CustomFields: { description: 'Scanner', actor: 'APT0' } });
    const rule = ruleOf({ RULE_COMMENT: 'Scanner, APT0', RULE_SEVERITY: 'SEV_020_LOW' });
    expect(fieldsOf(plan(rule, x, settings))).toEqual({ sourceoriginalseverity: 'LOW' });
  });

  it('does not come back with an edit of the severity, where it is a list (case 3)', () => {
    const settings = sides({ commentFields: ['aliases'] });
    const x = indicator({ CustomFields: { aliases: ['a', 'b'] } });
    const rule = ruleOf({ RULE_COMMENT: 'a, b', RULE_SEVERITY: 'SEV_020_LOW' });
    expect(fieldsOf(plan(rule, x, settings))).toEqual({ sourceoriginalseverity: 'LOW' });
  });

  it.each([
    ['the comments, without the link', [LINK], ['indicator_link'], `mine, ${LINK}`, { comments: 'mine' }],
    [
      'the first field, without the second',
      [],
      ['description', 'actor'],
      'mine, APT0',
      { description: 'mine' },
    ],
    [
      'the first field, past the link',
      [],
      ['indicator_link', 'description'],
      `mine, ${LINK}`,
      { description: 'mine' },
    ],
    ['a list, which stays a list', [], ['aliases'], 'a, b, mine', { aliases: ['a', 'b', 'mine'] }],
    ['a custom field, which is emptied', [], ['description'], '', { description: '' }],
  ])("takes a person's edit in XDR into %s", (_, _sent, commentFields, comment, expected) => {
    const x = indicator({ CustomFields: { description: 'Scanner', actor: 'APT0', aliases: ['a', 'b'] } });
    expect(fieldsOf(plan(ruleOf({ RULE_COMMENT: comment }), x, sides({ commentFields })))).toEqual(expected);
  });

  it('is told in one fixed text, where a person took it out of the comments', () => {
    const made = plan(ruleOf({ RULE_COMMENT: '' }), indicator({ comments }));
    expect(fieldsOf(made)).toEqual({ comments: expect.stringMatching(/removed/) });
  });
});

describe('the override of the severity', () => {
  const settings = sides({ overrideSeverity: true, severity: 'HIGH' });

  it("is never written over the analysts' own severity (case 4)", () => {
    const x = indicator({ CustomFields: { sourceoriginalseverity: 'Medium' } });
    expect(fieldsOf(plan(ruleOf({ RULE_COMMENT: 'seen' }), x, settings))).toEqual({ comments: 'seen' });
  });

  it("is told, where it stands against a person's severity in XDR", () => {
    const made = plan(ruleOf({ RULE_SEVERITY: 'SEV_020_LOW' }), indicator(), settings);
    expect(made).toMatchObject({
      kind: 'merge',
      write: undefined,
      passedOver: [{ field: 'severity', xsoar: 'HIGH', xdr: 'LOW', why: expect.stringMatching(/Override/) }],
    });
  });
});

describe('a change in XDR', () => {
  it('is written to the indicator of type URL, where XDR calls it a path (case 5)', () => {
    const value = 'http://evil.example/A';
    const x = indicator({ value, indicator_type: 'URL', modified: at(NOON - SECOND) });
    const rule = ruleOf({ RULE_INDICATOR: value, IOC_TYPE: 'PATH', RULE_SEVERITY: 'SEV_020_LOW' });
    expect(plan(rule, x)).toMatchObject({
      kind: 'merge',
      write: {
        value,
        type: 'URL',
        fields: { sourceoriginalseverity: 'LOW' },
        rawJSON: { value, type: 'URL' },
      },
    });
  });

  it('stands against the refresh of a feed, however late (case 8a)', () => {
    const x = indicator({ modified: at(NOON + 60 * SECOND) });
    expect(fieldsOf(plan(ruleOf({ RULE_STATUS: 'DISABLED' }), x))).toEqual({ xdrstatus: 'disabled' });
  });

  it('is not a score that XDR got from XSOAR, our own doing, told with the old reputation (case 12)', () => {
    const judgedGood = indicator({ score: 1, manualScore: true });
    const rule = read(ruleOf({ RULE_STATUS: 'DISABLED' }));
    expect(planRule(rule, held(judgedGood, false), sides(), 'all')).toEqual({ kind: 'echo' });
    expect(planRule(rule, held(judgedGood, false), sides(), 'time')).toEqual({ kind: 'echo' });
  });

  it('of what we had disabled is told, where the indicator has left: it is of a time that is not ours', () => {
    const rule = read(ruleOf({ RULE_STATUS: 'DISABLED', RULE_EXPIRATION_TIME: NOON + 2 * DAY }));
    expect(planRule(rule, held(indicator(), false), sides(), 'status')).toMatchObject({ kind: 'left' });
  });

  it('of the severity to none is taken (case 14)', () => {
    const x = indicator({ CustomFields: { sourceoriginalseverity: 'Low' } });
    const rule = ruleOf({ RULE_SEVERITY: 'SEV_090_UNKNOWN' });
    expect(fieldsOf(plan(rule, x))).toEqual({ sourceoriginalseverity: 'UNKNOWN' });
  });

  it.each([
    ['the score', undefined, 'HIGH'],
    ['the parameter', 'LOW', 'LOW'],
  ] as const)('of the severity to none is sent as %s says (case 14)', (_, severity, expected) => {
    const x = indicator({ CustomFields: { sourceoriginalseverity: 'UNKNOWN' } });
    expect(toIoc(x, outgoing({ severity }))).toMatchObject({ severity: expected });
  });

  it('is an answer alone, where XSOAR says already that there is no severity (case 14)', () => {
    const x = indicator({ CustomFields: { sourceoriginalseverity: 'UNKNOWN' } });
    const made = plan(ruleOf({ RULE_SEVERITY: 'SEV_090_UNKNOWN' }), x);
    expect(made).toMatchObject({ kind: 'merge', write: undefined, taken: [] });
  });

  it.each([1, true, 'yes'])(
    'is nothing to create, where it was deleted: MARKED_DELETED %j (case 15)',
    (mark) => {
      expect(plan(ruleOf({ MARKED_DELETED: mark, RULE_SOURCE: 'ana' }), undefined)).toEqual({
        kind: 'deleted',
      });
    },
  );

  it.each([0, false, null])('is no deletion with MARKED_DELETED %j', (mark) => {
    expect(plan(ruleOf({ MARKED_DELETED: mark }), indicator({ CustomFields: {}, comments: [] }))).toEqual({
      kind: 'echo',
    });
  });

  it("is written in XSOAR's spelling of a hash (case 39)", () => {
    const value = 'd41d8cd98f00b204e9800998ecf8427e';
    const x = indicator({ value, indicator_type: 'File' });
    const rule = ruleOf({
      RULE_INDICATOR: value.toUpperCase(),
      IOC_TYPE: 'HASH',
      RULE_SEVERITY: 'SEV_020_LOW',
    });
    expect(plan(rule, x)).toMatchObject({ write: { value, type: 'File', rawJSON: { value } } });
  });

  it('brings the tags and the TLP of the instance along', () => {
    const settings = sides({}, { incoming: incoming({ tags: ['Cortex XDR'], tlpColor: 'RED' }) });
    expect(fieldsOf(plan(ruleOf({ RULE_STATUS: 'DISABLED' }), indicator(), settings))).toEqual({
      xdrstatus: 'disabled',
      tags: ['Cortex XDR'],
      trafficlightprotocol: 'RED',
    });
  });
});

describe('a rule that says what was sent', () => {
  const settings = sides({}, { incoming: incoming({ tags: ['Cortex XDR'], tlpColor: 'RED' }) });

  it.each<[string, Json, Json]>([
    ['word for word', {}, {}],
    ['within the second', { RULE_EXPIRATION_TIME: NOON + DAY + 999 }, {}],
    ["with the tenant's default expiration", { RULE_EXPIRATION_TIME: NOON, IS_DEFAULT_TTL: true }, {}],
    ['with never for no time', { RULE_EXPIRATION_TIME: -1 }, { expiration: '0001-01-01T00:00:00Z' }],
    ['with fields that are missing', { RULE_SEVERITY: null, REPUTATION: null, RULE_COMMENT: null }, {}],
    ['with the severity in another word', { RULE_SEVERITY: 'SEV_010_INFO' }, custom('Informational')],
    ["in the vendor's spelling", { RULE_STATUS: 'DISABLED' }, { CustomFields: { xdrstatus: 'disabeld' } }],
  ])('is an echo, %s', (_, rule, x) => {
    expect(plan(ruleOf(rule), indicator(x), settings)).toEqual({ kind: 'echo' });
  });

  it('is an echo also of what the settings before sent', () => {
    const before = outgoing({ overrideSeverity: true, severity: 'CRITICAL' });
    const rule = ruleOf({ RULE_SEVERITY: 'SEV_050_CRITICAL' });
    expect(plan(rule, indicator(), sides({}, { before }))).toEqual({ kind: 'echo' });
  });

  it("is pushed once more where XDR does not have the instance's own tags", () => {
    const settings = sides({ commentFields: ['tags'] }, { ownTags: ['Cortex XDR'] });
    const x = indicator({ CustomFields: { tags: ['Cortex XDR'] } });
    expect(plan(ruleOf(), x, settings)).toEqual({ kind: 'old' });
    expect(plan(ruleOf({ RULE_COMMENT: 'Cortex XDR' }), x, settings)).toEqual({ kind: 'echo' });
  });

  it('is pushed once more where it says what the settings before sent, though all was pushed anew', () => {
    const before = outgoing({ overrideSeverity: true, severity: 'CRITICAL' });
    const rule = ruleOf({ RULE_SEVERITY: 'SEV_050_CRITICAL' });
    const settings = sides({}, { before, isPushedAnew: true });
    expect(plan(rule, indicator(), settings)).toEqual({ kind: 'old' });
    expect(plan(ruleOf(), indicator(), settings)).toEqual({ kind: 'echo' });
  });

  function custom(severity: string): Json {
    return { CustomFields: { sourceoriginalseverity: severity } };
  }
});

describe('a conflict', () => {
  const disabled = ruleOf({ RULE_STATUS: 'DISABLED' });
  const good = ruleOf({ REPUTATION: 'GOOD' });
  const commented = ruleOf({ RULE_COMMENT: 'from XDR' });

  it.each<[string, Json, Json]>([
    ['a field was edited by hand', disabled, { manuallyEditedFields: ['xdrstatus'] }],
    [
      'the page calls the field by its name',
      severity(),
      { manuallyEditedFields: ['Source Original Severity'] },
    ],
    ['the score was set by hand', good, { manualScore: true }],
    ['a person commented later', commented, { comments: [commentBy('ana', 'mine', NOON + SECOND)] }],
    ['nobody tells of hands, and XSOAR was modified later', disabled, olderServer(NOON + SECOND)],
  ])("leaves XSOAR's side, where %s", (_, rule, x) => {
    const made = plan(rule, holding(x));
    expect(made).toMatchObject({ kind: 'merge', write: undefined, taken: [], passedOver: [{}] });
  });

  it.each<[string, Json, Json]>([
    ['another field was edited by hand', disabled, { manuallyEditedFields: ['description'] }],
    ['only another field than the score was set by hand', good, { manuallyEditedFields: ['xdrstatus'] }],
    ['a person commented earlier', commented, { comments: [commentBy('ana', 'mine', NOON - SECOND)] }],
    ['a feed commented later', commented, { comments: [commentBy('feed', 'more', NOON + SECOND)] }],
    ['DBot commented later', commented, { comments: [commentBy('DBot', 'done', NOON + SECOND)] }],
    ['we commented later', commented, { comments: [commentBy(SOURCE.brand, 'done', NOON + SECOND)] }],
    ['nobody tells of hands, and XDR was modified later', disabled, olderServer(NOON - SECOND)],
  ])("takes XDR's side, where %s", (_, rule, x) => {
    expect(plan(rule, holding(x))).toMatchObject({ kind: 'merge', taken: [{}], passedOver: [] });
  });

  it('counts both clocks', () => {
    const x = holding(olderServer(NOON - SECOND));
    const made = plan(disabled, x, sides({}, { offset: 2 * SECOND }));
    expect(made).toMatchObject({ write: undefined, passedOver: [{ field: 'status' }] });
  });

  it('is told with both values and the reason', () => {
    expect(plan(good, indicator({ manualScore: true }))).toMatchObject({
      passedOver: [{ field: 'reputation', xsoar: 'BAD', xdr: 'GOOD', why: expect.stringMatching(/by hand/) }],
    });
  });

  it('about one field leaves the others alone', () => {
    const rule = ruleOf({ RULE_STATUS: 'DISABLED', REPUTATION: 'GOOD' });
    const made = plan(rule, indicator({ manualScore: true }));
    expect(made).toMatchObject({ taken: [{ field: 'status' }], passedOver: [{ field: 'reputation' }] });
    expect(fieldsOf(made)).toEqual({ xdrstatus: 'disabled' });
  });

  function severity(): Json {
    return ruleOf({ RULE_SEVERITY: 'SEV_020_LOW' });
  }

  function olderServer(modified: number): Json {
    return { manuallyEditedFields: undefined, manualScore: undefined, modified: at(modified) };
  }

  /** The indicator with these changes; what is undefined, it does not have. */
  function holding(changes: Json): Json {
    return JSON.parse(JSON.stringify(indicator(changes))) as Json;
  }
});

describe('two indicators of one value', () => {
  const rule = ruleOf({ RULE_STATUS: 'DISABLED' });
  const x = indicator({});
  const planned = (twin: Json): RulePlan =>
    planRule(read(rule), { x, siblings: [x, twin], matches: true }, sides(), 'none');

  it('share one status: what one of them sent is not taken for the other', () => {
    const twin = indicator({ CustomFields: { xdrstatus: 'disabled' } });
    expect(planned(twin)).toEqual({ kind: 'echo' });
  });

  it("do not hide a person's status, where neither of them says one", () => {
    expect(fieldsOf(planned(indicator({})))).toEqual({ xdrstatus: 'disabled' });
  });
});
