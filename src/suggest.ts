/** The known name that is nearest to what was typed, or undefined where none is near. */
export function closest(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase().slice(0, 60);
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const known = name.toLowerCase();
    const distance = nearness(wanted, known);
    if (distance <= Math.max(2, known.length / 3) && (best === undefined || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** `Did you mean …?`, or the whole list where nothing is near. */
export function didYouMean(typed: string, names: readonly string[], otherwise: string): string {
  const name = closest(typed, names);
  return name === undefined ? otherwise : `Did you mean ${name}?`;
}

/** Edits from one to the other; little for what was only left unfinished or begun in the middle (`push`, `xdr-iocs-pus`). */
function nearness(typed: string, known: string): number {
  if (typed.length >= 3 && (known.startsWith(typed) || known.endsWith(typed))) {
    return 0.5;
  }
  return editDistance(typed, known);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
