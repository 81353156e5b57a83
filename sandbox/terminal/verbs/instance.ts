import { type Room, runCommand } from '../room.ts';
import { alone, named, type Verb, wrongWords } from './verb.ts';

const COLUMNS = ['Name', 'Parameter', 'Value'];

const set: Verb = {
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

/** What XSOAR runs of the instance, what it keeps of it, and its parameters. */
export const INSTANCE_VERBS: readonly Verb[] = [
  alone(
    'fetch',
    'Runs fetch-indicators once: pushes what is new in XSOAR, brings back what changed in XDR.',
    async (room) => {
      const succeeded = await runCommand(room, 'fetch-indicators', {}, true);
      if (succeeded && !room.stop.signal.aborted) room.screen.text(`Fetched.${heldBy(room)}`, 'good');
      return succeeded;
    },
  ),
  alone(
    'test',
    "Runs test-module, as the instance's Test button does.",
    async (room) => await runCommand(room, 'test-module', {}),
  ),
  alone('context', 'The context: what the commands so far left for playbooks.', ({ screen, context }) =>
    screen.json(context),
  ),
  alone('state', 'The integration context: how far the sync is.', async ({ world, screen }) =>
    screen.json(await world.xsoar.context()),
  ),
  alone('params', "The instance's parameters that are in force.", ({ screen, parameters }) =>
    screen.table(COLUMNS, parameters.rows()),
  ),
  set,
];

/** How much the sides of the sandbox hold. */
function heldBy({ world: { sandbox, xdr } }: Room): string {
  const count = (size: number) => size.toLocaleString('en');
  if (sandbox === undefined) return xdr === undefined ? '' : ` XDR holds ${count(xdr.size)} IOCs.`;
  const others = xdr === undefined ? '' : `, XDR ${count(xdr.size)} IOCs`;
  return ` XSOAR holds ${count(sandbox.indicators.size)} indicators${others}.`;
}
