import { at, listOf, textOf } from './context-path.ts';
import type { Comparison, Operand, TaskValue } from './playbook.ts';

const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** A task's value, worked out over what a playbook sees. */
export function resolve(value: TaskValue, scope: unknown): unknown {
  if ('simple' in value) return fillIn(value.simple, scope);
  const { root, accessor, filters } = value.complex;
  const kept = listOf(at(scope, root)).filter((item) =>
    filters.every((or) => or.some((one) => compare(one, (side) => ofItem(side, scope, root, item)))),
  );
  const found = accessor === undefined ? kept : kept.flatMap((item) => listOf(at(item, accessor)));
  return found.length === 0 ? undefined : single(found);
}

/** Whether a condition's comparisons hold: any of each group. */
export function meets(groups: readonly (readonly Comparison[])[], scope: unknown): boolean {
  return groups.every((or) => or.some((one) => compare(one, (side) => ofSide(side, scope))));
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
function ofItem(side: Operand, scope: unknown, root: string, item: unknown): unknown {
  const path = 'simple' in side.value ? side.value.simple : '';
  return path.startsWith(`${root}.`) ? at(item, path.slice(root.length + 1)) : ofSide(side, scope);
}

function ofSide({ value, iscontext }: Operand, scope: unknown): unknown {
  return iscontext && 'simple' in value
    ? at(scope, value.simple.replace(/^\$\{(.*)\}$/, '$1'))
    : resolve(value, scope);
}

const COMPARE: Readonly<Record<Comparison['operator'], (left: unknown, right: unknown) => boolean>> = {
  isEqualString: (left, right) => textOf(left) === textOf(right),
  greaterThan: (left, right) => Number(left) > Number(right),
  isFalse: (left) => left === false || left === 'false',
  isNotExists: (left) => left === undefined || left === null,
  isNotEmpty: (left) => listOf(left).length > 0,
};

function compare({ operator, left, right }: Comparison, read: (side: Operand) => unknown): boolean {
  return COMPARE[operator](read(left), right && read(right));
}
