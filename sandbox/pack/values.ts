import { at, listOf, textOf } from './context-path.ts';
import type { Comparison, Operand, TaskValue, Transformer } from './playbook.ts';

const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** A task's value, worked out over what a playbook sees. @throws Error for what the player does not know */
export function resolve(value: TaskValue, scope: unknown): unknown {
  if ('simple' in value) return fillIn(value.simple, scope);
  const { root, accessor, filters, transformers } = value.complex;
  const kept = listOf(at(scope, root)).filter((item) =>
    filters.every((or) => or.some((one) => holds(one, scope, root, item))),
  );
  const found = accessor === undefined ? kept : kept.flatMap((item) => listOf(at(item, accessor)));
  const single = found.length === 1 ? found[0] : found;
  return transformers.reduce<unknown>(transform, found.length === 0 ? undefined : single);
}

/** Whether a condition's comparisons hold: any of each group. */
export function meets(groups: readonly (readonly Comparison[])[], scope: unknown): boolean {
  return groups.every((or) =>
    or.some((one) => compare(one, side(one.left, scope), one.right && side(one.right, scope))),
  );
}

/** `${path}` alone is what lies there; within a text it is written into it. */
function fillIn(text: string, scope: unknown): unknown {
  const [only] = text.matchAll(PLACEHOLDER);
  if (only?.[0] === text) return single(at(scope, only[1] ?? ''));
  return text.replace(PLACEHOLDER, (_whole, path: string) => textOf(at(scope, path)));
}

/** A list of one value may arrive as that value: whoever reads an argument must bear it. */
function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** A filter looks at one item: a path that begins with the root's means that item's own field. */
function holds(comparison: Comparison, scope: unknown, root: string, item: unknown): boolean {
  const { left, right } = comparison;
  const path = 'simple' in left.value ? left.value.simple : '';
  const own =
    path === root
      ? item
      : path.startsWith(`${root}.`)
        ? at(item, path.slice(root.length + 1))
        : side(left, scope);
  return compare(comparison, own, right && side(right, scope));
}

function side({ value, iscontext }: Operand, scope: unknown): unknown {
  return iscontext && 'simple' in value
    ? at(scope, value.simple.replace(/^\$\{(.*)\}$/, '$1'))
    : resolve(value, scope);
}

const COMPARE: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  isEqualString: (left, right) => textOf(left) === textOf(right),
  isNotEqualString: (left, right) => textOf(left) !== textOf(right),
  isEqualNumber: (left, right) => Number(left) === Number(right),
  greaterThan: (left, right) => Number(left) > Number(right),
  lessThan: (left, right) => Number(left) < Number(right),
  isTrue: (left) => left === true || left === 'true',
  isFalse: (left) => left === false || left === 'false',
  isExists: (left) => left !== undefined && left !== null,
  isNotExists: (left) => left === undefined || left === null,
  isEmpty: (left) => listOf(left).length === 0,
  isNotEmpty: (left) => listOf(left).length > 0,
  containsGeneral: (left, right) => listOf(left).some((item) => textOf(item).includes(textOf(right))),
  inList: (left, right) =>
    listOf(right)
      .flatMap((item) => textOf(item).split(','))
      .includes(textOf(left)),
};

function compare({ operator, ignorecase }: Comparison, left: unknown, right: unknown): boolean {
  const known = COMPARE[operator];
  if (known === undefined) throw new Error(`The player does not know the operator '${operator}'`);
  const folded = (value: unknown): unknown =>
    ignorecase === true && typeof value === 'string' ? value.toLowerCase() : value;
  return known(folded(left), folded(right));
}

const TRANSFORM: Readonly<Record<string, (value: unknown, argument: (name: string) => string) => unknown>> = {
  uniq: (value) => [...new Set(listOf(value))],
  count: (value) => listOf(value).length,
  join: (value, argument) => listOf(value).map(textOf).join(argument('separator')),
  splitAndTrim: (value, argument) =>
    listOf(value).flatMap((item) =>
      textOf(item)
        .split(argument('delimiter'))
        .map((part) => part.trim()),
    ),
  toUpperCase: (value) => textOf(value).toUpperCase(),
  toLowerCase: (value) => textOf(value).toLowerCase(),
  FirstArrayElement: (value) => listOf(value)[0],
};

function transform(value: unknown, { operator, args }: Transformer): unknown {
  const known = TRANSFORM[operator];
  if (known === undefined) throw new Error(`The player does not know the transformer '${operator}'`);
  return known(value, (name) => args[name]?.value.simple ?? '');
}
