import { runCommand } from '../room.ts';
import { alone, named, type Verb, wrongWords } from './verb.ts';

/** `fetch`: what XSOAR runs every Feed Fetch Interval. */
export const fetch = alone(
  'fetch',
  'Runs fetch-indicators once: pushes what is new in XSOAR, brings back what changed in XDR.',
  async (room) => {
    const succeeded = await runCommand(room, 'fetch-indicators', {}, true);
    const { sandbox, xdr } = room.world;
    const count = (size: number) => size.toLocaleString('en');
    const held = [
      sandbox === undefined ? '' : `XSOAR holds ${count(sandbox.indicators.size)} indicators`,
      xdr === undefined ? '' : `${sandbox === undefined ? 'XDR holds' : 'XDR'} ${count(xdr.size)} IOCs`,
    ].filter((part) => part !== '');
    const sides = held.length === 0 ? '' : ` ${held.join(', ')}.`;
    if (succeeded && !room.stop.signal.aborted) room.screen.text(`Fetched.${sides}`, 'good');
    return succeeded;
  },
);

/** `test`: the instance's Test button. */
export const test = alone(
  'test',
  "Runs test-module, as the instance's Test button does.",
  async (room) => await runCommand(room, 'test-module', {}),
);

/** `context`: what playbooks would find. */
export const context = alone('context', 'The context: what the commands so far left for playbooks.', (room) =>
  room.screen.json(room.context),
);

const COLUMNS = ['Name', 'Parameter', 'Value'];

/** `params`: the instance's parameters. */
export const params = alone(
  'params',
  "The instance's parameters that are in force.",
  ({ screen, parameters }) => screen.table(COLUMNS, parameters.rows()),
);

/** `set`: changes parameters for the commands that follow. */
export const set: Verb = {
  name: 'set',
  usage: '<param>=<value> …',
  summary: 'Changes parameters of the instance for the commands that follow.',
  plan: (words, { screen, parameters }) => {
    if (words.length === 0) throw wrongWords(set);
    const typed = named(words, set);
    return () => {
      for (const [name, value] of Object.entries(typed)) parameters.set(name, value);
      const changed = parameters.rows().filter(([name = '']) => Object.hasOwn(typed, name));
      screen.table(COLUMNS, changed);
    };
  },
};
