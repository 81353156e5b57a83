import { play } from './play.ts';
import { sequenceOf } from './sequence.ts';

const [from = '1', to = from] = process.argv.slice(2);
const kinds = new Map<string, number[]>();
const began = Date.now();
for (let seed = Number(from); seed <= Number(to); seed += 1) {
  const lines: string[] = [];
  let breaches;
  try { breaches = await play(sequenceOf(seed), from === to ? (line) => console.log(line) : undefined); }
  catch (error) { console.log(seed, error); continue; }
  if (from === to) console.log(breaches);
  for (const kind of new Set(breaches.map(b => b.kind))) kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
}
console.log(Date.now() - began, 'ms');
for (const [kind, seeds] of [...kinds].sort((a, b) => b[1].length - a[1].length)) console.log(seeds.length, kind, seeds.slice(0, 8).join(' '));
