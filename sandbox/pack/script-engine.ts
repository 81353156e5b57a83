import Interpreter from 'js-interpreter';

/** Runs a command or a script for a script; answers entries. */
export type ExecuteCommand = (name: string, args: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** How many steps are made before other work gets its turn. */
const STEPS_A_TURN = 20_000;
/** A script that takes more turns than this never ends. */
const MOST_TURNS = 2_500;

/** The engine's own `slice` fails where it begins behind the end; ECMAScript 5 answers an empty list. */
const MENDED = `(function () {
  var slice = Array.prototype.slice;
  Array.prototype.slice = function (from, to) {
    return from > this.length ? [] : to === undefined ? slice.call(this, from) : slice.call(this, from, to);
  };
})();`;

/**
 * Runs a script of the pack as the server does: in an engine that knows ECMAScript 5 and nothing later.
 * @param now the time that `Date.now()` tells it, in ms; default: the machine's
 * @returns what the script returned, as plain JSON
 * @throws Error for what does not parse, and for what the script throws
 */
export async function runScript(
  code: string,
  args: unknown,
  execute: ExecuteCommand,
  now: () => number = Date.now,
): Promise<unknown> {
  /** The command that the script waits for. */
  let command: Promise<void> | undefined;
  const program = `${MENDED}JSON.stringify((function () {\n${code}\n})());`;
  const interpreter = new Interpreter(program, (it, globals) => {
    // In this thread: the patterns are the pack's own, and a thread for each match would take most of the time.
    it.REGEXP_MODE = 1;
    it.setProperty(globals, 'args', it.nativeToPseudo(args));
    const time = it.createNativeFunction(() => now());
    it.setProperty(it.getProperty(globals, 'Date'), 'now', time);
    const call = (name: unknown, given: unknown, done: (answer: unknown) => void): void => {
      const answer = execute(String(name), it.pseudoToNative(given) as Record<string, unknown>);
      command = answer.then((entries) => done(it.nativeToPseudo(JSON.parse(JSON.stringify(entries)))));
    };
    it.setProperty(globals, 'executeCommand', it.createAsyncFunction(call));
  });
  for (let turns = 0; turns < MOST_TURNS; ) {
    for (let steps = 0; steps < STEPS_A_TURN && !interpreter.paused_; steps += 1) {
      if (interpreter.step()) continue;
      return interpreter.value === undefined ? undefined : JSON.parse(String(interpreter.value));
    }
    if (interpreter.paused_) await command;
    else {
      turns += 1;
      await new Promise(setImmediate);
    }
  }
  throw new Error('The script does not end.');
}
