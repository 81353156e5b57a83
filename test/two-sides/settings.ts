import { instanceParams } from '../support/instance.ts';

/** What an administrator sets in the instance, as far as the two sides depend on it. */
export interface Settings {
  /** *Fetches indicators*: off, the instance only pushes, by War Room commands. */
  fetches: boolean;
  /** *Auto Sync*: off, a fetch only pulls. */
  autoSync: boolean;
  query: string;
  /** *Override severity*. */
  override: boolean;
  /** *Overriding severity value*; empty: left blank. */
  severity: '' | 'info' | 'low' | 'medium' | 'high' | 'critical';
  /** *XSOAR Comment Field Exporting To XDR*, in the order in which they were chosen. */
  commentFields: readonly string[];
  /** *Comments as tags*. */
  asTags: boolean;
  retireAction: 'Disable the IOC' | 'Delete the IOC' | 'Leave the IOC';
  retireQuery: string;
  retireLimit: number;
  /** *Never send private addresses*. */
  excludePrivate: boolean;
  /** In seconds. */
  maxRun: number;
}

/** The field of an indicator that holds its own severity. */
export const SEVERITY_FIELD = 'sourceoriginalseverity';
/** What the instance's parameter *Tags* holds. */
export const OWN_TAG = 'Cortex XDR';

export const PLAIN: Settings = {
  fetches: true,
  autoSync: true,
  query: 'reputation:Bad and (type:File or type:Domain or type:IP or type:URL or type:CIDR)',
  override: false,
  severity: 'high',
  commentFields: ['comments'],
  asTags: false,
  retireAction: 'Disable the IOC',
  retireQuery: 'reputation:Good or expirationStatus:expired',
  retireLimit: 10_000,
  excludePrivate: false,
  maxRun: 150,
};

/** The comment fields besides the link. The link alone means: the field `comments`, and the link. */
export function textFields(settings: Settings): string[] {
  const chosen = settings.commentFields.filter((field) => field !== 'indicator_link');
  return chosen.length === 0 ? ['comments'] : chosen;
}

/** Whether the link to the indicator's page is part of the comment. */
export function hasLink(settings: Settings): boolean {
  return settings.commentFields.includes('indicator_link');
}

/** The parameters, as XSOAR hands them over. */
export function paramsOf(settings: Settings, url: string): Record<string, unknown> {
  return {
    ...instanceParams(url),
    feed: settings.fetches,
    autoSync: settings.autoSync,
    query: settings.query,
    override_severity: settings.override,
    severity: settings.severity,
    xsoar_severity_field: SEVERITY_FIELD,
    xsoar_comments_field: settings.commentFields.join(','),
    comments_as_tags: settings.asTags,
    feedTags: OWN_TAG,
    feedReliability: 'A - Completely reliable',
    retire_action: settings.retireAction,
    retire_query: settings.retireQuery,
    exclude_private: settings.excludePrivate,
    retire_limit: String(settings.retireLimit),
    max_run_seconds: String(settings.maxRun),
  };
}

/** What makes the instance send something else for the same indicator. */
export function sendsAlike(one: Settings, other: Settings): boolean {
  const deciding = ({ query, override, severity, commentFields, asTags, excludePrivate }: Settings): string =>
    JSON.stringify([query, override, severity, commentFields, asTags, excludePrivate]);
  return deciding(one) === deciding(other);
}

/** Whether a field is XSOAR's own list of comments: that carries no mark, but an author and a time. */
export function isComment(settings: Settings, field: string): boolean {
  return field === 'comment' && textFields(settings)[0] === 'comments';
}
