const NANOSECONDS = 1e9;
const MINUTE = 60;

/** What says less means another unit, or nothing, in s: no server gives a run so little. */
const SHORTEST = 1;
/** What says more is none that anybody set, in s: 30 days. */
const LONGEST = 30 * 24 * 3600;

/**
 * How long XSOAR lets a run take, in s, as its calling context says it; the smaller of two. Undefined where it does not
 * say it, or says what cannot be meant: 0, a text that is no number.
 * @param timeoutDuration `TimeoutDuration`: the command's limit, in ns
 * @param runDuration `runDuration`, in minutes
 */
export function serverLimit(timeoutDuration: unknown, runDuration: unknown): number | undefined {
  const said = [numberOf(timeoutDuration) / NANOSECONDS, numberOf(runDuration) * MINUTE];
  const meant = said.filter((seconds) => seconds >= SHORTEST && seconds <= LONGEST);
  return meant.length === 0 ? undefined : Math.min(...meant);
}

function numberOf(value: unknown): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  return isNumber ? Number(value) : Number.NaN;
}
