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

/** XSOAR's type for one of XDR's; undefined where XSOAR has none. */
export function xsoarType(iocType: unknown): string | undefined {
  switch (iocType) {
    case 'DOMAIN_NAME':
      return 'Domain';
    case 'HASH':
      return 'File';
    case 'IP':
      return 'IP';
    default:
      return undefined;
  }
}
