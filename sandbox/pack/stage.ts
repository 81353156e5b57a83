import { messageOf } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { type Entry, failure, isMetrics, note, type WarRoomResult } from '../../src/xsoar/entries.ts';
import type { PackFiles } from './pack-files.ts';
import type { Stage } from './player.ts';
import { runScript } from './script-engine.ts';

type Args = Readonly<Record<string, unknown>>;

/** What a stage stands on. */
export interface StageParts {
  pack: PackFiles;
  /** The integration's brand, as tasks name it. */
  brand: string;
  /** The integration's commands. */
  commands: readonly string[];
  /** Each instance of the integration: runs a command, and answers what it leaves in the War Room. */
  instances: readonly ((command: string, args: Args) => Promise<readonly WarRoomResult[]>)[];
  /** The commands of XSOAR itself. */
  builtins: { knows(name: string): boolean; run(name: string, args: Args, incident: string): Entry[] };
  /** The id of the incident that the playbook works on. */
  incident: string;
  /** The time that scripts are told, in ms; default: the machine's. */
  now?: () => number;
}

/** A stage over a sandbox: the integration's commands on every instance, XSOAR's own, and the pack's scripts. */
export function createStage(parts: StageParts, listeners: Pick<Stage, 'onTask' | 'onEntry'> = {}): Stage {
  const { pack, brand, commands, instances, builtins, incident, now } = parts;
  const call = async (name: string, args: Args): Promise<Entry[]> => {
    if (commands.includes(name)) {
      const results: WarRoomResult[] = [];
      for (const run of instances) results.push(...(await run(name, args)));
      return results.filter((result) => !isMetrics(result)).map(entryOf);
    }
    if (builtins.knows(name)) return builtins.run(name, args, incident);
    const code = pack.scripts.get(name);
    if (code === undefined) throw new Error(`There is no command and no script '${name}'.`);
    return await play(name, code, args);
  };
  const play = async (name: string, code: string, args: Args): Promise<Entry[]> => {
    try {
      const answer = await runScript(code, args, call, now);
      return [answer].flat().map((one) => entryOf(isRecord(one) ? (one as unknown as Entry) : String(one)));
    } catch (error) {
      return [failure(`${name}: ${messageOf(error)}`)];
    }
  };
  return {
    ...listeners,
    execute: async (name, args) => {
      const [of, command] = name.split('|||');
      if (command === undefined) return await call(name, args);
      if (of !== brand && of !== 'Builtin') throw new Error(`The pack needs the foreign '${of}'.`);
      return await call(command, args);
    },
    playbook: (name) => {
      const playbook = pack.playbooks.get(name);
      if (playbook === undefined) throw new Error(`There is no playbook '${name}'.`);
      return playbook;
    },
  };
}

function entryOf(result: WarRoomResult): Entry {
  return typeof result === 'string' ? note(result) : result;
}
