import type { CommandContext } from './command.ts';
import type { ContextRow } from './outputs.ts';

/** What a push, or a full sync, leaves for a playbook to go on by. */
export function rowOf({ report }: CommandContext, isFinished: boolean): ContextRow {
  const { outgoing, waiting } = report;
  return {
    Finished: isFinished,
    Sent: report.countOf('sent') + report.countOf('settled'),
    Refused: outgoing.countOf('refused'),
    Rejected: outgoing.countOf('rejected') - outgoing.expired,
    Expired: outgoing.expired,
    Unknown: outgoing.countOf('unknown'),
    HeldBack: waiting.count,
  };
}
