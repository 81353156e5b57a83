import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../src/config.ts';
import { ConfigurationError } from '../src/errors.ts';

const VALID = {
  url: 'https://api-acme.xdr.eu.example.com',
  apikey_id_creds: { identifier: '', password: '7' },
  apikey_creds: { identifier: '', password: 'key' },
  query: 'type:IP',
  severity: 'high',
};

function problemsOf(params: Record<string, unknown>, strict = false): readonly string[] {
  try {
    parseConfig(params, strict);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigurationError);
    return (thrown as ConfigurationError).problems;
  }
  return [];
}

describe('the parameters', () => {
  it('have the defaults of the manifest', () => {
    const config = parseConfig(VALID);
    expect(config).toMatchObject({
      url: 'https://api-acme.xdr.eu.example.com',
      keyLevel: 'Auto',
      insecure: false,
      useProxy: false,
      fetchIndicators: true,
      autoSync: false,
      query: 'type:IP',
      maxRunSeconds: undefined,
      extensiveLogs: false,
      retireAction: 'leave',
      retireQuery: 'reputation:Good or expirationStatus:expired',
      retireLimit: 10_000,
    });
    expect(config.outgoing).toEqual({
      overrideSeverity: true,
      severity: 'HIGH',
      severityField: 'sourceoriginalseverity',
      commentFields: ['comments'],
      commentsAsTags: false,
      excludePrivate: false,
    });
    expect(config.incoming).toEqual({
      overrideSeverity: true,
      severity: 'HIGH',
      severityField: 'sourceoriginalseverity',
      commentField: 'comments',
      commentsAsTags: false,
      tags: [],
      tlpColor: undefined,
    });
    expect(config.keyId.reveal()).toBe('7');
    expect(config.key.reveal()).toBe('key');
  });

  it.each([
    [' https://api-a.example.com/ ', 'https://api-a.example.com'],
    ['https://api-a.example.com/public_api/v1/', 'https://api-a.example.com'],
    ['api-a.example.com', 'https://api-a.example.com'],
    ['http://127.0.0.1:8080/x/', 'http://127.0.0.1:8080/x'],
    ['https://gateway.example.com/xdr/eu//', 'https://gateway.example.com/xdr/eu'],
    ['https://gateway.example.com/xdr/public_api', 'https://gateway.example.com/xdr'],
    ['https://gateway.example.com/xdr/public_api/v1/indicators/', 'https://gateway.example.com/xdr'],
    ['https://gateway.example.com/public_apis?a=b#c', 'https://gateway.example.com/public_apis'],
    ['https://user:pass@gateway.example.com/xdr/?a=b#c', 'https://gateway.example.com/xdr'],
  ])('take the server URL %p as %p', (url, expected) => {
    expect(parseConfig({ ...VALID, url }).url).toBe(expected);
  });

  it.each(['ftp://a.example', 'https://', 'not an address', 'https://a b'])(
    'refuse the server URL %p',
    (url) => {
      expect(problemsOf({ ...VALID, url })).toEqual([
        expect.stringMatching(/^'Server URL' is no address of a server/),
      ]);
    },
  );

  it('take the key from the hidden parameters of an older instance', () => {
    const { apikey_creds: _key, apikey_id_creds: _id, ...rest } = VALID;
    const config = parseConfig({
      ...rest,
      apikey: ' old-key ',
      apikey_id: '12',
      apikey_creds: { password: '' },
    });
    expect(config.key.reveal()).toBe('old-key');
    expect(config.keyId.reveal()).toBe('12');
  });

  it.each([
    ['in the credentials', { apikey_id_creds: { identifier: '', password: 7 } }],
    ['in the hidden parameter', { apikey_id_creds: undefined, apikey_id: 7 }],
  ])('take a key id that was saved as a number, %s', (_where, saved) => {
    const { apikey_creds: key, ...rest } = VALID;
    expect(parseConfig({ ...rest, apikey: undefined, apikey_creds: key, ...saved }).keyId.reveal()).toBe('7');
  });

  it.each([{ apikey_id_creds: 'odd' }, { apikey_id_creds: { password: ['7'] } }, { apikey_id_creds: [7] }])(
    'say of the key id %p one thing',
    (saved) => {
      expect(problemsOf({ ...VALID, ...saved })).toEqual([
        "'API Key ID' is not saved as a credential. Enter it again. In Cortex XDR: Settings > Configurations > API Keys.",
      ]);
    },
  );

  it('are told with every problem at once, each by its display name', () => {
    const problems = problemsOf(
      {
        severity: 'bogus',
        tlp_color: 'PURPLE',
        security_level: 'Super',
        max_run_seconds: '0',
        comments_as_tags: true,
        insecure: 'perhaps',
        feedTags: 7,
        feedFetchInterval: '5',
        apikey: 'with blank',
      },
      true,
    );
    expect(problems).toEqual([
      "'Feed Fetch Interval' parameter should be 15 or larger.",
      "'Server URL' is missing. In Cortex XDR: Settings > Configurations > API Keys > Copy API URL.",
      "'API Key Security Level' must be one of Auto, Advanced, Standard",
      "'Trust any certificate (not secure)' must be true or false",
      "'Maximum run time (seconds)' must be at least 1 seconds",
      "'Tags' must be a list of texts",
      "'Traffic Light Protocol Color' must be one of RED, AMBER+STRICT, AMBER, GREEN, CLEAR",
      "'Overriding severity value' must be one of INFO, LOW, MEDIUM, HIGH, CRITICAL",
      "'API Key ID' is missing. In Cortex XDR: Settings > Configurations > API Keys.",
      "'API Key' holds blanks or characters that no key has. Copy it again. In Cortex XDR: Settings > Configurations > API Keys.",
      "'Comments as tags (CSV)' needs another 'XSOAR Comment Field Exporting To XDR' than 'comments'.",
    ]);
  });

  it('judge the fetch interval only on the Test button, and only with fetching on', () => {
    expect(problemsOf({ ...VALID, feedFetchInterval: '14' }, true)).toEqual([
      "'Feed Fetch Interval' parameter should be 15 or larger.",
    ]);
    expect(problemsOf({ ...VALID, feedFetchInterval: 15 }, true)).toEqual([]);
    expect(problemsOf({ ...VALID, feedFetchInterval: '5' })).toEqual([]);
    expect(problemsOf({ ...VALID, feedFetchInterval: '5', feed: false }, true)).toEqual([]);
    expect(problemsOf({ ...VALID, feedFetchInterval: 'often' }, true)).toEqual([
      "'Feed Fetch Interval' must be a number of minutes",
    ]);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    [null, undefined],
    ['informational', 'INFO'],
    ['Critical', 'CRITICAL'],
  ])('take the severity %p as %p', (severity, expected) => {
    expect(parseConfig({ ...VALID, severity }).outgoing.severity).toBe(expected);
  });

  it('take lists as CSV or as lists, and field names as XSOAR keeps them', () => {
    const config = parseConfig({
      ...VALID,
      feedTags: 'Cortex XDR, blocked,,',
      tlp_color: 'amber+strict',
      xsoar_severity_field: 'Source Original Severity',
      xsoar_comments_field: ['indicator_link', 'My Field'],
      comments_as_tags: 'true',
      override_severity: 'false',
    });
    expect(config.incoming.tags).toEqual(['Cortex XDR', 'blocked']);
    expect(config.incoming.tlpColor).toBe('AMBER+STRICT');
    expect(config.outgoing.severityField).toBe('sourceoriginalseverity');
    expect(config.outgoing.commentFields).toEqual(['indicator_link', 'myfield']);
    expect(config.incoming.commentField).toBe('myfield');
    expect(config.outgoing.overrideSeverity).toBe(false);
  });

  it.each([undefined, null, '', '  '])('take a Sync Query that is %p for the default one', (query) => {
    const expected = 'reputation:Bad and (type:File or type:Domain or type:IP)';
    expect(parseConfig({ ...VALID, query }).query).toBe(expected);
  });

  it.each([
    ['true', true],
    [false, false],
    [undefined, false],
    [null, false],
  ])('take an Auto Sync that is %p as %p', (autoSync, expected) => {
    expect(parseConfig({ ...VALID, autoSync }).autoSync).toBe(expected);
  });

  it.each([
    ['WHITE', 'CLEAR'],
    [' white ', 'CLEAR'],
    ['CLEAR', 'CLEAR'],
    ['', undefined],
  ])('take the TLP colour %p as %p', (tlp_color, expected) => {
    expect(parseConfig({ ...VALID, tlp_color }).incoming.tlpColor).toBe(expected);
  });

  it.each([
    ['the newer name', { feedTags: 'new', tag: 'old' }, ['new']],
    [
      'the older name, where the newer one says nothing',
      { feedTags: '', tag: 'old, older' },
      ['old', 'older'],
    ],
    ['neither', {}, []],
  ])('take the tags from %s', (_, params, expected) => {
    expect(parseConfig({ ...VALID, ...params }).incoming.tags).toEqual(expected);
  });

  it.each([
    ['Disable the IOC', 'disable'],
    ['delete the ioc', 'delete'],
    ['Leave the IOC', 'leave'],
    ['', 'leave'],
  ])('take %p for what happens when an indicator leaves as %p', (given, action) => {
    expect(parseConfig({ ...VALID, retire_action: given }).retireAction).toBe(action);
  });

  it('refuse the severity UNKNOWN, which XDR refuses', () => {
    expect(problemsOf({ ...VALID, severity: 'unknown' })).toEqual([
      "'Overriding severity value' must be one of INFO, LOW, MEDIUM, HIGH, CRITICAL",
    ]);
  });

  it('keep private addresses from XDR only where that is chosen', () => {
    expect(parseConfig({ ...VALID, exclude_private: 'true' }).outgoing.excludePrivate).toBe(true);
    expect(parseConfig({ ...VALID, exclude_private: '' }).outgoing.excludePrivate).toBe(false);
  });

  it('write a comment of XDR to the comments where only the link is exported', () => {
    const config = parseConfig({ ...VALID, xsoar_comments_field: 'indicator_link' });
    expect(config.incoming.commentField).toBe('comments');
  });

  it.each([
    { apikey_creds: 'text' },
    { xsoar_comments_field: 5 },
    { query: { a: 1 } },
    { url: ['x'] },
    { override_severity: 'yes' },
  ])('refuse %p without falling over', (odd) => {
    expect(problemsOf({ ...VALID, ...odd }).length).toBeGreaterThan(0);
  });
});
