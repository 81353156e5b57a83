import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** A text for people that the code may show; `…` stands for what is filled in. */
export interface CodeMessage {
  text: string;
  file: string;
}

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** Constants that hold what to do, not what failed. */
const ADVICE =
  /^(?:TRY_AGAIN|FORMATS|GOES_ON|CHECK_QUERY|CORRECT_IT|UNREACHABLE|REFUSED_SILENTLY|WHAT_TO_DO|LEAVE_IT_OUT|COPY_URL|COPY_KEY|EXAMPLE|CHECK_ADDRESS|HOW_TO_RESET)$/;
/** What is said of a part: a parameter, an argument, a variable. */
const FRAGMENT =
  /^(?:must |is |does not |names a |has a user name|which cannot|in which|needs |holds |parameter should)/;
const SENTENCE = /^[\p{Lu}'…(].* .*[.:]|^\p{Ll}.{40}/su;
/** Fewer letters say nothing by themselves: they only tie others together. */
const FEWEST_LETTERS = 9;

type Node = Record<string, unknown> & { type: string };

/** Every sentence in the code that is not advice, a description, or a line of the log alone. */
export function codeMessages(): CodeMessage[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.sort().flatMap((file) => {
    const texts = new Set<string>();
    const code = readFileSync(join(SOURCE, file), 'utf8');
    collect(parseSync(code, { syntax: 'typescript', target: 'es2022' }), texts);
    return [...texts].filter(isMessage).map((text) => ({ text, file }));
  });
}

function isMessage(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  return letters >= FEWEST_LETTERS && (SENTENCE.test(text) || FRAGMENT.test(text));
}

function collect(found: unknown, texts: Set<string>): void {
  if (Array.isArray(found)) {
    for (const one of found) {
      collect(one, texts);
    }
  } else if (isNode(found)) {
    if (isLeftOut(found)) {
      return;
    }
    const text = textOf(found);
    if (text !== undefined) {
      texts.add(text);
    }
    for (const [name, child] of Object.entries(found)) {
      // The halves of a text that was joined are no texts of their own.
      if (text === undefined || (name === 'expressions' && found.type === 'TemplateLiteral')) {
        collect(child, texts);
      }
    }
  } else if (typeof found === 'object' && found !== null) {
    collect(Object.values(found), texts);
  }
}

function isLeftOut(node: Node): boolean {
  if (/^(?:Import|ExportAll|TsType|TsInterface|TsLiteral|TsUnion)/.test(node.type)) {
    return true;
  }
  if (node.type === 'KeyValueProperty' || node.type === 'VariableDeclarator') {
    const name = nameOf(node.key ?? node.id);
    return name === 'advice' || name === 'description' || ADVICE.test(name);
  }
  const callee = node.type === 'CallExpression' && isNode(node.callee) ? node.callee : undefined;
  // The descriptions of commands are the manifest's; the log's own lines tell of no failure.
  return callee?.type === 'MemberExpression'
    ? nameOf(callee.object) === 'log'
    : /^(?:flag|optionalFlag|list|optionalList|text|choice|requiredText)$/.test(nameOf(callee));
}

/** A text, or several that are joined; what is filled in is `…`. */
function textOf(found: unknown): string | undefined {
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

function nameOf(found: unknown): string {
  if (!isNode(found)) {
    return '';
  }
  if (found.type === 'MemberExpression') {
    return nameOf(found.property);
  }
  return typeof found.value === 'string' ? found.value : '';
}

function isNode(found: unknown): found is Node {
  return typeof found === 'object' && found !== null && typeof (found as Node).type === 'string';
}
