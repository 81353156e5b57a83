/** What to do where XSOAR answers strangely. */
export const TRY_AGAIN =
  'The XSOAR server may be in trouble: look at its log. Nothing was lost: the next run goes on from here.';
