const MIB = 1_048_576;

/** What is refused rather than taken into memory. */
export interface Limits {
  /** Of one text, after unpacking. */
  bytes: number;
  /** Of all that one archive holds. */
  archiveBytes: number;
  /** Of a folder or an archive. */
  files: number;
  /** Of one load: what the sandbox's XSOAR is quick with. */
  indicators: number;
  /** Of what is left out, so many are kept to be listed; all are counted. */
  leftOut: number;
}

export const LIMITS: Limits = {
  bytes: 128 * MIB,
  archiveBytes: 512 * MIB,
  files: 10_000,
  indicators: 1_000_000,
  leftOut: 10_000,
};

/** A size, as a person says it. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MIB).toLocaleString('en')} MB`;
}
