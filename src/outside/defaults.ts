/** The instance's parameters where nobody sets them: as the manifest has them, and what it leaves to the user. */
export const DEFAULT_PARAMS: Readonly<Record<string, unknown>> = {
  security_level: 'Auto',
  feed: true,
  autoSync: true,
  // The manifest asks the user for one.
  severity: 'high',
  override_severity: true,
  feedTags: 'Cortex XDR',
  query: 'reputation:Bad and (type:File or type:Domain or type:IP)',
  feedReliability: 'A - Completely reliable',
  feedFetchInterval: '20',
  xsoar_severity_field: 'sourceoriginalseverity',
  xsoar_comments_field: 'comments',
  comments_as_tags: false,
  retire_action: 'Disable the IOC',
  retire_query: 'reputation:Good or expirationStatus:expired',
  retire_limit: '10000',
  exclude_private: false,
};

/** The longest run that the parameters allow, in seconds: nobody kills a run outside of XSOAR. */
export const UNLIMITED_S = 1_000_000;
