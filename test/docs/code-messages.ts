import { isNode, type Node, nameOf, syntaxTrees, textOf } from './syntax.ts';

/** A text for people that the code may show; `…` stands for what is filled in. */
export interface CodeMessage {
  text: string;
  file: string;
}

/** Constants that hold what to do, not what failed. */
const ADVICE =
  /^(?:TRY_AGAIN|FORMATS|GOES_ON|CHECK_QUERY|CORRECT_IT|UNREACHABLE|REFUSED_SILENTLY|WHAT_TO_DO|LEAVE_IT_OUT|COPY_URL|COPY_KEY|EXAMPLE|CHECK_ADDRESS|HOW_TO_RESET)$/;
/** Descriptions: of commands, and of what they leave in the context. */
const LEFT_OUT = /^(?:advice|description|outputs|FILE|INSTANCE)$/;
/** What is said of a part: a parameter, an argument, a variable. */
const FRAGMENT =
  /^(?:must |is |does not |names a |has a user name|which cannot|in which|needs |holds |parameter should)/;
const SENTENCE = /^[\p{Lu}'…(].* .*[.:]|^\p{Ll}.{40}/su;
/** Fewer letters say nothing by themselves: they only tie others together. */
const FEWEST_LETTERS = 9;

/** The program outside of XSOAR has a page of its own (`docs/outside.md`). */
const ELSEWHERE = /^outside[/\\]/;

/** Every sentence in the code that is not advice, a description, or a line of the log alone. */
export function codeMessages(): CodeMessage[] {
  const trees = syntaxTrees().filter(({ file }) => !ELSEWHERE.test(file));
  return trees.flatMap(({ file, tree }) => {
    const texts = new Set<string>();
    collect(tree, texts);
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
    return LEFT_OUT.test(name) || ADVICE.test(name);
  }
  const callee = node.type === 'CallExpression' && isNode(node.callee) ? node.callee : undefined;
  // The descriptions of commands are the manifest's; the log's own lines tell of no failure.
  return callee?.type === 'MemberExpression'
    ? nameOf(callee.object) === 'log'
    : /^(?:flag|optionalFlag|list|optionalList|text|choice|requiredText)$/.test(nameOf(callee));
}
