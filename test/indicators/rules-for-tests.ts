import type { IncomingRules, OutgoingRules } from '../../src/indicators/rules.ts';

/** The day on which the tests take place. */
export const NOW = Date.UTC(2020, 0, 1);

/** The parameters' defaults, and what a test changes in them. */
export function outgoing(changes: Partial<OutgoingRules> = {}): OutgoingRules {
  return {
    overrideSeverity: false,
    severity: undefined,
    severityField: 'sourceoriginalseverity',
    commentFields: ['comments'],
    commentsAsTags: false,
    excludePrivate: false,
    indicatorLink: (id) => `https://xsoar.example/indicator/${id}`,
    now: NOW,
    ...changes,
  };
}

/** The same for the way back. */
export function incoming(changes: Partial<IncomingRules> = {}): IncomingRules {
  return {
    overrideSeverity: false,
    severity: undefined,
    severityField: 'sourceoriginalseverity',
    commentField: 'comments',
    commentsAsTags: false,
    tags: [],
    tlpColor: undefined,
    ...changes,
  };
}
