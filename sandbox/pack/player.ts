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
 * @param context the incident's: what tasks leave stays there
 * @throws TaskFailed as the platform stops
 */
export async function playPlaybook(
  playbook: Playbook,
  given: Readonly<Record<string, unknown>>,
  stage: Stage,
  incident: Readonly<Record<string, unknown>> = {},
  context: WarRoomContext = new WarRoomContext(),
): Promise<Played> {
  const player = new Player(playbook, given, stage, { incident, depth: 0, context });
  return await player.play();
}

/** Where a playbook is played. */
interface Place {
  incident: Readonly<Record<string, unknown>>;
  /** How many playbooks it is within. */
  depth: number;
  /** What its tasks leave, and read. */
  context: WarRoomContext;
}

class Player {
  readonly #playbook: Playbook;
  readonly #stage: Stage;
  readonly #place: Place;
  readonly #inputs: Record<string, unknown> = {};
  readonly #tasks: string[] = [];
  readonly #manual: string[] = [];

  constructor(playbook: Playbook, given: Readonly<Record<string, unknown>>, stage: Stage, place: Place) {
    this.#playbook = playbook;
    this.#stage = stage;
    this.#place = place;
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
    this.#stage.onTask?.(task, this.#place.depth);
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
      await this.#stage.onEntry?.(entry);
      if (entry.EntryContext !== undefined) this.#place.context.add(entry.EntryContext);
    }
    const failed = entries.find(isFailure);
    if (failed !== undefined && !task.continueonerror) {
      throw new TaskFailed(name, String(failed.Contents), this.#played());
    }
  }

  async #playWithin(task: Task): Promise<void> {
    const most = task.loop?.max ?? 1;
    const ends = task.loop?.builtincondition ?? [];
    for (let round = 0; round < most; round += 1) {
      await this.#playOnce(task);
      if (ends.length > 0 && meets(ends, this.#scope())) return;
    }
  }

  /** A playbook with a context of its own hands its outputs over; one without leaves everything where it is. */
  async #playOnce(task: Task): Promise<void> {
    const { context, depth } = this.#place;
    const isShared = task.separatecontext === false;
    const inner = new Player(
      this.#stage.playbook(task.task.playbookName ?? task.task.name),
      this.#arguments(task),
      this.#stage,
      { ...this.#place, depth: depth + 1, context: isShared ? context : new WarRoomContext() },
    );
    const { outputs } = await inner.play();
    if (isShared) return;
    for (const [path, value] of Object.entries(outputs)) context.set(path, value);
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
    const tree = this.#place.context.toJSON();
    return { ...Object(tree), inputs: this.#inputs, incident: this.#place.incident };
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
