import * as z from 'zod';
import { ConfigurationError } from './errors.ts';
import { SEVERITIES } from './indicators/ioc.ts';
import { fieldName, type IncomingRules, type OutgoingRules } from './indicators/rules.ts';
import { parseSeverity } from './indicators/severity.ts';
import { Secret } from './secret.ts';
import type { KeyLevel } from './xdr/signing.ts';

/** What happens to an IOC whose indicator leaves: XSOAR no longer believes in it. */
export type RetireAction = 'disable' | 'delete' | 'leave';

/** The instance's parameters, checked. */
export interface Config {
  /** The address of XDR's API without `/public_api`, such as `https://api-acme.xdr.eu.paloaltonetworks.com`. */
  url: string;
  keyId: Secret;
  key: Secret;
  keyLevel: 'Auto' | KeyLevel;
  insecure: boolean;
  useProxy: boolean;
  fetchIndicators: boolean;
  autoSync: boolean;
  query: string;
  /** *Maximum run time*: the administrator's own limit of a run, in s; undefined where none was set. */
  maxRunSeconds: number | undefined;
  extensiveLogs: boolean;
  /** What happens to an IOC whose indicator leaves. */
  retireAction: RetireAction;
  /** What the administrator takes for no longer bad. */
  retireQuery: string;
  /** How many indicators fewer may match the Sync Query from one run to the next. */
  retireLimit: number;
  outgoing: Omit<OutgoingRules, 'now' | 'indicatorLink'>;
  incoming: IncomingRules;
}

/** The shortest Feed Fetch Interval at which XDR answers without errors of its own, in minutes. */
const SHORTEST_INTERVAL = 15;

const COPY_URL = 'In Cortex XDR: Settings > Configurations > API Keys > Copy API URL.';
const COPY_KEY = 'In Cortex XDR: Settings > Configurations > API Keys.';
const TLP_COLORS = ['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR'] as const;
const RETIRE_ACTIONS = ['Disable the IOC', 'Delete the IOC', 'Leave the IOC'] as const;
const RETIRE_ACTION: Readonly<Record<(typeof RETIRE_ACTIONS)[number], RetireAction>> = {
  'Disable the IOC': 'disable',
  'Delete the IOC': 'delete',
  'Leave the IOC': 'leave',
};
const DEFAULT_QUERY = 'reputation:Bad and (type:File or type:Domain or type:IP)';
const DEFAULT_RETIRE_QUERY = 'reputation:Good or expirationStatus:expired';
const KEY_LEVELS = ['Auto', 'Advanced', 'Standard'] as const;

/** Parameters come as they were saved: missing, null and blank are the same. */
const blankAsMissing = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

const optionalText = z.preprocess(blankAsMissing, z.string('must be a text').trim().optional());
const textOr = (fallback: string) => optionalText.transform((text) => text ?? fallback);
const requiredText = (advice: string) =>
  z.preprocess(blankAsMissing, z.string(`is missing. ${advice}`).trim());
const flagOr = (fallback: boolean) =>
  z.preprocess(
    blankAsMissing,
    z
      .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
      .optional()
      .transform((value) => (value === undefined ? fallback : value === true || value === 'true')),
  );
const optionalNumber = (least: number, most: number, unit: string) =>
  z.preprocess(
    blankAsMissing,
    z.coerce
      .number(`must be a number of ${unit}`)
      .min(least, `must be at least ${least} ${unit}`)
      .max(most, `must be at most ${most} ${unit}`)
      .optional(),
  );
const numberOr = (fallback: number, least: number, most: number, unit: string) =>
  optionalNumber(least, most, unit).transform((number) => number ?? fallback);
/** One of some words, in any case; blank is undefined. */
const choice = <const T extends string>(options: readonly T[]) =>
  optionalText.transform((text, context): T | undefined => {
    const word = text?.toLowerCase();
    const found = options.find((option) => option.toLowerCase() === word);
    if (text !== undefined && found === undefined) {
      context.addIssue(`must be one of ${options.join(', ')}`);
    }
    return found;
  });
const csv = z.preprocess(
  blankAsMissing,
  z
    .union([z.string().transform((text) => text.split(',')), z.array(z.string())], 'must be a list of texts')
    .default([])
    .transform((items) => items.map((item) => item.trim()).filter((item) => item !== '')),
);
/** A key's id is a number, and some ways to save it make it one. */
const keyText = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : blankAsMissing(value)),
  z.string().trim().optional(),
);
const credential = z.preprocess(blankAsMissing, z.object({ password: keyText }).optional());

