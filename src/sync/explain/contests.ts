import { type Difference, differencesOf } from '../../indicators/differences.ts';
import { Rejection } from '../../indicators/rejection.ts';
import { readRule } from '../../indicators/rule.ts';
import type { PassedOver, Sides } from '../two-sides.ts';
import type { Contest } from './explanation.ts';
import type { Outcome } from './outcome.ts';
import { rawRuleOf } from './shown.ts';
import { principalOf, type Subject } from './subject.ts';

/** Where both sides differ, and who wins: as the rehearsed run has told it, else by what XDR shows. */
export function contestsOf(subject: Subject, outcome: Outcome, sides: Sides): Contest[] {
  const told = outcome.heard.flatMap((heard): Contest[] => {
    switch (heard.kind) {
      case 'taken':
        return heard.differences.map((one) => contest(one, 'XDR', 'a person changed it in XDR'));
      case 'passed over':
        return heard.differences.map((one: PassedOver) => contest(one, 'XSOAR', one.why));
      case 'overwritten':
        return heard.differences.map((one) => contest(one, 'XSOAR', 'the push replaces it'));
      default:
        return [];
    }
  });
  return told.length > 0 ? told : shownDifferences(subject, outcome, sides);
}

function shownDifferences({ held, shown, rules }: Subject, outcome: Outcome, sides: Sides): Contest[] {
  const counts = principalOf({ held });
  const waiting = rules?.find(({ deleted }) => !deleted)?.raw;
  const [ioc] = shown.kind === 'shown' ? shown.iocs : [];
  const raw = waiting ?? (ioc === undefined ? undefined : rawRuleOf(ioc));
  const rule = raw === undefined ? undefined : readRule(raw);
  if (counts === undefined || rule === undefined || rule instanceof Rejection) {
    return [];
  }
  return differencesOf(rule, counts.x, sides).map((one) =>
    outcome.sent === undefined
      ? contest(one, 'nobody yet', one.whyNot ?? 'neither side is written in the next run')
      : contest(one, 'XSOAR', 'nobody is known to have changed it in XDR'),
  );
}

function contest({ field, xsoar, xdr }: Difference, wins: Contest['wins'], why: string): Contest {
  return { field, xsoar, xdr, wins, why };
}
