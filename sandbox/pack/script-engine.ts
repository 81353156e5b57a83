import Interpreter from 'js-interpreter';

/** Runs a command or a script for a script; answers entries. */
export type ExecuteCommand = (name: string, args: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** How many steps are made before other work gets its turn. */
const STEPS_A_TURN = 20_000;
/** A script that takes more steps than this never ends. */
const MOST_STEPS = 50_000_000;

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
  let failure: unknown;
  const interpreter = new Interpreter(
    `${MENDED}JSON.stringify((function () {\n${code}\n})());`,
    (it, globals) => {
      // In this thread: the patterns are the pack's own, and a thread for each match would take most of the time.
      it.REGEXP_MODE = 1;
      it.setProperty(globals, 'args', it.nativeToPseudo(args));
      it.setProperty(
        it.getProperty(globals, 'Date'),
        'now',
        it.createNativeFunction(() => now()),
      );
      const call = it.createAsyncFunction(
        (name: unknown, given: unknown, done: (answer: unknown) => void) => {
          execute(String(name), it.pseudoToNative(given) as Record<string, unknown>).then(
            (entries) => done(it.nativeToPseudo(JSON.parse(JSON.stringify(entries)))),
            (thrown: unknown) => {
              failure = thrown;
            },
          );
        },
      );
      it.setProperty(globals, 'executeCommand', call);
    },
  );
  for (let steps = 0; steps < MOST_STEPS; ) {
    const isPaused = stepsOf(interpreter, STEPS_A_TURN);
    if (failure !== undefined) throw failure;
    if (isPaused === 'done')
      return interpreter.value === undefined ? undefined : JSON.parse(String(interpreter.value));
    steps += isPaused === 'busy' ? STEPS_A_TURN : 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('The script does not end.');
}

/** Makes steps until it ends, waits for a command, or has had its turn. */
function stepsOf(interpreter: Interpreter, most: number): 'done' | 'waiting' | 'busy' {
  for (let count = 0; count < most; count += 1) {
    if (!interpreter.step()) return 'done';
    if (interpreter.paused_) return 'waiting';
  }
  return 'busy';
}
