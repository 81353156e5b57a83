/** Some commands that belong together: those of the integration with their `!`, and the War Room's own verbs. */
export interface Group {
  readonly name: string;
  /** What somebody wants who looks there, in a few words. */
  readonly purpose: string;
  readonly members: readonly string[];
}

/** All commands, by what somebody wants. A member that this War Room does not know is not shown. */
export const GROUPS: readonly Group[] = [
  group(
    'sync',
    'keep both sides in step',
    'fetch, rehearse, test, !xdr-iocs-sync, !xdr-iocs-push, !xdr-iocs-set-sync-time, ' +
      '!xdr-iocs-create-sync-file, !xdr-iocs-to-keep-file',
  ),
  group(
    'look',
    'see what each side holds, and why',
    'xsoar list, xsoar show, xdr list, xdr show, context, state, !xdr-iocs-get, !xdr-iocs-explain, ' +
      '!xdr-iocs-status, !xdr-iocs-refused',
  ),
  group(
    'force',
    'take IOCs out of force, or put them back',
    '!xdr-iocs-disable, !xdr-iocs-enable, !xdr-iocs-retire, !xdr-iocs-delete',
  ),
  group(
    'xsoar',
    'be a person, or a feed, in XSOAR',
    'load, xsoar add, xsoar edit, xsoar refresh, xsoar expire, xsoar delete',
  ),
  group('xdr', 'be a person in XDR', 'xdr edit, xdr add, xdr delete, xdr hit'),
  group('pack', 'what the pack brings', 'playbook, dashboard'),
  group('room', 'this War Room', 'params, set, tour lifecycle, help, exit'),
];

function group(name: string, purpose: string, members: string): Group {
  return { name, purpose, members: members.split(', ') };
}

/** What help says beside the commands: pages, by their names. */
export const PAGES: Readonly<Record<string, string>> = {
  arguments: `\
!xdr-iocs-push indicator=192.0.2.1,192.0.2.2 dry_run=true
Every argument is typed name=value. Where a command has a main one, its name may be left out.
A value with blanks stands in quotes: "…" or '…', where \\ goes before that quote, or in backticks.
A list is CSV, or JSON: ["a,b", "c"]. JSON needs no quotes around it.
The ! may be left out. A line that begins with # is a note.`,

  files: `\
load <file or folder> makes XSOAR indicators of what it finds there, archives included:
a MISP event, a STIX bundle, a table, a list (hosts, ad blocker, resolver), or any text.
load --show-left-out <file> says what did not become an indicator, and why.
A file that a command makes is saved; its path is shown. --files <folder> says where.
--state <file> keeps both sides and the parameters between starts, never a key.`,

  parameters: `\
params shows the parameters of the instance that are in force.
set severity=low autoSync=false changes some, for the commands that follow.
set query='reputation:Bad and type:IP' is the Sync Query: what XSOAR sends.
set name= clears one. npm start -- --set name=value sets one from the start.`,

  playbooks: `\
playbook lists the playbooks of the pack and their inputs.
playbook <name> plays one, task by task. playbook <name> input=value gives it an input.
context shows what it left.`,

  keys: `\
Tab completes; the arrow keys bring earlier lines back.
Ctrl-C ends the line at work, such as a fetch, and not the War Room. What XDR has taken stays.
Ctrl-C throws a half-typed line away. At an empty prompt it ends the War Room; so does Ctrl-D.
Lines may also be piped in, or stand on the command line; there Ctrl-C ends everything.
NO_COLOR=1 in the environment shows no colours; FORCE_COLOR=1 shows them in a file or a pipe, too.`,

  tours: `\
The first tour comes with a new start: a first sync, and a change that comes back.
tour lifecycle shows how an indicator lives: edited on both sides, explained, disabled.
Enter goes to the next step; q ends a tour. npm start -- --no-tour begins with the prompt.`,

  real: `\
npm start -- --xsoar <url> tries the indicators of a real XSOAR on the XDR in here.
npm start -- --xdr <url> uses a real XDR tenant. Keys come from the environment.
Real sides are only read, and what would be written is shown; --write writes it.
npm start -- --help shows all options.`,
};
