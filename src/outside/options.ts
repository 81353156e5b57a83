import { parameterShapes } from '../config.ts';
import { UsageError } from '../errors.ts';
import { readOptions, wrongOption } from './read-options.ts';
import { type RealSide, type RealTenant, realTenant, realXsoar } from './real-side.ts';
import { expectReportName } from './rehearsal/write-report.ts';

/** What is to be done between the two sides. */
type Task = 'rehearse' | 'sync' | 'test';
const TASKS: readonly string[] = ['rehearse', 'sync', 'test'];

/** How the program was started. */
export interface OutsideOptions {
  task: Task;
  xsoar: RealSide;
  xdr: RealTenant;
  write: boolean;
  state: string | undefined;
  /** Undefined: once. */
  everyMs: number | undefined;
  report: string | undefined;
  /** Parameters of the instance, by their names. */
  set: Readonly<Record<string, string>>;
  insecure: boolean;
  proxy: boolean;
  debug: boolean;
}

/** What `--help` shows. */
export const USAGE = `node xdr-iocs.mjs --xsoar <url> --xdr <url> [options] [rehearse | sync | test]

  rehearse   reads both sides and says what a sync would do; writes nothing (the default)
  sync       keeps both sides in step; needs --write and --state
  test       checks both keys and the parameters

Keys come from the environment: XSOAR_API_KEY, for XSOAR 8 also XSOAR_API_KEY_ID; XDR_API_KEY, XDR_API_KEY_ID;
XSOAR_KEY_LEVEL and XDR_KEY_LEVEL (Auto, Advanced or Standard; default Auto).

Options
  --xsoar <url>       the XSOAR server: https://xsoar.example.com, https://xsoar.example.com/acc_tenant, or the API URL
                      of XSOAR 8: https://api-….paloaltonetworks.com
  --xdr <url>         the XDR tenant: https://api-….xdr.eu.paloaltonetworks.com
  --write             lets sync write; without it nothing is written to either side
  --state <file>      how far the sync is; one file for each pair of servers (never a key)
  --every <time>      runs again and again, such as every 20m
  --report <file>     where rehearse also writes its report: a name that ends in .md or .json
  --set name=value    a parameter of the instance, such as query='reputation:Bad and type:IP'; may be given often
  --insecure          trusts any certificate, and allows http://
  --proxy             uses the proxies of the environment (HTTPS_PROXY, NO_PROXY)
  --debug             shows the log on standard error

Exit code: 0 when all went well, or a signal ended it; 1 when it failed, and another try may help; 2 for what somebody
has to correct first (an option, a parameter, a key, an address); 3 when another process works with the same state.
`;

const OPTIONS = {
  xsoar: { type: 'string' },
  xdr: { type: 'string' },
  write: { type: 'boolean', default: false },
  state: { type: 'string' },
  every: { type: 'string' },
  report: { type: 'string' },
  set: { type: 'string', multiple: true },
  insecure: { type: 'boolean', default: false },
  proxy: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the words behind the program's name; undefined where help was asked for. @throws UsageError */
export function parseOptions(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): OutsideOptions | undefined {
  const { values, positionals } = readOptions(words, OPTIONS);
  if (values.help) {
    return undefined;
  }
  const { xsoar, xdr, write, state, report, insecure, proxy, debug } = values;
  if (xsoar === undefined || xdr === undefined) {
    throw wrongOption(`--${xsoar === undefined ? 'xsoar' : 'xdr'} is missing.`);
  }
  const task = taskIn(positionals);
  const everyMs = values.every === undefined ? undefined : parseEvery(values.every);
  expectFitting({ task, write, state, report, everyMs });
  return {
    task,
    xsoar: realXsoar(xsoar, environment, insecure),
    xdr: realTenant(xdr, environment, insecure),
    write,
    state,
    everyMs,
    report,
    set: parseSettings(values.set ?? []),
    insecure,
    proxy,
    debug,
  };
}

function taskIn(words: readonly string[]): Task {
  const [word = 'rehearse', more] = words;
  if (more !== undefined || !TASKS.includes(word)) {
    throw wrongOption(`'${more ?? word}' is not understood.`);
  }
  return word as Task;
}

/** What an option asks of the others. @throws UsageError */
export function expectFitting({
  task,
  write,
  state,
  report,
  everyMs,
}: Pick<OutsideOptions, 'write' | 'state' | 'report' | 'everyMs'> & { task: string }): void {
  if (task === 'sync' && !write) {
    throw new UsageError('sync writes to both sides, and without --write nothing is written.', {
      advice: 'Add --write, or say rehearse to see what a sync would do.',
    });
  }
  if (write && state === undefined) {
    throw new UsageError('--write needs --state <file>: it keeps how far the sync is.', {
      advice: 'Choose a file in a folder that stays, such as /var/lib/xdr-iocs/state.json.',
    });
  }
  if (state?.trim() === '') {
    throw wrongOption('--state needs the name of a file.');
  }
  if (everyMs !== undefined && task !== 'sync') {
    throw wrongOption('--every is for sync.');
  }
  if (report !== undefined) {
    if (task !== 'rehearse') {
      throw wrongOption('--report is for rehearse.');
    }
    expectReportName(report);
  }
}

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const LEAST_MS = 60_000;
const MOST_MS = 24 * UNITS_MS.h;

/** How much time lies between the beginnings of two runs, such as `20m`; in ms. @throws UsageError */
function parseEvery(text: string): number {
  const [, count, unit] = /^(\d+)\s*([smh])$/.exec(text.trim()) ?? [];
  const time = Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  if (!(time >= LEAST_MS && time <= MOST_MS)) {
    throw wrongOption('--every needs a time from 1m to 24h, such as 20m.');
  }
  return time;
}

/** Settings come as `name=value`. @throws UsageError for what is none, or a name that there is not */
export function parseSettings(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf('=');
      const name = setting.slice(0, Math.max(0, at)).trim();
      if (!SETTABLE.has(name)) {
        throw new UsageError(`--set ${at > 0 ? name : setting}: there is no such parameter.`, {
          advice: `Type --set name=value; the names are ${[...SETTABLE].join(', ')}.`,
        });
      }
      return [name, setting.slice(at + 1)];
    }),
  );
}

/** Keys and addresses have their own places; what XSOAR acts on by itself inside is sent along with what is written. */
const SETTABLE: ReadonlySet<string> = new Set([
  ...Object.keys(parameterShapes).filter(
    (name) => !/^(?:url|apikey|insecure|proxy|security_level|max_run_seconds|feedFetchInterval)/.test(name),
  ),
  'feedReliability',
  'feedExpirationPolicy',
  'feedExpirationInterval',
  'feedBypassExclusionList',
]);
