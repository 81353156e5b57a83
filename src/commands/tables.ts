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
      'What became of it: pushed, refused (by XDR), rejected (cannot be sent), held back (by a rule) or unknown.',
    ],
    Reason: ['String', 'Why it did not reach XDR, and what to do.'],
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
