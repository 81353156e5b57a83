/** `*` in a pattern. */
export const ANY = -1;
/** `?` in a pattern. */
export const ONE = -2;

/** A pattern: the UTF-16 units that must be there, and `ANY` and `ONE` between them. */
export type Glob = readonly number[];

/** Whether a whole text matches. In time of text times pattern at worst: a pattern comes from a person, a value from anywhere. */
export function matchesGlob(text: string, glob: Glob): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = glob[part];
    if (wanted === ANY) {
      star = part;
      resume = at;
      part += 1;
    } else if (wanted === ONE || wanted === text.charCodeAt(at)) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      part = star + 1;
    } else {
      return false;
    }
  }
  while (glob[part] === ANY) {
    part += 1;
  }
  return part === glob.length;
}
