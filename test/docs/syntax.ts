import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** A node of a syntax tree. */
export type Node = Record<string, unknown> & { type: string };

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** The syntax trees of the code, by file. */
export function syntaxTrees(): { file: string; tree: unknown }[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.sort().map((file) => {
    const code = readFileSync(join(SOURCE, file), 'utf8');
    return { file, tree: parseSync(code, { syntax: 'typescript', target: 'es2022' }) };
  });
}

export function isNode(found: unknown): found is Node {
  return typeof found === 'object' && found !== null && typeof (found as Node).type === 'string';
}

/** A text, or several that are joined; what is filled in is `…`. Undefined for what is no text. */
export function textOf(found: unknown): string | undefined {
  if (!isNode(found)) {
    return undefined;
  }
  switch (found.type) {
    case 'StringLiteral':
      return String(found.value);
    case 'TemplateLiteral':
      return (found.quasis as { cooked: string }[]).map(({ cooked }) => cooked).join('…');
    case 'BinaryExpression': {
      const [left, right] = [textOf(found.left), textOf(found.right)];
      const isText = left !== undefined || right !== undefined;
      return found.operator === '+' && isText ? `${left ?? '…'}${right ?? '…'}` : undefined;
    }
    case 'ParenthesisExpression':
      return textOf(found.expression);
    default:
      return undefined;
  }
}

/** A name, or of what belongs to another thing its own name; empty where there is none. */
export function nameOf(found: unknown): string {
  if (!isNode(found)) {
    return '';
  }
  if (found.type === 'MemberExpression') {
    return nameOf(found.property);
  }
  return typeof found.value === 'string' ? found.value : '';
}
