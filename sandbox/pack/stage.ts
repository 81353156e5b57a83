import { messageOf } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { type Entry, failure, isMetrics, note, type WarRoomResult } from '../../src/xsoar/entries.ts';
import type { Builtins } from './builtins.ts';
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
  builtins: Builtins;
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
    const code = found(pack.scripts, name, 'command and no script');
    try {
      const answer = await runScript(code, args, call, now);
      return [answer].flat().map((one) => (isRecord(one) ? (one as unknown as Entry) : note(String(one))));
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
    playbook: (name) => found(pack.playbooks, name, 'playbook'),
  };
}

function found<T>(all: ReadonlyMap<string, T>, name: string, what: string): T {
  const one = all.get(name);
  if (one === undefined) throw new Error(`There is no ${what} '${name}'.`);
  return one;
}

function entryOf(result: WarRoomResult): Entry {
  return typeof result === 'string' ? note(result) : result;
}
