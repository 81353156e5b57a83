import { NEXT_RUNS } from '../sync/explain/explanation.ts';
import { type ContextTable, INSTANCE, type Output } from './outputs.ts';

/** An IOC, as far as a command knows it. */
export const IOC: ContextTable = {
  path: 'XDRIOC.IOC',
  by: ['Value', 'Type', 'Instance'],
  fields: {
    Value: ['String', 'The value of the IOC.'],
    Type: ['String', "XDR's type of the IOC: HASH, IP, DOMAIN_NAME, PATH or FILENAME."],
    InXDR: ['Boolean', 'Whether XDR holds it.'],
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
    XsoarStatus: [
      'String',
      'The status that XSOAR keeps of it (xdrstatus), where XDR does not show its own.',
    ],
    XsoarChanged: ['Date', 'When this instance last said something of it in XSOAR.'],
    Deleted: ['Boolean', 'Whether this command deleted it from XDR.'],
    PushStatus: [
      'String',
      'What became of it: pushed, refused (by XDR), rejected (cannot be sent), held back (it is pushed later) or unknown (XSOAR does not hold it).',
    ],
    Reason: ['String', 'Why it did not reach XDR, or what will become of it, and what to do.'],
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

/** An indicator that did not reach XDR the last time it was sent. */
export const REFUSED: ContextTable = {
  path: 'XDRIOC.Refused',
  by: ['Value', 'Instance'],
  fields: {
    Value: ['String', 'The value of the indicator.'],
    Type: ['String', "XDR's type of it."],
    Reason: ['String', 'Why it did not reach XDR.'],
    ByXDR: ['Boolean', 'Whether XDR refused it; else it cannot be sent as it is.'],
    Since: ['Date', 'When it was refused first.'],
    Times: ['Number', 'How often it was refused.'],
    ToDo: ['String', 'What to do about it.'],
    ...INSTANCE,
  },
};

/** How the sync of an instance is. */
export const SYNC: ContextTable = {
  path: 'XDRIOC.Sync',
  by: ['Instance'],
  fields: {
    Phase: ['String', 'How far the sync is: not started, first sync, to begin anew or in step.'],
    AutoSync: ['Boolean', 'Whether every fetch pushes.'],
    Fetches: ['Boolean', 'Whether the instance fetches.'],
    Matching: ['Number', 'How many indicators match the Sync Query.'],
    Pushed: ['Number', 'How many of them were looked at by the push.'],
    ToPush: ['Number', 'How many wait to be pushed.'],
    PushedUntil: ['Date', 'Up to which modification the push has come, in the time of XSOAR.'],
    TakenUntil: ['Date', 'Up to when changes in XDR were taken, in the time of XDR.'],
    ToTake: ['Number', 'How many changes in XDR wait to be taken; only with check=true.'],
    ToRetire: ['Number', 'How many indicators have left and wait to be retired.'],
    ToRetireIsMost: [
      'Boolean',
      'Whether they are too many to be looked at one by one: then there may be fewer.',
    ],
    RetiringRests: ['String', 'Why nothing is retired at present.'],
    HeldBack: ['Number', 'How many indicators are held back by changes in XDR.'],
    Owed: ['Number', 'How many are pushed by their value with the next push: what a pull owes an answer.'],
    'Held.Value': ['String', 'The value of an indicator that is held back.'],
    'Held.Type': ['String', "XDR's type of it."],
    'Held.Since': ['Date', 'Since when it is held back.'],
    Refused: ['Number', 'How many indicators are on the list of refusals; xdr-iocs-refused shows it.'],
    RefusedInAll: ['Number', 'How many were refused in all since this is counted.'],
    'NewestRefusal.Value': ['String', 'The value that was refused last.'],
    'NewestRefusal.Reason': ['String', 'Why.'],
    'NewestRefusal.Since': ['Date', 'When it was refused first.'],
    'LastRun.Command': ['String', 'The command that ran last, of those that push or pull.'],
    'LastRun.Began': ['Date', 'When it began.'],
    'LastRun.End': [
      'String',
      'How it ended: done, out-of-time, overtaken or failed; killed where it did not.',
    ],
    'LastRun.Seconds': ['Number', 'How long it took, in seconds.'],
    'LastRun.Failure': ['String', 'What failed.'],
    'LastRun.Told': ['String', 'What it told, line by line: the newest.'],
    'LastRun.Sent': ['Number', 'How many indicators it sent.'],
    'LastRun.HeldBack': ['Number', 'How many it held back.'],
    'LastRun.Settled': ['Number', 'How many that were held back before it settled.'],
    'LastRun.Rejected': ['Number', 'How many it rejected.'],
    'LastRun.Refused': ['Number', 'How many XDR refused.'],
    'LastRun.Taken': ['Number', "How many of XDR's changes it took."],
    'LastRun.PassedOver': ['Number', "How many of XDR's changes it passed over."],
    'LastRun.Overwritten': ['Number', "How many of XDR's changes it overwrote."],
    'LastRun.Enabled': ['Number', 'How many IOCs it enabled.'],
    'LastRun.Retired': ['Number', 'How many it retired.'],
    'LastRun.Failed': ['Number', 'How many it failed at.'],
    KeyLevel: ['String', 'The security level of the API key, as it is set or was found out.'],
    Version: ['String', 'The version of this integration.'],
    RunLimit: ['Number', 'After how many seconds a run ends by itself.'],
    RunLimitFrom: [
      'String',
      'Who sets that limit: xsoar (its own limit for this command), setting or default.',
    ],
    'Tenant.Reachable': ['Boolean', 'Whether XDR answered; only with check=true.'],
    'Tenant.Time': ['Date', "XDR's time; only with check=true."],
    'Tenant.Ahead': ['Number', "How many seconds XDR's clock is ahead of XSOAR's; only with check=true."],
    'Tenant.Failure': ['String', 'Why XDR did not answer.'],
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