const serverUrl = requiredText(COPY_URL).transform((text, context) => {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    context.addIssue(`is no address of a server. ${COPY_URL}`);
    return z.NEVER;
  }
  const { origin, pathname } = new URL(address);
  // A gateway may stand in front, with XDR below a path of its own.
  return origin + pathname.replace(/\/public_api(?:\/.*)?$/, '').replace(/\/+$/, '');
});

/** TLP 1.0 had WHITE for what is CLEAR now, and instances have saved it. */
const tlpColor = z.preprocess(
  (value) => (typeof value === 'string' && value.trim().toUpperCase() === 'WHITE' ? 'CLEAR' : value),
  choice(TLP_COLORS),
);

/** Every parameter that the code reads, by the name under which it is saved. */
export const parameterShapes = {
  url: serverUrl,
  apikey_id_creds: credential,
  apikey_creds: credential,
  apikey_id: keyText,
  apikey: keyText,
  security_level: choice(KEY_LEVELS),
  insecure: flagOr(false),
  proxy: flagOr(false),
  extensive_logs: flagOr(false),
  feed: flagOr(true),
  // Where it was never saved, nobody has asked for it: an instance from before there was this parameter does not push.
  autoSync: flagOr(false),
  feedFetchInterval: numberOr(20, 1, 100_000, 'minutes'),
  max_run_seconds: optionalNumber(1, 1_000_000, 'seconds'),
  query: textOr(DEFAULT_QUERY),
  feedTags: csv,
  // Its name before it was `feedTags`.
  tag: csv,
  tlp_color: tlpColor,
  override_severity: flagOr(true),
  severity: optionalText.transform((text, context) => {
    const severity = text === undefined ? undefined : parseSeverity(text);
    if (text !== undefined && severity === undefined) {
      context.addIssue(`must be one of ${SEVERITIES.join(', ')}`);
    }
    return severity;
  }),
  xsoar_severity_field: textOr('sourceoriginalseverity').transform(fieldName),
  xsoar_comments_field: csv.transform((names) => (names.length === 0 ? ['comments'] : names.map(fieldName))),
  comments_as_tags: flagOr(false),
  exclude_private: flagOr(false),
  retire_action: choice(RETIRE_ACTIONS),
  retire_query: textOr(DEFAULT_RETIRE_QUERY),
  retire_limit: numberOr(10_000, 0, 4_000_000, 'IOCs'),
};

/** The names under which a user knows the parameters; the manifest's display names. */
const DISPLAY_NAMES: Readonly<Record<keyof typeof parameterShapes, string>> = {
  url: 'Server URL',
  apikey_id_creds: 'API Key ID',
  apikey_creds: 'API Key',
  apikey_id: 'API Key ID',
  apikey: 'API Key',
  security_level: 'API Key Security Level',
  insecure: 'Trust any certificate (not secure)',
  proxy: 'Use system proxy settings',
  extensive_logs: 'Extensive logging',
  feed: 'Fetches indicators',
  autoSync: 'Auto Sync',
  feedFetchInterval: 'Feed Fetch Interval',
  max_run_seconds: 'Maximum run time (seconds)',
  query: 'Sync Query',
  feedTags: 'Tags',
  tag: 'Tags',
  tlp_color: 'Traffic Light Protocol Color',
  override_severity: 'Override severity',
  severity: 'Overriding severity value',
  xsoar_severity_field: 'XSOAR Severity Field',
  xsoar_comments_field: 'XSOAR Comment Field Exporting To XDR',
  comments_as_tags: 'Comments as tags (CSV)',
  exclude_private: 'Never send private addresses',
  retire_action: 'When an indicator leaves',
  retire_query: 'Retire Query',
  retire_limit: 'Most IOCs to lose in one fetch',
};

const parametersShape = z.object(parameterShapes);
type Parameters = z.output<typeof parametersShape>;

/**
 * Checks the instance's parameters.
 * @param strict also refuse what runs but should not be configured so (the instance's Test button)
 * @throws ConfigurationError with every problem at once, each by its display name
 */
