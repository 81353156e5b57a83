import { parseDocument, Scalar } from 'yaml';
import type { Argument } from '../../src/commands/arguments.ts';
import type { Command } from '../../src/commands/command.ts';

/** The manifest's text with its list of commands made anew from their definitions. */
export function withCommands(manifest: string, commands: readonly Command[]): string {
  const document = parseDocument(manifest);
  document.setIn(['script', 'commands'], document.createNode(commands.map(commandNode)));
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function commandNode(command: Command): object {
  const { name, description, deprecated, harmful, outputs } = command;
  return {
    name,
    description,
    ...(deprecated === true ? { deprecated } : {}),
    ...(harmful === true ? { execution: true } : {}),
    arguments: Object.entries(command.arguments).map(([argument, about]) => argumentNode(argument, about)),
    ...(outputs.length === 0
      ? {}
      : {
          outputs: outputs.map(({ path, type, description: of }) => ({
            contextPath: path,
            type,
            description: of,
          })),
        }),
  };
}

function argumentNode(name: string, argument: Argument<unknown>): object {
  const { description, predefined, defaultValue, required, isArray, isDefault } = argument;
  return {
    name,
    description,
    ...(isDefault === true ? { default: true } : {}),
    ...(isArray ? { isArray } : {}),
    ...(predefined === undefined ? {} : { auto: 'PREDEFINED', predefined: predefined.map(quoted) }),
    ...(defaultValue === undefined ? {} : { defaultValue: quoted(defaultValue) }),
    required,
  };
}

/** A text that stays one: `true` and `50` mean something else without quotes. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  if (/^(?:true|false|\d+)$/.test(text)) {
    scalar.type = Scalar.QUOTE_SINGLE;
  }
  return scalar;
}
