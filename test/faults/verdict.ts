/** What is held against the integration after a fault: nothing, where it kept its promises. */
export interface Verdict {
  /** Why it did not survive: a run that broke, an unclear error, a leaked secret, a context that makes no sense. */
  problems: string[];
  /** What one side should have and does not; by value. */
  lost: string[];
  /** What is there, but differs, or should not be there; by value. */
  wrong: string[];
}

/** One try of a fault. */
export interface Trial {
  /** Where and when the fault struck. */
  label: string;
  /** It mostly waits, so that many can be under way. */
  waits?: boolean;
  play(): Promise<Verdict>;
}

/** A fault, and all the places and moments in which it is tried. */
export interface Fault {
  family: string;
  name: string;
  /** How many trials the bounded form tries; default 6. */
  bounded?: number;
  /** Made when it is their turn; some are known only after a rehearsal. */
  trials(): Promise<readonly Trial[]> | readonly Trial[];
}

export function innocent(): Verdict {
  return { problems: [], lost: [], wrong: [] };
}

export function add(verdict: Verdict, more: Verdict): void {
  verdict.problems.push(...more.problems);
  verdict.lost.push(...more.lost);
  verdict.wrong.push(...more.wrong);
}
