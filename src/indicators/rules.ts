import type { Severity } from './ioc.ts';

/** How an XSOAR indicator becomes an IOC: the instance's choices. */
export interface OutgoingRules {
  /** Every IOC gets `severity` (where that is set), whatever the indicator says. */
  overrideSeverity: boolean;
  /** The parameter *Overriding severity value*; undefined when left blank. */
  severity: Severity | undefined;
  /** The custom field that holds the severity, normalised. */
  severityField: string;
  /** The fields whose texts become the IOC's comment, normalised; `comments` and `indicator_link` are special. */
  commentFields: readonly string[];
  /** The comment field's text is a comma-separated list. */
  commentsAsTags: boolean;
  /** The parameter *Never send private addresses*. */
  excludePrivate: boolean;
  /**
   * The address of an indicator's page in XSOAR, by its id. Must not throw: an id is foreign text, and
   * `encodeURIComponent`, for one, refuses half a surrogate pair.
   */
  indicatorLink: (id: string) => string;
  /** Milliseconds since the epoch: what expires before is not sent. */
  now: number;
}

/** How a change in XDR becomes an XSOAR indicator: the instance's choices. */
export interface IncomingRules {
  overrideSeverity: boolean;
  severity: Severity | undefined;
  severityField: string;
  /** The field that takes the IOC's comment. */
  commentField: string;
  commentsAsTags: boolean;
  /** The parameter *Tags*. */
  tags: readonly string[];
  /** The parameter *Traffic Light Protocol Color*; undefined when left blank. */
  tlpColor: string | undefined;
}

/** A field's name as XSOAR keeps it: lower case, without blanks. */
export function fieldName(name: string): string {
  return name.toLowerCase().replace(/\s+/g, '');
}
