import { type Entry, isFailure } from '../../src/xsoar/entries.ts';
import type { WarRoomContext } from '../terminal/war-room-context.ts';
import { at } from './context-path.ts';
import type { Playbook, Task } from './playbook.ts';
import { meets, resolve } from './values.ts';

/** What a player asks for what it does not do itself. */
export interface Stage {
  /** Runs a command, `brand|||name`, or a script of the pack. */
  execute(name: string, args: Readonly<Record<string, unknown>>): Promise<readonly Entry[]>;
  /** A playbook of the pack. */
  playbook(name: string): Playbook;
  /** Hears of each task as it begins. */
  onTask?(task: Task, depth: number): void;
  /** Hears of each entry; the next one waits for it. */
  onEntry?(entry: Entry): unknown;
}

/** What came of a playbook. */
export interface Played {
  /** The names of the tasks that were done, in order. */
  tasks: string[];
  /** The tasks that wait for a person: whoever plays takes them for done. */
  manual: string[];
  /** What lies at the declared outputs' paths. */
  outputs: Record<string, unknown>;
  context: unknown;
}

/** A task that failed, and was not allowed to. */
export class TaskFailed extends Error {
  constructor(task: string, said: string) {
    super(`The task '${task}' failed: ${said}`);
  }
}

/**
 * Plays a playbook to its end: every task whose forerunners are done, in the order of their numbers.
 * @param given inputs that are not the playbook's defaults
 * @param incident what `${incident…}` means
 * @param context the incident's: what tasks leave stays there
 * @throws TaskFailed as the platform stops
 */
export async function playPlaybook(
  playbook: Playbook,
  given: Readonly<Record<string, unknown>>,
  stage: Stage,
  incident: Readonly<Record<string, unknown>>,
  context: WarRoomContext,
): Promise<Played> {
  return await new Player(playbook, given, { stage, incident, depth: 0, context }).play();
}

/** Where a playbook is played. */
interface Place {
  stage: Stage;
  incident: Readonly<Record<string, unknown>>;
  /** How many playbooks it is within. */
  depth: number;
  /** What its tasks leave, and read; the same for playbooks within playbooks. */
  context: WarRoomContext;
}

class Player {
  readonly #playbook: Playbook;
  readonly #place: Place;
  readonly #inputs: Record<string, unknown> = {};
  readonly #tasks: string[] = [];
  readonly #manual: string[] = [];

  constructor(playbook: Playbook, given: Readonly<Record<string, unknown>>, place: Place) {
    this.#playbook = playbook;
    this.#place = place;
    for (const { key, value, required } of playbook.inputs) {
      const found = given[key] ?? (value && resolve(value, this.#scope()));
      if (required && (found === undefined || found === ''))
        throw new Error(`The input '${key}' is missing.`);
      this.#inputs[key] = found;
    }
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(this.#inputs, key));
    if (unknown !== undefined) throw new Error(`'${playbook.name}' has no input '${unknown}'.`);
  }

  async play(): Promise<Played> {
    const { name, starttaskid, tasks } = this.#playbook;
    // Those that are added while it is gone through are gone through, too; none twice.
    const reached = new Set([starttaskid]);
    for (const id of reached) {
      const task = tasks[id];
      if (task === undefined) throw new Error(`'${name}' has no task ${id}.`);
      for (const next of await this.#do(task)) reached.add(next);
    }
    return this.#played();
  }

  /** @returns the tasks that follow */
  async #do(task: Task): Promise<readonly string[]> {
    const { stage, depth } = this.#place;
    stage.onTask?.(task, depth);
    this.#tasks.push(task.task.name);
    if (task.type === 'condition') return this.#choose(task);
    if (task.type === 'playbook') await this.#playWithin(task);
    else if (task.type === 'regular') await this.#work(task);
    return task.nexttasks['#none#'] ?? [];
  }

  #choose(task: Task): readonly string[] {
    const scope = this.#scope();
    const met = task.conditions.find(({ condition }) => meets(condition, scope));
    return task.nexttasks[met?.label ?? '#default#'] ?? [];
  }

  async #work(task: Task): Promise<void> {
    const { stage, context } = this.#place;
    const { name, script, scriptName } = task.task;
    const what = script ?? scriptName;
    if (what === undefined) {
      this.#manual.push(name);
      return;
    }
    const entries = await stage.execute(what, this.#arguments(task));
    for (const entry of entries) {
      await stage.onEntry?.(entry);
      if (entry.EntryContext !== undefined) context.add(entry.EntryContext);
    }
    const failed = entries.find(isFailure);
    if (failed !== undefined && !task.continueonerror) throw new TaskFailed(name, String(failed.Contents));
  }

  async #playWithin(task: Task): Promise<void> {
    const { stage, depth } = this.#place;
    const { max: most, builtincondition: ends } = task.loop ?? { max: 1, builtincondition: [] };
    const inner = stage.playbook(task.task.playbookName ?? task.task.name);
    for (let round = 0; round < most; round += 1) {
      await new Player(inner, this.#arguments(task), { ...this.#place, depth: depth + 1 }).play();
      if (ends.length > 0 && meets(ends, this.#scope())) return;
    }
  }

  #arguments(task: Task): Record<string, unknown> {
    const scope = this.#scope();
    const given = Object.entries(task.scriptarguments).map(
      ([name, value]) => [name, resolve(value, scope)] as const,
    );
    // What comes to nothing is not given.
    return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
  }

  #scope(): unknown {
    const { context, incident } = this.#place;
    return { ...Object(context.toJSON()), inputs: this.#inputs, incident };
  }

  #played(): Played {
    const context = this.#place.context.toJSON();
    const outputs = this.#playbook.outputs.map(
      ({ contextPath }) => [contextPath, at(context, contextPath)] as const,
    );
    return {
      tasks: this.#tasks,
      manual: this.#manual,
      outputs: Object.fromEntries(outputs.filter(([, value]) => value !== undefined)),
      context,
    };
  }
}
