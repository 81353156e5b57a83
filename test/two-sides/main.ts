import { play } from './play.ts';
import { sequenceOf } from './sequence.ts';
import { shrink } from './shrink.ts';

const [from = '1', to = from, shrinkKind] = process.argv.slice(2);
if (shrinkKind !== undefined) {
  const fails = async (s) => (await play(s).catch((e) => [{ kind: String(e), key: '', text: '' }])).some((b) => b.kind.includes(shrinkKind));
  const small = await shrink(sequenceOf(Number(from)), fails);
  console.log(JSON.stringify({ ...small, steps: undefined, pool: small.pool.map((p) => p.value) }));
  console.log(await play(small, (line) => console.log(line)));
  process.exit(0);
}
const kinds = new Map<string, number[]>();
const began = Date.now();
for (let seed = Number(from); seed <= Number(to); seed += 1) {
  let breaches;
  try { breaches = await play(sequenceOf(seed), from === to ? (line) => console.log(line) : undefined); }
  catch (error) { console.log(seed, error); continue; }
  if (from === to) console.log(breaches);
  for (const kind of new Set(breaches.map(b => b.kind))) kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
}
console.log(Date.now() - began, 'ms');
for (const [kind, seeds] of [...kinds].sort((a, b) => b[1].length - a[1].length)) console.log(seeds.length, kind, seeds.slice(0, 8).join(' '));
