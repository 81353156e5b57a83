/** What is held against the integration: nothing, where it kept its promises. */
export interface Findings {
  /** A run that broke, an error that says nothing, a secret that came out, a context that makes no sense. */
  problems: string[];
  /** What one side should have and does not; by value. */
  lost: string[];
  /** What is there, but differs, or should not be there; by value. */
  wrong: string[];
}

/** One fault at one place in one story. */
export interface Trial {
  /** Where and when the fault happens. */
  label: string;
  /** It mostly waits, so that many can be under way. */
  waits?: boolean;
  play(): Promise<Findings>;
}

/** A row of the report: a fault, and all the places and moments in which it is tried. */
export interface Row {
  group: string;
  name: string;
  /** How many trials the bounded form tries; default 6. */
  bounded?: number;
  /** Made when it is their turn; some are known only after a run without the fault. */
  trials(): Promise<readonly Trial[]> | readonly Trial[];
}

export function noFindings(): Findings {
  return { problems: [], lost: [], wrong: [] };
}

export function addFindings(to: Findings, { problems, lost, wrong }: Findings): void {
  to.problems.push(...problems);
  to.lost.push(...lost);
  to.wrong.push(...wrong);
}
