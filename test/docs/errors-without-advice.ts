import { isNode, type Node, nameOf, syntaxTrees, textOf } from './syntax.ts';

/** Errors that have a message, and an advice beside it. */
const ERRORS = /^(?:UsageError|HostError|HostGone|StateError|XdrError)$/;

/** The errors in the code that are made without an advice: by file, with the message as far as it is a text. */
export function errorsWithoutAdvice(): string[] {
  const found: string[] = [];
  for (const { file, tree } of syntaxTrees()) {
    visit(tree, (node) => {
      if (node.type === 'NewExpression' && ERRORS.test(nameOf(node.callee)) && !hasAdvice(node)) {
        const texts = argumentsOf(node).map((argument) => textOf(argument) ?? '…');
        found.push(`${file}: ${nameOf(node.callee)}(${texts.join(', ')})`);
      }
    });
  }
  return found;
}

function hasAdvice(node: Node): boolean {
  const options = argumentsOf(node).at(-1);
  const properties = isNode(options) && options.type === 'ObjectExpression' ? options.properties : [];
  return (properties as Node[]).some(
    (property) => nameOf(property.key ?? property) === 'advice' || nameOf(property) === 'advice',
  );
}

function argumentsOf({ arguments: given }: Node): unknown[] {
  return (given as { expression: unknown }[]).map(({ expression }) => expression);
}

function visit(found: unknown, on: (node: Node) => void): void {
  if (isNode(found)) {
    on(found);
  }
  if (typeof found === 'object' && found !== null) {
    for (const child of Object.values(found)) {
      visit(child, on);
    }
  }
}
