import { dashboard } from './dashboard.ts';
import { createHelp } from './help.ts';
import { INSTANCE_VERBS } from './instance.ts';
import { load } from './load.ts';
import { playbook } from './playbook.ts';
import { tourLifecycle } from './tour.ts';
import { alone, type Verb } from './verb.ts';
import { XDR_VERBS } from './xdr.ts';
import { XSOAR_VERBS } from './xsoar.ts';

/** The War Room's own verbs. */
export const VERBS: readonly Verb[] = [
  ...INSTANCE_VERBS,
  load,
  ...XSOAR_VERBS,
  ...XDR_VERBS,
  playbook,
  dashboard,
  tourLifecycle,
  createHelp(() => ({ verbs: VERBS, aliases: ALIASES })),
  // The session itself ends at it.
  alone('exit', 'Ends the War Room; so do quit and Ctrl-D.', () => true),
];

/** Other words for them. */
export const ALIASES: Readonly<Record<string, string>> = {
  quit: 'exit',
  'fetch-indicators': 'fetch',
  'test-module': 'test',
};
