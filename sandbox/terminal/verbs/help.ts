import { UsageError } from '../../../src/errors.ts';
import { didYouMean } from '../../suggest.ts';
import type { Manifest } from '../manifest.ts';
import type { Screen } from '../screen.ts';
import { textTable } from '../table.ts';
import { commandHelp, verbHelp } from './help-command.ts';
import { GROUPS, type Group, PAGES } from './help-topics.ts';
import type { Verb } from './verb.ts';

/** The words after `help` that are no command. */
export const TOPICS: readonly string[] = [
  ...GROUPS.map(({ name }) => name),
  'commands',
  ...PAGES.map(({ name }) => name),
];

/** What help knows of the War Room: its verbs, and other words for them. */
interface Known {
  readonly verbs: readonly Verb[];
  readonly aliases: Readonly<Record<string, string>>;
}

/** `help` over the manifest's commands, the War Room's own verbs, and topics. */
export function createHelp(known: () => Known): Verb {
  return {
    name: 'help',
    usage: '[topic or command]',
    summary: 'All commands by what they are for, or more about one.',
    check: (words, { manifest }) => {
      const asked = askedIn(words);
      if (asked === '' || pageOf(asked, manifest, known()) !== undefined) return;
      const { verbs } = known();
      const names = [...TOPICS, ...[...manifest.commands, ...verbs].map(({ name }) => name)];
      throw new UsageError(`help knows nothing about '${asked}'.`, {
        advice: didYouMean(asked, names, 'help lists all commands and topics.'),
      });
    },
    run: async (words, { manifest, screen }) => {
      const asked = askedIn(words);
      if (asked === '') overview(screen, manifest, known());
      else pageOf(asked, manifest, known())?.(screen);
      return true;
    },
  };
}

function askedIn(words: readonly { text: string }[]): string {
  return words
    .map(({ text }) => text)
    .join(' ')
    .toLowerCase()
    .replace(/^!\s*/, '');
}

/** What shows the page that was asked for; undefined where there is none. */
function pageOf(asked: string, manifest: Manifest, known: Known): ((screen: Screen) => void) | undefined {
  const name = known.aliases[asked] ?? asked;
  const command = manifest.commands.find((one) => one.name === name);
  if (command !== undefined) return (screen) => commandHelp(screen, command);
  const group = GROUPS.find((one) => one.name === name);
  if (group !== undefined) return (screen) => groupHelp(screen, group, manifest, known);
  if (name === 'commands') return (screen) => commandsHelp(screen, manifest);
  const page = PAGES.find((one) => one.name === name);
  if (page !== undefined) {
    return (screen) => {
      for (const line of page.lines) screen.text(line);
    };
  }
  const verbs = known.verbs.filter((one) => one.name === name || one.name.startsWith(`${name} `));
  if (verbs.length === 0) return undefined;
  return (screen) => {
    for (const verb of verbs) verbHelp(screen, verb);
  };
}

function overview(screen: Screen, manifest: Manifest, known: Known): void {
  for (const { name, purpose, members } of groupsOf(manifest, known)) {
    screen.text(`${name}: ${purpose}`, 'bold');
    screen.text(`  ${members.join(', ')}`);
  }
  screen.text('More', 'bold');
  screen.text(`  ${['commands', ...PAGES.map(({ name }) => name)].join(', ')}`);
  screen.text('help <topic or command> shows more. Tab completes.', 'dim');
}

/** The groups, with what this War Room knows of them; what none of them names comes last. */
function groupsOf({ commands }: Manifest, { verbs }: Known): Group[] {
  const all = [...commands.map(({ name }) => `!${name}`), ...verbs.map(({ name }) => name)];
  const named = new Set(GROUPS.flatMap(({ members }) => members));
  const others = all.filter((name) => !named.has(name));
  return [
    ...GROUPS.map((group) => ({ ...group, members: group.members.filter((name) => all.includes(name)) })),
    { name: 'others', purpose: 'what belongs nowhere else', members: others },
  ].filter(({ members }) => members.length > 0);
}

function groupHelp(
  screen: Screen,
  { name, purpose, members }: Group,
  manifest: Manifest,
  known: Known,
): void {
  const summaries = new Map([
    ...manifest.commands.map((one) => [`!${one.name}`, one.description] as const),
    ...known.verbs.map((one) => [one.name, one.summary] as const),
  ]);
  screen.text(`${name}: ${purpose}`, 'bold');
  const rows = members.flatMap((member) => {
    const summary = summaries.get(member);
    return summary === undefined ? [] : [[member, summary]];
  });
  screen.tableOf({ ...textTable(['Command', 'What it does'], rows), mostLines: 2 });
  screen.text('help <command> shows what it takes.', 'dim');
}

function commandsHelp(screen: Screen, { commands }: Manifest): void {
  const rows = commands.map(({ name, description }) => [`!${name}`, description]);
  screen.tableOf({ ...textTable(['Command', 'What it does'], rows), mostLines: 1 });
  screen.text('help <command> shows its arguments, and what it leaves in the context.', 'dim');
}
