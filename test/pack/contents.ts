import { readdirSync, readFileSync } from 'node:fs';
import { type Node, parse as parseJs } from 'acorn';
import { parse } from 'yaml';
import { parsePlaybook } from '../../sandbox/pack/playbook.ts';
import { type Manifest, parseManifest } from '../../sandbox/terminal/manifest.ts';
import { isRecord } from '../../src/indicators/json.ts';

const PROJECT = new URL('../../', import.meta.url);

/** A script of the pack: what its YAML declares, and what its code does. */
export interface Script {
  id: string;
  arguments: string[];
  outputs: string[];
  /** What the server runs. */
  code: string;
  /** Commands that it runs, with the names of the arguments that stand in the call. */
  calls: { command: string; args: string[] }[];
  /** Paths of the context whose objects it reads. */
  reads: string[];
  /** Fields that it reads of an object named `row`, and names that it gives to fields of its own. */
  fields: Set<string>;
  ownNames: Set<string>;
}

export const manifest: Manifest = parseManifest(readFileSync(new URL('integration.yml', PROJECT), 'utf8'));

export const playbooks = files('Playbooks').map((name) => {
  const text = read(`Playbooks/${name}`);
  return { ...parsePlaybook(text), text };
});

export const scripts: readonly Script[] = files('Scripts')
  .filter((name) => name.endsWith('.yml'))
  .map((name) => scriptOf(name.replace(/\.yml$/, '')));

export const widgets = files('Widgets').map((name) => record(JSON.parse(read(`Widgets/${name}`))));
export const dashboards = files('Dashboards').map((name) => record(JSON.parse(read(`Dashboards/${name}`))));
export const layouts = files('Layouts').map((name) => record(JSON.parse(read(`Layouts/${name}`))));
export const fields = files('IndicatorFields').map((name) =>
  record(JSON.parse(read(`IndicatorFields/${name}`))),
);

/** The context paths that a command or a script leaves. */
export const outputPaths: readonly string[] = [
  ...manifest.commands.flatMap(({ outputs }) => outputs.map(({ contextPath }) => contextPath)),
  ...scripts.flatMap(({ outputs }) => outputs),
];

/** Whether something is left at a path, above or below it. */
export function isLeft(path: string): boolean {
  return outputPaths.some(
    (known) => known === path || known.startsWith(`${path}.`) || path.startsWith(`${known}.`),
  );
}

/** Every value in a JSON tree under a key of that name. */
export function valuesOf(tree: unknown, key: string): unknown[] {
  if (Array.isArray(tree)) return tree.flatMap((one) => valuesOf(one, key));
  if (!isRecord(tree)) return [];
  return Object.entries(tree).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(value, key),
  ]);
}

function files(folder: string): string[] {
  return readdirSync(new URL(`pack/${folder}/`, PROJECT)).sort();
}

function read(path: string): string {
  return readFileSync(new URL(`pack/${path}`, PROJECT), 'utf8');
}

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error('This file holds no object.');
  return value;
}

function scriptOf(id: string): Script {
  const declared = record(parse(read(`Scripts/${id}.yml`)));
  const own = read(`Scripts/${id}.js`);
  const code = `${read('Scripts/common.js')}\n${own}`;
  const script: Script = {
    id: String(record(declared.commonfields).id),
    arguments: namesIn(declared.args, 'name'),
    outputs: namesIn(declared.outputs, 'contextPath'),
    code,
    calls: [],
    reads: [],
    fields: new Set(),
    ownNames: new Set(),
  };
  // A return stands outside of any function: the server puts the code into one.
  look(parseJs(own, { ecmaVersion: 5, allowReturnOutsideFunction: true }), script);
  return script;
}

function namesIn(list: unknown, key: string): string[] {
  return Array.isArray(list) ? list.filter(isRecord).map((one) => String(one[key])) : [];
}

function look(node: Node, script: Script): void {
  const { type, callee, arguments: args, object, property, key } = node as unknown as Record<string, Tree>;
  const [first, second] = Array.isArray(args) ? args : [];
  if (
    type === 'CallExpression' &&
    typeof first?.value === 'string' &&
    ['run', 'must'].includes(callee?.name)
  ) {
    const names = (second?.properties ?? []).map((one: Tree) => one.key.name ?? one.key.value);
    script.calls.push({ command: first.value, args: names });
  }
  if (type === 'CallExpression' && callee?.name === 'rowsIn') script.reads.push(second.value);
  if (type === 'MemberExpression' && object?.name === 'row' && /^[A-Z]/.test(property?.name ?? '')) {
    script.fields.add(property.name);
  }
  if (type === 'Property') script.ownNames.add(key.name ?? key.value);
  for (const value of Object.values(node)) {
    for (const inner of [value].flat()) {
      if (isRecord(inner) && typeof inner.type === 'string') look(inner as unknown as Node, script);
    }
  }
}

/** A part of a syntax tree, as far as it is looked at. */
// biome-ignore lint/suspicious/noExplicitAny: acorn's types know no ES5 tree as one union
type Tree = any;
