/**
 * Whether an XSOAR server's version, such as `6.10.0`, is at least this one; false for a text that is no version.
 * @param least major and minor number
 */
export function isAtLeast(version: string, least: readonly [major: number, minor: number]): boolean {
  const [major = Number.NaN, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > least[0] || (major === least[0] && minor >= least[1]);
}
