import { parseArgs } from 'node:util';
import type { Richness } from './indicator.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

export const USAGE = `npm run bench -- [options]
  --sizes 800000            how many indicators; several, with commas
  --only 'first sync,pull'  which rows: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --wrapper both            shared (the 'demisto' object in the script's namespace), apart (in its own), or both
  --cpus 1                  binds the loop process and all it starts to so many processors; without it, to none
  --page-latency 0          how long every page takes, in ms
  --xdr-latency 0           how long every answer of XDR takes, in ms
  --max-run-seconds 3600    the instance's Maximum run time; a first sync takes as many runs as it needs
  --plain                   indicators without expiration dates, comments and feeds, as large and as deep
  --json                    for machines
  --chart FILE              also draws time and memory against the sizes, as SVG
`;

/** The most that a tenant holds is 4,000,000. */
const MOST_INDICATORS = 10_000_000;
const LONGEST_LATENCY_MS = 60_000;
const LONGEST_RUN_S = 86_400;
const MOST_PROCESSORS = 1_024;

export interface Options {
  sizes: number[];
  scenarios: readonly Scenario[];
  /** Whether the wrapper lives apart: the ways that are measured. */
  ways: boolean[];
  /** To how many processors the container is bound; undefined: to none. */
  cpus: number | undefined;
  pageLatencyMs: number;
  xdrLatencyMs: number;
  maxRunSeconds: number;
  richness: Richness;
  json: boolean;
  chart: string | undefined;
}

/** Reads the command line. @throws Error that says what is wrong; undefined where help was asked for */
export function parseOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: '800000' },
      only: { type: 'string' },
      wrapper: { type: 'string', default: 'both' },
      cpus: { type: 'string' },
      'page-latency': { type: 'string', default: '0' },
      'xdr-latency': { type: 'string', default: '0' },
      'max-run-seconds': { type: 'string', default: '3600' },
      plain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      chart: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  return {
    sizes: values.sizes.split(',').map((text) => numberIn('sizes', text, 1, MOST_INDICATORS)),
    scenarios: scenariosOf(values.only),
    ways: waysOf(values.wrapper),
    cpus: values.cpus === undefined ? undefined : numberIn('cpus', values.cpus, 1, MOST_PROCESSORS),
    pageLatencyMs: numberIn('page-latency', values['page-latency'], 0, LONGEST_LATENCY_MS),
    xdrLatencyMs: numberIn('xdr-latency', values['xdr-latency'], 0, LONGEST_LATENCY_MS),
    maxRunSeconds: numberIn('max-run-seconds', values['max-run-seconds'], 1, LONGEST_RUN_S),
    richness: values.plain ? 'plain' : 'rich',
    json: values.json,
    chart: values.chart,
  };
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(`--${name} takes whole numbers from ${least} to ${most}, not '${text}'.`);
  }
  return number;
}

function scenariosOf(only: string | undefined): readonly Scenario[] {
  const names = only?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no row '${unknown}'.`);
  }
  return SCENARIOS.filter(({ name }) => names?.includes(name) ?? true);
}

function waysOf(wrapper: string): boolean[] {
  const ways = { shared: [false], apart: [true], both: [false, true] }[wrapper];
  if (ways === undefined) {
    throw new Error(`--wrapper is shared, apart or both, not '${wrapper}'.`);
  }
  return ways;
}
