import { UsageError } from '../../../src/errors.ts';
import { didYouMean } from '../../../src/suggest.ts';
import type { Manifest } from '../manifest.ts';
import type { Screen } from '../screen.ts';
import { commandHelp, verbHelp } from './help-command.ts';
import { GROUPS, type Group, PAGES } from './help-topics.ts';
import type { Verb } from './verb.ts';

/** The pages beside the commands and their groups. */
const MORE: readonly string[] = ['commands', ...Object.keys(PAGES)];
/** The words after `help` that are no command. */
export const TOPICS: readonly string[] = [...GROUPS.map(({ name }) => name), ...MORE];
const HEADER = ['Command', 'What it does'];

/** What help knows: the manifest's commands, the War Room's verbs, and other words for them. */
interface Known {
  readonly commands: Manifest['commands'];
  readonly verbs: readonly Verb[];
  readonly aliases: Readonly<Record<string, string>>;
}

/** `help` over the manifest's commands, the War Room's own verbs, and topics. */
export function createHelp(own: () => Omit<Known, 'commands'>): Verb {
  return {
    name: 'help',
    usage: '[topic or command]',
    summary: 'All commands by what they are for, or more about one.',
    plan: (words, { manifest: { commands }, screen }) => {
      const typed = words.map(({ text }) => text).join(' ');
      const asked = typed.toLowerCase().replace(/^!\s*/, '');
      const known = { commands, ...own() };
      const page = asked === '' ? overview : pageOf(asked, known);
      if (page !== undefined) return () => page(screen, known);
      const names = [...TOPICS, ...[...commands, ...known.verbs].map(({ name }) => name)];
      throw new UsageError(`help knows nothing about '${asked}'.`, {
        advice: didYouMean(asked, names, 'help lists all commands and topics.'),
      });
    },
  };
}

/** What shows the page that was asked for; undefined where there is none. */
function pageOf(
  asked: string,
  { commands, verbs, aliases }: Known,
): ((screen: Screen, known: Known) => void) | undefined {
  const name = aliases[asked] ?? asked;
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return (screen) => commandHelp(screen, command);
  const group = GROUPS.find((one) => one.name === name);
  if (group !== undefined) return (screen, known) => groupHelp(screen, group, known);
  if (name === 'commands') return commandsHelp;
  const page = Object.hasOwn(PAGES, name) ? PAGES[name] : undefined;
  if (page !== undefined) return (screen) => screen.text(page);
  const meant = verbs.filter((one) => one.name === name || one.name.startsWith(`${name} `));
  if (meant.length === 0) return undefined;
  return (screen) => {
    for (const verb of meant) verbHelp(screen, verb);
  };
}

function overview(screen: Screen, known: Known): void {
  for (const { name, purpose, members } of groupsOf(known)) {
    screen.text(`${name}: ${purpose}`, 'bold');
    screen.text(`  ${members.join(', ')}`);
  }
  screen.text('More', 'bold');
  screen.text(`  ${MORE.join(', ')}`);
  screen.text('help <topic or command> shows more. Tab completes.', 'dim');
}

/** The groups, with what this War Room knows of them; what none of them names comes last. */
function groupsOf(known: Known): Group[] {
  const summaries = summariesOf(known);
  const named = new Set(GROUPS.flatMap(({ members }) => members));
  const others = [...summaries.keys()].filter((name) => !named.has(name));
  return [
    ...GROUPS.map((group) => ({ ...group, members: group.members.filter((name) => summaries.has(name)) })),
    { name: 'others', purpose: 'what belongs nowhere else', members: others },
  ].filter(({ members }) => members.length > 0);
}

function groupHelp(screen: Screen, { name, purpose, members }: Group, known: Known): void {
  const summaries = summariesOf(known);
  screen.text(`${name}: ${purpose}`, 'bold');
  const rows = members
    .filter((member) => summaries.has(member))
    .map((member) => [member, summaries.get(member) ?? '']);
  screen.table(HEADER, rows, 2);
  screen.text('help <command> shows what it takes.', 'dim');
}

function commandsHelp(screen: Screen, { commands }: Known): void {
  const rows = commands.map(({ name, description }) => [`!${name}`, description]);
  screen.table(HEADER, rows, 1);
  screen.text('help <command> shows its arguments, and what it leaves in the context.', 'dim');
}

/** What each command does, by how it is typed. */
function summariesOf({ commands, verbs }: Known): Map<string, string> {
  return new Map([
    ...commands.map(({ name, description }) => [`!${name}`, description] as const),
    ...verbs.map(({ name, summary }) => [name, summary] as const),
  ]);
}
