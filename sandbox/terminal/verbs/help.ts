import { UsageError } from '../../../src/errors.ts';
import { didYouMean } from '../../suggest.ts';
import type { Manifest, ManifestArgument, ManifestCommand } from '../manifest.ts';
import type { Screen } from '../screen.ts';
import type { Verb } from './verb.ts';

/** `help` over the manifest's commands and the War Room's own verbs. */
export function createHelp(verbs: () => readonly Verb[]): Verb {
  return {
    name: 'help',
    usage: '[command]',
    summary: 'This list, or what a command takes.',
    check: (words, { manifest }) => {
      const name = topic(words);
      const names = [...manifest.commands, ...verbs()].map((known) => known.name);
      if (name !== '' && !names.some((known) => known === name || known.startsWith(`${name} `))) {
        throw new UsageError(`There is no command '${name}'.`, {
          advice: didYouMean(name, names, 'help lists them all.'),
        });
      }
    },
    run: async (words, { manifest, screen }) => {
      const name = topic(words);
      const command = manifest.commands.find((known) => known.name === name);
      if (name === '') overview(screen, manifest, verbs());
      else if (command === undefined) verbHelp(screen, verbs(), name);
      else commandHelp(screen, command);
      return true;
    },
  };
}

function topic(words: readonly { text: string }[]): string {
  return words
    .map(({ text }) => text)
    .join(' ')
    .replace(/^!/, '');
}

function overview(screen: Screen, manifest: Manifest, verbs: readonly Verb[]): void {
  screen.text(`Commands of ${manifest.display}`, 'heading');
  screen.table(
    ['Command', 'What it does'],
    manifest.commands.map(({ name, description }) => [`!${name}`, description]),
  );
  screen.blank();
  screen.text('This War Room', 'heading');
  screen.table(
    ['Command', 'What it does'],
    verbs.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary]),
  );
  screen.blank();
  screen.text(
    'help <command> shows its arguments. Tab completes. Values with blanks stand in quotes.',
    'dim',
  );
}

function commandHelp(screen: Screen, command: ManifestCommand): void {
  const usage = command.arguments.map(({ name, required }) => (required ? `${name}=…` : `[${name}=…]`));
  screen.text([`!${command.name}`, ...usage].join(' '), 'bold');
  screen.text(command.description);
  if (command.deprecated) screen.text('Deprecated.', 'warn');
  if (command.execution) screen.text('Potentially harmful: it can change or remove much.', 'warn');
  if (command.arguments.length === 0) screen.text('It takes no arguments.');
  else screen.table(['Argument', 'Required', 'Values', 'Description'], command.arguments.map(argumentRow));
  if (command.outputs.length === 0) return;
  const rows = command.outputs.map(({ contextPath, type, description }) => [contextPath, type, description]);
  screen.table(['Context path', 'Type', 'Description'], rows);
}

function argumentRow(argument: ManifestArgument): string[] {
  const { name, required, isArray, defaultValue, predefined, description } = argument;
  const values = [
    predefined.join(' | '),
    isArray ? 'a list, as CSV or JSON' : '',
    defaultValue === undefined ? '' : `default ${defaultValue}`,
  ];
  return [name, required ? 'yes' : 'no', values.filter((text) => text !== '').join('; '), description];
}

function verbHelp(screen: Screen, verbs: readonly Verb[], name: string): void {
  for (const verb of verbs.filter((known) => known.name === name || known.name.startsWith(`${name} `))) {
    screen.text(`${verb.name} ${verb.usage}`.trim(), 'bold');
    screen.text(`  ${verb.summary}`);
  }
}
