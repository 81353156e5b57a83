import { Builtins } from '../../sandbox/pack/builtins.ts';
import { at, listOf } from '../../sandbox/pack/context-path.ts';
import { type PackFiles, readPackFiles } from '../../sandbox/pack/pack-files.ts';
import { type Played, playPlaybook } from '../../sandbox/pack/player.ts';
import { createStage } from '../../sandbox/pack/stage.ts';
import { WarRoomContext } from '../../sandbox/terminal/war-room-context.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import type { Entry, WarRoomResult } from '../../src/xsoar/entries.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

/** The incident that every playbook of a test works on. */
export const INCIDENT = '4711';
export const PREFIX = 'Cortex XDR IOC - ';
/** The names of the commands that the manifest lists. */
export const COMMAND_NAMES: readonly string[] = COMMANDS.filter(({ builtIn }) => !builtIn).map(
  ({ name }) => name,
);

/** The pack as it lies in the project. */
export async function packFiles(): Promise<PackFiles> {
  return await readPackFiles(new URL('../../pack/', import.meta.url));
}

/** What a playbook left. */
export interface Outcome extends Played {
  entries: Entry[];
  /** What people read of all entries. */
  text: string;
}

/** A world with one incident, on which the pack's playbooks are played. */
export interface PackWorld extends World {
  builtins: Builtins;
  /** Further instances, each an integration with an XDR of its own. */
  others: World[];
  /** Called before each command of an instance; what it gives back takes the place of the answer. */
  instead: (command: string) => readonly WarRoomResult[] | undefined;
  play(name: string, inputs?: Readonly<Record<string, unknown>>): Promise<Outcome>;
}

export async function createPackWorld(options: WorldOptions = {}): Promise<PackWorld> {
  const world = await createWorld(options);
  const pack = await packFiles();
  const builtins = new Builtins(world.xsoar.indicators);
  const context = new WarRoomContext();
  const packWorld: PackWorld = {
    ...world,
    builtins,
    others: [],
    instead: () => undefined,
    play: async (name, inputs = {}) => {
      const playbook = pack.playbooks.get(PREFIX + name);
      if (playbook === undefined) throw new Error(`There is no playbook ${name}.`);
      const entries: Entry[] = [];
      const instances = [world, ...packWorld.others].map(
        (one) => async (command: string, args: Readonly<Record<string, unknown>>) =>
          packWorld.instead(command) ?? (await one.run(command, { ...args })).results,
      );
      const stage = createStage(
        { pack, brand: OWN_BRAND, commands: COMMAND_NAMES, instances, builtins, incident: INCIDENT },
        { onEntry: (entry) => entries.push(entry) },
      );
      const played = await playPlaybook(playbook, inputs, stage, { id: INCIDENT }, context);
      const text = entries.map(({ HumanReadable, Contents }) => HumanReadable ?? String(Contents)).join('\n');
      return { ...played, entries, text };
    },
    close: async () => {
      await world.close();
      for (const other of packWorld.others) await other.close();
    },
  };
  return packWorld;
}

/** Everything that a request would reach answers 500. */
export function takeDown(world: World): void {
  world.tenant.onRequest((_request, response) => {
    response.writeHead(500).end('down');
    return 'handled';
  });
}

/** XDR takes no push that holds this value, and all others. */
export function refuse(world: World, value: string): void {
  world.tenant.onRequest(({ endpoint, body }, response) => {
    if (endpoint !== 'tim_insert_jsons' || !body.includes(JSON.stringify(value))) return 'continue';
    response.writeHead(200).end(JSON.stringify({ reply: { success: false, err_msg: 'no' } }));
    return 'handled';
  });
}

/** Rows of a table that an outcome's context holds, such as `XDRIOC.Check.Indicators`. */
export function rowsAt(outcome: Outcome, path: string): unknown[] {
  return listOf(at(outcome.context, path));
}
