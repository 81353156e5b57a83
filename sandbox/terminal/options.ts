import { UsageError } from '../../src/errors.ts';
import { parseSettings } from '../../src/outside/options.ts';
import { readOptions, wrongOption } from '../../src/outside/read-options.ts';
import { type RealSide, type RealTenant, realTenant, realXsoar } from '../../src/outside/real-side.ts';
import { expectReportName } from '../../src/outside/rehearsal/write-report.ts';

type Typed = ReturnType<typeof readOptions<typeof OPTIONS>>['values'];

/** How the War Room was started: what was typed, and what comes of it. */
export interface Options extends Omit<Typed, 'xdr' | 'xsoar' | 'set' | 'no-tour' | 'every'> {
  /** Lines to run; none: a prompt. */
  readonly lines: readonly string[];
  /** A real XDR; undefined: the sandbox's own. */
  readonly real: RealTenant | undefined;
  /** A real XSOAR; undefined: the sandbox's own. */
  readonly xsoar: RealSide | undefined;
  /** Parameters of the instance, by their names. */
  readonly set: Readonly<Record<string, string>>;
  readonly tour: boolean;
}

/** What `--help` shows. */
export const USAGE = `npm start                          a War Room with a prompt, over an XSOAR and an XDR of its own
npm start -- [options] [line …]    runs the lines, such as '!xdr-iocs-sync', and ends

Options
  --state <file>   keeps both sides and the parameters between starts (never a key)
  --xsoar <url>    uses a real XSOAR, 6 or 8, over its REST API; its key comes from the environment: XSOAR_API_KEY,
                   for XSOAR 8 also XSOAR_API_KEY_ID, and XSOAR_KEY_LEVEL (Auto, Advanced or Standard; default Auto)
  --xdr <url>      uses a real XDR tenant: XDR_API_KEY, XDR_API_KEY_ID, XDR_KEY_LEVEL
  --write          lets commands write to the real sides; without it they are only read, and what would have been
                   written is shown
  --set name=value a parameter of the instance, such as query='reputation:Bad and type:IP'; may be given often
  --report <file>  where rehearse also writes its report: a name that ends in .md or .json
  --every <time>   with both real sides, --write and sync: runs again and again, such as every 20m
  --insecure       trusts any certificate, and allows http://
  --proxy          uses the environment's proxies
  --files <dir>    where the files of file entries are saved (default: a new temporary folder)
  --debug          shows the integration's log on standard error
  --no-tour        begins with the prompt
  --empty          begins without sample indicators
  --older          the sandbox's tenant is an older one, which neither shows nor deletes IOCs by its API
  --help           shows this

With both real sides, one of the words rehearse, sync or test runs without a War Room, as dist/xdr-iocs.mjs does.

Exit code: 0 when all went well, 1 when a line failed (the lines after it are not run), 2 for wrong usage.
`;

const OPTIONS = {
  state: { type: 'string' },
  xdr: { type: 'string' },
  xsoar: { type: 'string' },
  write: { type: 'boolean', default: false },
  report: { type: 'string' },
  set: { type: 'string', multiple: true },
  every: { type: 'string' },
  insecure: { type: 'boolean', default: false },
  proxy: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  files: { type: 'string' },
  'no-tour': { type: 'boolean', default: false },
  empty: { type: 'boolean', default: false },
  older: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the words after `npm start --`.
 * @throws UsageError for an unknown option, a missing key, or an address that is none
 */
export function parseOptions(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const { values, positionals: lines } = readOptions(words, OPTIONS);
  const { xdr, xsoar, set = [], 'no-tour': noTour, every: _every, ...others } = values;
  const { insecure, help } = others;
  const blank = (['state', 'files', 'xdr', 'xsoar', 'report'] as const).find(
    (name) => values[name]?.trim() === '',
  );
  if (blank !== undefined) throw wrongOption(`--${blank} needs a value.`);
  if (!help) expectFitting(values, lines);
  return {
    ...others,
    lines,
    real: xdr === undefined || help ? undefined : realTenant(xdr, environment, insecure),
    xsoar: xsoar === undefined || help ? undefined : realXsoar(xsoar, environment, insecure),
    set: parseSettings(set),
    tour: !noTour,
  };
}

/** What an option asks of the others. */
function expectFitting(values: Typed, lines: readonly string[]): void {
  const { xsoar, xdr, write, state, report, every } = values;
  if (every !== undefined || lines[0] === 'sync') {
    throw wrongOption(
      'sync and --every need both real sides: --xsoar, --xdr, --write and --state, and no other word.',
    );
  }
  if (write && xdr === undefined) {
    throw new UsageError('--write needs a real XDR: --xdr.', {
      advice:
        "What the sandbox's XDR says has no place in a real XSOAR. Without --write, nothing is written to it.",
    });
  }
  if (xsoar !== undefined && write && state === undefined) {
    throw new UsageError('--write with --xsoar needs --state <file>: it keeps how far the sync is.');
  }
  if (xsoar !== undefined && xdr === undefined && state !== undefined) {
    throw wrongOption(
      "--state with --xsoar needs --xdr, too: the sandbox's XDR is a new one at every start.",
    );
  }
  if (report !== undefined) expectReportName(report);
}

/** The words that need no War Room: a task between two real sides, for the program that runs outside of XSOAR. */
export function isOutsideTask(words: readonly string[]): boolean {
  try {
    const { values, positionals } = readOptions(words, OPTIONS);
    const [task = '', ...more] = positionals;
    const isTask = ['rehearse', 'sync', 'test'].includes(task) && more.length === 0;
    return isTask && values.xsoar !== undefined && values.xdr !== undefined;
  } catch {
    // What is wrong is told by whoever reads all of them.
    return false;
  }
}
