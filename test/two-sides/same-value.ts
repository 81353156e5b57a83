/** Types whose values are the same in any case. */
const IN_ANY_CASE = /^(?:ip|cidr|domain|domain_name|file|hash|email)/i;

/**
 * What two spellings of one value have in common, whatever side they stand on: IP, domain, hash and e-mail address are
 * the same in any case, `a.b.c.d/32` is `a.b.c.d`; URLs and paths are the same only when they are equal.
 */
export function keyOf(value: string, type: string): string {
  const address = value.replace(/^(\d+\.\d+\.\d+\.\d+)\/32$/, '$1');
  return IN_ANY_CASE.test(type) ? address.toLowerCase() : value;
}
