import type { Glob } from './glob.ts';

/** A value as a query names it. */
export interface QueryValue {
  /** Without quotes and escapes. */
  readonly text: string;
  /** Where a bare value has wildcards: in lower case, with them. */
  readonly glob?: Glob;
  /** Its place in the query. */
  readonly at: number;
}

export type Comparison = '>=' | '>' | '<=' | '<';

/** The smallest thing that a query says of an indicator: any of some values, or a comparison with one. */
export interface Clause {
  /** In lower case; undefined for free text. */
  readonly field: string | undefined;
  readonly comparison?: Comparison;
  readonly values: readonly QueryValue[];
}
