import { secondsOf } from './fields.ts';
import { addIoc, deleteIoc, editIoc, hitIoc } from './people.ts';
import type { Subject } from './pool.ts';
import type { Sides } from './sides.ts';
import type { Act, Change } from './steps.ts';
import { addByFeed, deleteByHand, editByHand, expireByHand, newText, refreshByFeed } from './xsoar-people.ts';

/** Does to one side what somebody does; nothing where there is nothing to do it to. */
export function perform(sides: Sides, pool: readonly Subject[], act: Act): void {
  if (act.do === 'refresh by a feed' && act.who === 'all') {
    pool.forEach((subject) => void refreshByFeed(sides, subject, act.change));
    return;
  }
  const subject = pool[Number(act.who)];
  if (subject === undefined) {
    return;
  }
  if (act.do.endsWith('in XDR')) {
    performInXdr(sides, subject, act);
  } else {
    performInXsoar(sides, subject, act);
  }
}

function performInXsoar(sides: Sides, subject: Subject, act: Act): void {
  switch (act.do) {
    case 'edit in XSOAR':
      editByHand(sides, subject, act.change);
      break;
    case 'refresh by a feed':
      refreshByFeed(sides, subject, act.change);
      break;
    case 'add in XSOAR':
      addByFeed(sides, subject, act.change);
      break;
    case 'expire in XSOAR':
      expireByHand(sides, subject);
      break;
    case 'delete in XSOAR':
      deleteByHand(sides, subject);
      break;
    default:
  }
}

function performInXdr(sides: Sides, subject: Subject, act: Act): void {
  const ioc = sides.tenant.get(subject.inXdr) ?? sides.tenant.get(subject.value);
  if (act.do === 'add in XDR') {
    if (ioc === undefined) {
      addIoc(sides, {
        value: subject.inXdr,
        type: subject.iocType,
        ...consoleWords('', { reputation: 'BAD', ...act.change }),
      });
    }
    return;
  }
  if (ioc === undefined) {
    return;
  }
  if (act.do === 'edit in XDR') {
    editIoc(sides, ioc.value, consoleWords(ioc.comment, act.change));
  } else if (act.do === 'delete in XDR') {
    deleteIoc(sides, ioc.value);
  } else if (act.do === '5,000 hits in XDR') {
    hitIoc(sides, ioc.value);
  }
}

/** A change as it is typed into XDR's console. */
function consoleWords(present: string, change: Change): Record<string, string> {
  const { severity, status, reputation, expiration } = change;
  const comment = newText(present, change);
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined ? {} : { status }),
    ...(reputation === undefined ? {} : { reputation }),
    ...(expiration === undefined ? {} : { expiration: secondsOf(expiration) }),
    ...(comment === present ? {} : { comment }),
  };
}
