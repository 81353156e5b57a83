import { NEXT_RUNS } from '../sync/explain/explanation.ts';
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

/** What is said of a value, and of what the next run does with it. */
export const EXPLANATION: ContextTable = {
  path: 'XDRIOC.Explanation',
  by: ['Value', 'Instance'],
  fields: {
    Value: ['String', 'The value that was asked for.'],
    NextRun: [
      'String',
      `What the next run does with it: ${NEXT_RUNS.join(', ')}. Where it does several things, the last of them.`,
    ],
    Deeds: ['Unknown', 'All that the next run does, in order; empty where it changes neither side.'],
    Summary: ['String', 'The next run in one sentence.'],
    Steps: ['Unknown', 'All that leads to it, sentence by sentence.'],
    InXSOAR: ['Boolean', 'Whether XSOAR holds it.'],
    Type: ['String', "XSOAR's type of the indicator."],
    Active: ['Boolean', 'Whether the indicator is active.'],
    MatchesQuery: ['Boolean', 'Whether the indicator is active and matches the Sync Query.'],
    FailingParts: ['Unknown', 'The parts of the Sync Query that the indicator does not match.'],
    Sends: ['Unknown', 'The IOC that is sent for it.'],
    Rejected: ['String', 'Why it cannot be sent, and what to do.'],
    'Refused.Reason': ['String', 'What XDR said when it did not take it the last time.'],
    'Refused.Since': ['Date', 'Since when XDR has not taken it.'],
    'Refused.Times': ['Number', 'How often XDR has not taken it.'],
    InXDR: ['String', 'Whether XDR holds it: yes, no, or unknown where the tenant cannot be asked.'],
    'XDR.Type': ['String', "XDR's type of the IOC."],
    'XDR.Status': ['String', 'Its status in XDR: ENABLED or DISABLED.'],
    'XDR.Severity': ['String', 'Its severity in XDR.'],
    'XDR.Reputation': ['String', 'Its reputation in XDR.'],
    'XDR.Comment': ['String', 'Its comment in XDR.'],
    'XDR.Expires': ['Date', 'When XDR removes it; missing where it never expires.'],
    'XDR.Source': ['String', 'Who made it: XSOAR TIM for what came from XSOAR.'],
    ChangedInXDR: ['Date', 'When it was changed in XDR, where no pull has worked that out yet.'],
    Owed: ['Boolean', 'Whether a run is to push it although nobody modifies it.'],
    Writes: ['Unknown', 'The fields that the next run writes to XSOAR.'],
    'Differences.Field': ['String', 'A field in which both sides differ.'],
    'Differences.XSOAR': ['String', 'What XSOAR says there.'],
    'Differences.XDR': ['String', 'What XDR says there.'],
    'Differences.Wins': ['String', 'Who wins in the next run: XSOAR, XDR or nobody yet.'],
    'Differences.Why': ['String', 'Why.'],
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
