import { runCommand } from '../room.ts';
import { named, takes, type Verb, wrongWords } from './verb.ts';

/** `fetch`: what XSOAR runs every Feed Fetch Interval. */
export const fetch: Verb = {
  name: 'fetch',
  usage: '',
  summary: 'Runs fetch-indicators once: pushes what is new in XSOAR, brings back what changed in XDR.',
  check: takes(0, 0),
  run: async (_words, room) => {
    const succeeded = await runCommand(room, 'fetch-indicators', {}, true);
    const { xsoar, xdr } = room.world;
    const count = (size: number) => size.toLocaleString('en');
    const held = [
      xsoar.size === undefined ? '' : `XSOAR holds ${count(xsoar.size)} indicators`,
      xdr === undefined ? '' : `${xsoar.size === undefined ? 'XDR holds' : 'XDR'} ${count(xdr.size)} IOCs`,
    ].filter((part) => part !== '');
    const sides = held.length === 0 ? '' : ` ${held.join(', ')}.`;
    if (succeeded && !room.stop.signal.aborted) room.screen.text(`Fetched.${sides}`, 'good');
    return succeeded;
  },
};

/** `test`: the instance's Test button. */
export const test: Verb = {
  name: 'test',
  usage: '',
  summary: "Runs test-module, as the instance's Test button does.",
  check: takes(0, 0),
  run: async (_words, room) => await runCommand(room, 'test-module', {}),
};

/** `context`: what playbooks would find. */
export const context: Verb = {
  name: 'context',
  usage: '',
  summary: 'The context: what the commands so far left for playbooks.',
  check: takes(0, 0),
  run: async (_words, room) => {
    room.screen.json(room.context);
    return true;
  },
};

/** `params`: the instance's parameters. */
export const params: Verb = {
  name: 'params',
  usage: '',
  summary: "The instance's parameters that are in force.",
  check: takes(0, 0),
  run: async (_words, { screen, parameters }) => {
    screen.table(['Name', 'Parameter', 'Value'], parameters.rows());
    return true;
  },
};

/** `set`: changes parameters for the commands that follow. */
export const set: Verb = {
  name: 'set',
  usage: '<param>=<value> …',
  summary: 'Changes parameters of the instance for the commands that follow.',
  check: (words) => {
    if (words.length === 0) throw wrongWords(set);
    named(words, set);
  },
  run: async (words, { screen, parameters }) => {
    for (const [name, value] of Object.entries(named(words, set))) parameters.set(name, value);
    const changed = new Set(words.map(({ name }) => name));
    screen.table(
      ['Name', 'Parameter', 'Value'],
      parameters.rows().filter(([name]) => changed.has(name)),
    );
    return true;
  },
};
