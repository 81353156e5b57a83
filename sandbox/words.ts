/** The words of a text that has one blank between them. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** What each word means: of a table that has the words for each meaning. */
export function meanings<Meaning extends string>(
  table: Readonly<Record<Meaning, string>>,
): ReadonlyMap<string, Meaning> {
  const entries = Object.entries(table) as [Meaning, string][];
  return new Map(entries.flatMap(([meaning, text]) => [...words(text)].map((word) => [word, meaning])));
}
