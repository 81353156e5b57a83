import { dashboard } from './dashboard.ts';
import { createHelp } from './help.ts';
import { context, fetch, params, set, test } from './instance.ts';
import { load } from './load.ts';
import { playbook } from './playbook.ts';
import { rehearse } from './rehearse.ts';
import { tourLifecycle } from './tour.ts';
import { takes, type Verb } from './verb.ts';
import { xdrAdd, xdrDelete, xdrEdit, xdrHit, xdrList, xdrShow } from './xdr.ts';
import { state, xsoarList, xsoarShow } from './xsoar.ts';
import { xsoarAdd, xsoarDelete, xsoarEdit, xsoarExpire, xsoarRefresh } from './xsoar-people.ts';

const exit: Verb = {
  name: 'exit',
  usage: '',
  summary: 'Ends the War Room; so do quit and Ctrl-D.',
  check: takes(0, 0),
  run: async () => true,
};

const help = createHelp(() => ({ verbs: VERBS, aliases: ALIASES }));

/** The War Room's own verbs, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [
  fetch,
  rehearse,
  test,
  load,
  xsoarList,
  xsoarShow,
  xsoarAdd,
  xsoarEdit,
  xsoarRefresh,
  xsoarExpire,
  xsoarDelete,
  xdrList,
  xdrShow,
  xdrEdit,
  xdrAdd,
  xdrDelete,
  xdrHit,
  playbook,
  dashboard,
  tourLifecycle,
  context,
  state,
  params,
  set,
  help,
  exit,
];

/** Other words for them. */
export const ALIASES: Readonly<Record<string, string>> = {
  quit: 'exit',
  'fetch-indicators': 'fetch',
  'test-module': 'test',
};
