import { hasScheme } from './hosts.ts';

/** XDR's type for one of XSOAR's. What XDR may not know goes as it is: XDR is the authority, and says so. */
export function xdrType(indicatorType: string): string {
  const type = indicatorType.toUpperCase();
  // "File", and the older "File SHA-256", "File MD5", …
  if (type.startsWith('FILE')) {
    return 'HASH';
  }
  switch (type) {
    case 'DOMAIN':
      return 'DOMAIN_NAME';
    case 'URL':
      return 'PATH';
    default:
      return type;
  }
}

/** XSOAR's type for an IOC; undefined where XSOAR has none. A URL was sent as a path, and comes back as one. */
export function xsoarType(iocType: unknown, value: string): string | undefined {
  switch (iocType) {
    case 'DOMAIN_NAME':
      return 'Domain';
    case 'HASH':
      return 'File';
    case 'IP':
      return 'IP';
    case 'URL':
      return 'URL';
    case 'PATH':
      return hasScheme(value) ? 'URL' : undefined;
    default:
      return undefined;
  }
}
