import { type Entry, isFailure } from '../../src/xsoar/entries.ts';
import { WarRoomContext } from '../terminal/war-room-context.ts';
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
  /** Hears of each entry. */
  onEntry?(entry: Entry): void;
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
  readonly played: Played;

  constructor(task: string, said: string, played: Played) {
    super(`The task '${task}' failed: ${said}`);
    this.played = played;
  }
}

/** A playbook that does more tasks than this goes in circles. */
const MOST_TASKS = 1_000;

/**
 * Plays a playbook to its end: every task whose forerunners are done, in the order of their numbers.
 * @param given inputs that are not the playbook's defaults
 * @param incident what `${incident…}` means
 * @throws TaskFailed as the platform stops
 */
export async function playPlaybook(
  playbook: Playbook,
  given: Readonly<Record<string, unknown>>,
  stage: Stage,
  incident: Readonly<Record<string, unknown>> = {},
  depth = 0,
): Promise<Played> {
  const player = new Player(playbook, given, stage, incident, depth);
  return await player.play();
}

class Player {
  readonly #playbook: Playbook;
  readonly #stage: Stage;
  readonly #incident: Readonly<Record<string, unknown>>;
  readonly #depth: number;
  readonly #context = new WarRoomContext();
  readonly #inputs: Record<string, unknown> = {};
  readonly #tasks: string[] = [];
  readonly #manual: string[] = [];

  constructor(
    playbook: Playbook,
    given: Readonly<Record<string, unknown>>,
    stage: Stage,
    incident: Readonly<Record<string, unknown>>,
    depth: number,
  ) {
    this.#playbook = playbook;
    this.#stage = stage;
    this.#incident = incident;
    this.#depth = depth;
    for (const { key, value, required } of playbook.inputs) {
      const found = given[key] ?? (value && resolve(value, this.#scope()));
      if (required && (found === undefined || found === ''))
        throw new Error(`The input '${key}' is missing.`);
      this.#inputs[key] = found;
    }
    const unknown = Object.keys(given).find((key) => !playbook.inputs.some((input) => input.key === key));
    if (unknown !== undefined) throw new Error(`'${playbook.name}' has no input '${unknown}'.`);
  }

  async play(): Promise<Played> {
    const waiting = [this.#playbook.starttaskid];
    const done = new Set<string>();
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      if (done.has(id)) continue;
      if (done.size >= MOST_TASKS) throw new Error(`'${this.#playbook.name}' goes in circles.`);
      done.add(id);
      const task = this.#playbook.tasks[id];
      if (task === undefined) throw new Error(`'${this.#playbook.name}' has no task ${id}.`);
      waiting.push(...(await this.#do(task)));
    }
    return this.#played();
  }

  /** @returns the tasks that follow */
  async #do(task: Task): Promise<readonly string[]> {
    this.#stage.onTask?.(task, this.#depth);
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
    const { name, script, scriptName } = task.task;
    const what = script ?? scriptName;
    if (what === undefined) {
      this.#manual.push(name);
      return;
    }
    const entries = await this.#stage.execute(what, this.#arguments(task));
    for (const entry of entries) {
      this.#stage.onEntry?.(entry);
      if (entry.EntryContext !== undefined) this.#context.add(entry.EntryContext);
    }
    const failed = entries.find(isFailure);
    if (failed !== undefined && !task.continueonerror) {
      throw new TaskFailed(name, String(failed.Contents), this.#played());
    }
  }

  async #playWithin(task: Task): Promise<void> {
    const inner = this.#stage.playbook(task.task.playbookName ?? task.task.name);
    const most = task.loop?.max ?? 1;
    for (let round = 0; round < most; round += 1) {
      const { outputs } = await playPlaybook(
        inner,
        this.#arguments(task),
        this.#stage,
        this.#incident,
        this.#depth + 1,
      );
      for (const [path, value] of Object.entries(outputs)) this.#context.set(path, value);
      const ends = task.loop?.builtincondition ?? [];
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
    const tree = this.#context.toJSON();
    return { ...Object(tree), inputs: this.#inputs, incident: this.#incident };
  }

  #played(): Played {
    const context = this.#context.toJSON();
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
