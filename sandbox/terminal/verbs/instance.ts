import { describeOutcome } from '../../../src/outside/rehearsal/describe.ts';
import { toMarkdown } from '../../../src/outside/rehearsal/document.ts';
import { writeReport } from '../../../src/outside/rehearsal/write-report.ts';
import { type Room, runCommand, watched } from '../room.ts';
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
    'rehearse',
    'Says what a fetch would send, hold back and change, and writes to no real side. --report keeps it.',
    rehearse,
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

async function rehearse(room: Room): Promise<boolean> {
  const { world, screen, options } = room;
  const { outcome, between } = await watched(room, world.rehearse);
  screen.markdown(toMarkdown(describeOutcome(outcome, between)));
  if (options.report !== undefined) {
    await writeReport(options.report, outcome, between);
    screen.text(`The report is in ${options.report}.`, 'good');
  }
  return outcome.failure === undefined;
}

/** How much the sides of the sandbox hold. */
function heldBy({ world: { sandbox, xdr } }: Room): string {
  const count = (size: number) => size.toLocaleString('en');
  if (sandbox === undefined) return xdr === undefined ? '' : ` XDR holds ${count(xdr.size)} IOCs.`;
  const others = xdr === undefined ? '' : `, XDR ${count(xdr.size)} IOCs`;
  return ` XSOAR holds ${count(sandbox.indicators.size)} indicators${others}.`;
}
