import { isRecord } from '../../src/indicators/json.ts';
import { closest } from '../../src/suggest.ts';
import { words } from '../words.ts';
import type { StoredIndicator } from './stored-indicator.ts';

/** Reads one field of an indicator. */
export type FieldReader = (indicator: StoredIndicator) => unknown;

/** Fields that hold a time: what they are compared with must be one. */
const TIMES = words(
  'modified expiration timestamp created firstseen lastseen calculatedtime lastreputationrun',
);
/** What a query may call the scores 0 to 3; all others are unknown, as in XSOAR. */
const SCORES: ReadonlyMap<string, readonly (string | readonly string[])[]> = new Map([
  ['reputation', [['none', 'unknown'], 'good', 'suspicious', 'bad']],
  ['verdict', [['unknown', 'none'], 'benign', 'suspicious', 'malicious']],
]);

/** The fields of an indicator that XSOAR comes with, and those of this integration; in lower case. */
const FIELDS = words(
  [
    'account aggregatedreliability calculatedtime comments created expiration expirationsource expirationstatus',
    'firstseen id indicator_type investigationids isshared lastreputationrun lastseen manuallyeditedfields manualscore',
    'modified moduletofeedmap reputation score setby sourcebrands sourceinstances tags timestamp type value verdict',
    // Fields of the indicator types, under the names that a query uses.
    'accounttype action actor aliases asn asowner associatedfilenames biosversion blocked campaign category',
    'certificatesignature certificatevalidationchecks city communitynotes confidence countrycode countryname cpu creationdate cveid',
    'cvss description detectionengines dhcpserver displayname dns dnsrecords domainidnname domainname domainreferringips',
    'domainreferringsubnets domainstatus emailaddress entryid expirationdate externalreferences feedrelatedindicators',
    'fileextension filename filetype firstseenbysource geocountry geolocation global goals groups hostname imphash',
    'indicatoridentification infrastructuretypes internal ipaddress issuer jobtitle killchainphases languages',
    'lastmodified lastseenbysource macaddress malwarefamily malwaretypes md5 memory mitreid motivation name nameservers objective',
    'operatingsystem operatingsystemrefs operatingsystemversion organization organizationalunit path port',
    'positivedetections primarymotivation processors product publications published quarantined referringdomains region',
    'registrantemail registrantname registrantphone registrarabuseemail registrarname relatedincidents reportedby resourcelevel',
    'roles samaccountname secondarymotivations serialnumber service severity sha1 sha256 sha512 signatureauthentihash',
    'signaturecopyright signaturefileversion signaturename size sophistication sourceoriginalseverity sourcepriority ssdeep',
    'state stixaliases stixid subdomains subject subjectalternativenames threatactortypes threattypes tooltypes',
    'toolversion trafficlightprotocol updateddate username userid validfrom validto vulnerabilities whoisrecords xdrstatus zipcode',
  ].join(' '),
);
/** Of these a near one is named; the others are rarely asked for. */
const USUAL = [
  ...words(
    'value type reputation verdict score tags comments modified timestamp firstSeen lastSeen expiration',
  ),
  ...words('expirationStatus sourceBrands sourceInstances aggregatedReliability confidence'),
  ...words('sourceoriginalseverity xdrstatus trafficlightprotocol id severity'),
];

/** Whether some indicator has a field, named in lower case, that XSOAR does not come with. */
export type HasField = (field: string) => boolean;

/** What to do about a field that no indicator has; undefined for those that there are. */
export function unknownField(name: string, hasField: HasField): string | undefined {
  if (FIELDS.has(name.toLowerCase()) || hasField(name.toLowerCase())) {
    return undefined;
  }
  const near = closest(name, USUAL) ?? closest(name, FIELDS);
  const instead =
    near === undefined ? `Fields are ${USUAL.slice(0, 12).join(', ')}, …` : `Did you mean ${near}?`;
  return `${instead} A text with a colon in it stands in quotes.`;
}

/** Top-level keys by their name in lower case, where they differ or are renamed. */
const RENAMED: Readonly<Record<string, string>> = {
  type: 'indicator_type',
  firstseen: 'firstSeen',
  lastseen: 'lastSeen',
  expirationstatus: 'expirationStatus',
  sourcebrands: 'sourceBrands',
  sourceinstances: 'sourceInstances',
  aggregatedreliability: 'aggregatedReliability',
  'incident.id': 'investigationIDs',
};

/** Whether a field, named in lower case, holds a time. */
export function isTimeField(field: string): boolean {
  return TIMES.has(field);
}

/** How a field, named in lower case, is read: from the indicator itself, else from its custom fields. */
export function readerOf(field: string): FieldReader {
  const names = SCORES.get(field);
  if (names !== undefined) {
    return ({ score }) => (typeof score === 'number' ? names[score] : undefined) ?? names[0];
  }
  const name = (Object.hasOwn(RENAMED, field) ? RENAMED[field] : undefined) ?? field;
  return (indicator) => {
    const found = Object.hasOwn(indicator, name) ? indicator[name] : inAnyCase(indicator, field);
    if (found !== undefined || !isRecord(indicator.CustomFields)) {
      return found;
    }
    const custom = indicator.CustomFields;
    return Object.hasOwn(custom, field) ? custom[field] : inAnyCase(custom, field);
  };
}

function inAnyCase(record: Readonly<Record<string, unknown>>, field: string): unknown {
  for (const key in record) {
    if (key.length === field.length && key.toLowerCase() === field && Object.hasOwn(record, key)) {
      return record[key];
    }
  }
  return undefined;
}
