const A = 65;
const F = 70;
const TO_UPPER = 32;

/** The letter, A to F, that a reliability such as `B - Usually reliable` begins with; undefined where it has none. */
export function reliabilityLetter(reliability: unknown): string | undefined {
  if (typeof reliability !== 'string') {
    return undefined;
  }
  const code = reliability.charCodeAt(0);
  const upper = code > F ? code - TO_UPPER : code;
  return upper >= A && upper <= F ? String.fromCharCode(upper) : undefined;
}
