import { createWorld, type World, type WorldOptions } from '../../support/world.ts';

/** Runs a command, and notes what it tells. */
type Tell = (command: string, args?: Record<string, unknown>) => Promise<void>;

/** What is told in a world while these things happen. */
export async function told(
  happen: (world: World, tell: Tell) => Promise<void>,
  options: WorldOptions = {},
): Promise<string> {
  const world = await createWorld(options);
  const lines: string[] = [];
  try {
    await happen(world, async (command, args) => {
      const { text, log } = await world.run(command, args);
      lines.push(text, log);
    });
  } finally {
    await world.close();
  }
  return lines.join('\n');
}
