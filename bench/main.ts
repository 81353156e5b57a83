import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { builtScript } from '../test/support/built.ts';
import { drawChart } from './chart.ts';
import { measure, type Setting } from './measure.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { Pages } from './pages.ts';
import { whyNotBound } from './processors.ts';
import { FLOOR, type Scenario } from './scenarios.ts';
import { type Row, tableOf } from './table.ts';

/** Measures the uploaded file, in a container as XSOAR runs it, and says how it compares with only reading the pages. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const reason = options.cpus === undefined ? undefined : whyNotBound(options.cpus);
  if (reason !== undefined) {
    process.stdout.write(`Skipped: ${reason}.\n`);
    return;
  }
  const script = await builtScript();
  const rows: Row[] = [];
  for (const size of options.sizes) {
    const pages = new Pages(size, options.richness);
    for (const apart of options.ways) {
      rows.push(...(await measureAll(script, pages, apart, options)));
    }
  }
  const cores = availableParallelism();
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ node: process.version, cores, rows }, undefined, 2)}\n`);
  } else {
    process.stdout.write(`${tableOf(rows)}\n\n${cores} cores, Node ${process.version}\n`);
  }
  if (options.chart !== undefined) {
    writeFileSync(options.chart, drawChart(rows));
  }
}

async function measureAll(script: string, pages: Pages, apart: boolean, options: Options): Promise<Row[]> {
  const setting = { ...options, apart };
  const floor = await measureFloor(pages, setting);
  const rows = [floor];
  for (const scenario of options.scenarios) {
    rows.push(await measureScenario(script, scenario, pages, setting, floor));
  }
  return rows;
}

async function measureFloor(pages: Pages, setting: Setting): Promise<Row> {
  progress(`the floor, ${pages.total}`);
  const measured = await measure({ script: FLOOR, command: 'floor' }, pages, setting);
  return {
    ...measured,
    ...labels('the floor', pages, setting),
    handled: pages.total,
    toFloor: 1,
    cpuToFloor: 1,
  };
}

async function measureScenario(
  script: string,
  scenario: Scenario,
  pages: Pages,
  setting: Setting,
  floor: Row,
): Promise<Row> {
  progress(`${scenario.name}, ${pages.total}`);
  const { context, ...work } = scenario;
  const handled = scenario.expected(pages.total);
  const readsAll = handled === pages.total;
  const measured = await measure(
    { ...work, script, ...(context === undefined ? {} : { context: context(pages.total) }) },
    pages,
    setting,
  );
  const arrived = measured.tenant.iocs - measured.tenant.repeats;
  if (scenario.sends && arrived !== handled) {
    throw new Error(`${scenario.name}: XDR got ${arrived} IOCs, and should have got ${handled}.`);
  }
  return {
    ...measured,
    ...labels(scenario.name, pages, setting),
    handled,
    toFloor: readsAll ? measured.wallSeconds / floor.wallSeconds : undefined,
    cpuToFloor: readsAll ? measured.cpuSeconds / floor.cpuSeconds : undefined,
  };
}

function labels(
  name: string,
  pages: Pages,
  { apart, cpus }: Setting,
): Pick<Row, 'name' | 'size' | 'wrapper' | 'cpus'> {
  return {
    name,
    size: pages.total,
    wrapper: apart ? 'apart' : 'shared',
    cpus: cpus ?? availableParallelism(),
  };
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main();
