import { type ContextTable, INSTANCE, type Output } from './outputs.ts';

/** An IOC, as far as a command knows it. */
export const IOC: ContextTable = {
  path: 'XDRIOC.IOC',
  by: ['Value', 'Type', 'Instance'],
  fields: {
    Value: ['String', 'The value of the IOC, as XSOAR spells it.'],
    Type: ['String', "XDR's type of the IOC: HASH, IP, DOMAIN_NAME, PATH or FILENAME."],
    Status: ['String', "XDR's own word for its status: ENABLED or DISABLED."],
    Severity: ['String', 'Its severity in XDR: INFO, LOW, MEDIUM, HIGH or CRITICAL.'],
    Reputation: ['String', 'Its reputation in XDR.'],
    Reliability: ['String', 'Its reliability in XDR, from A to F.'],
    Comment: ['String', 'Its comment in XDR.'],
    Expires: ['Date', 'When XDR removes it; missing where it never expires.'],
    Source: ['String', 'Who made it: XSOAR TIM for what came from XSOAR.'],
    Hits: ['Number', 'How many issues it has raised in XDR.'],
    RuleID: ['Number', "XDR's id of the IOC."],
    Created: ['Date', 'When it was created in XDR.'],
    Modified: ['Date', 'When it was last changed in XDR.'],
    Deleted: ['Boolean', 'Whether it was deleted from XDR.'],
    PushStatus: [
      'String',
      'What became of it: pushed, refused (by XDR), rejected (cannot be sent), held back (it is pushed later) or unknown (XSOAR does not hold it).',
    ],
    Reason: ['String', 'Why it did not reach XDR, and what to do.'],
    ...INSTANCE,
  },
};

/** How a push went: what a playbook asks before it goes on. */
export const PUSH: ContextTable = {
  path: 'XDRIOC.Push',
  by: ['Instance'],
  fields: {
    Finished: ['Boolean', 'Whether all was pushed; where not, run the command again for the rest.'],
    Sent: ['Number', 'How many indicators XDR took.'],
    Refused: ['Number', 'How many XDR refused.'],
    Rejected: ['Number', 'How many cannot be sent as they are.'],
    Expired: ['Number', 'How many have merely expired.'],
    Unknown: ['Number', 'How many of the named ones XSOAR does not hold.'],
    HeldBack: ['Number', 'How many wait, and are pushed later.'],
    ...INSTANCE,
  },
};

/** How a retiring went. */
export const RETIRE: ContextTable = {
  path: 'XDRIOC.Retire',
  by: ['Instance'],
  fields: {
    Finished: [
      'Boolean',
      'Whether all that has left was retired; where not, run the command again for the rest.',
    ],
    Retired: ['Number', 'How many indicators were retired.'],
    ...INSTANCE,
  },
};

/** What a command would do. */
export const DRY_RUN: ContextTable = {
  path: 'XDRIOC.DryRun',
  by: ['Command', 'Instance'],
  fields: {
    Command: ['String', 'The command that was tried.'],
    Finished: ['Boolean', "Whether all was seen; where not, the run's time was over before."],
    Sent: ['Number', 'How many indicators would be sent.'],
    HeldBack: ['Number', 'How many would wait, and be pushed later.'],
    Rejected: ['Number', 'How many could not be sent, expired and unknown ones included.'],
    Retired: ['Number', 'How many would be retired.'],
    Taken: ['Number', "How many of XDR's changes would be taken first."],
    'Groups.Outcome': ['String', 'What would become of them: sent, retired, or a push status.'],
    'Groups.Type': ['String', "XDR's type of them."],
    'Groups.Reason': ['String', 'Why they would stay behind, in one word.'],
    'Groups.Count': ['Number', 'How many they are.'],
    ...INSTANCE,
  },
};

/** What the platform keeps of a file entry. */
export const FILE: readonly Output[] = [
  { path: 'File.Name', type: 'String', description: "The file's name." },
  { path: 'File.EntryID', type: 'String', description: 'The id of the entry that holds the file.' },
  { path: 'File.Size', type: 'Number', description: "The file's size in bytes." },
  { path: 'File.SHA256', type: 'String', description: "The file's SHA-256." },
];