export function parseConfig(params: Readonly<Record<string, unknown>>, strict = false): Config {
  const problems: string[] = [];
  const parsed = parametersShape.safeParse(params);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]) as keyof typeof parameterShapes;
    if (!name.startsWith('apikey')) {
      problems.push(`'${DISPLAY_NAMES[name]}' ${issue.message}`);
    }
  }
  const keyId = readKey(params, 'apikey_id', problems);
  const key = readKey(params, 'apikey', problems);
  problems.push(...crossChecks(params));
  if (strict) {
    problems.unshift(...intervalProblems(params));
  }
  if (!parsed.success || problems.length > 0) {
    throw new ConfigurationError([...new Set(problems)], {
      advice: "Correct this in the instance's settings, and click Test.",
    });
  }
  return toConfig(parsed.data, keyId, key);
}

function toConfig(data: Parameters, keyId: Secret, key: Secret): Config {
  const severity = {
    overrideSeverity: data.override_severity,
    severity: data.severity,
    severityField: data.xsoar_severity_field,
    commentsAsTags: data.comments_as_tags,
  };
  return {
    url: data.url,
    keyId,
    key,
    keyLevel: data.security_level ?? 'Auto',
    insecure: data.insecure,
    useProxy: data.proxy,
    fetchIndicators: data.feed,
    autoSync: data.autoSync,
    query: data.query,
    maxRunSeconds: data.max_run_seconds,
    extensiveLogs: data.extensive_logs,
    // Where it was never saved, nobody has asked for it.
    retireAction: RETIRE_ACTION[data.retire_action ?? 'Leave the IOC'],
    retireQuery: data.retire_query,
    retireLimit: data.retire_limit,
    outgoing: {
      ...severity,
      commentFields: data.xsoar_comments_field,
      excludePrivate: data.exclude_private,
    },
    incoming: {
      ...severity,
      // An indicator's link is made, not kept: nothing can be written to it.
      commentField: data.xsoar_comments_field.find((name) => name !== 'indicator_link') ?? 'comments',
      tags: data.feedTags.length > 0 ? data.feedTags : data.tag,
      tlpColor: data.tlp_color,
    },
  };
}

/** A key or its id: from the credentials parameter, or from the hidden one that older instances have saved. */
function readKey(
  params: Readonly<Record<string, unknown>>,
  name: 'apikey' | 'apikey_id',
  problems: string[],
): Secret {
  const [credentials, plain] = [
    credential.safeParse(params[`${name}_creds`]),
    keyText.safeParse(params[name]),
  ];
  const text = credentials.data?.password ?? plain.data;
  const isOdd = !credentials.success || !plain.success;
  if (isOdd || text === undefined) {
    const what = isOdd ? 'is not saved as a credential. Enter it again.' : 'is missing.';
    problems.push(`'${DISPLAY_NAMES[name]}' ${what} ${COPY_KEY}`);
  } else if (!/^[\x21-\x7e]+$/.test(text)) {
    problems.push(
      `'${DISPLAY_NAMES[name]}' holds blanks or characters that no key has. Copy it again. ${COPY_KEY}`,
    );
  }
  return new Secret(text ?? '');
}

function crossChecks(params: Readonly<Record<string, unknown>>): string[] {
  const asTags = parameterShapes.comments_as_tags.safeParse(params.comments_as_tags).data;
  const fields = parameterShapes.xsoar_comments_field.safeParse(params.xsoar_comments_field).data;
  const { comments_as_tags: asTagsName, xsoar_comments_field: fieldName } = DISPLAY_NAMES;
  if (!asTags || fields === undefined) {
    return [];
  }
  if (fields.includes('comments')) {
    return [`'${asTagsName}' needs another '${fieldName}' than 'comments'.`];
  }
  return fields.filter((name) => name !== 'indicator_link').length > 1
    ? [`'${asTagsName}' needs a single '${fieldName}' besides 'indicator_link'.`]
    : [];
}

function intervalProblems(params: Readonly<Record<string, unknown>>): string[] {
  const fetches = parameterShapes.feed.safeParse(params.feed).data;
  const minutes = parameterShapes.feedFetchInterval.safeParse(params.feedFetchInterval).data;
  return fetches && minutes !== undefined && minutes < SHORTEST_INTERVAL
    ? [`'${DISPLAY_NAMES.feedFetchInterval}' parameter should be ${SHORTEST_INTERVAL} or larger.`]
    : [];
}
