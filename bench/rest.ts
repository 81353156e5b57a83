import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleOutside } from '../scripts/bundle.ts';
import { inTemporaryFolder } from '../test/support/temporary-folder.ts';
import { startTenant } from './tenant.ts';

const USAGE = `npm run bench:rest -- [options]
  --sizes 800000   how many indicators; several, with commas
`;

/** What a process took, by its own account. */
interface Taken {
  wallSeconds: number;
  cpuSeconds: number;
  /** The most memory that it held, in MB. */
  peakMb: number;
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Measures the program that runs outside of XSOAR: a first load over REST, against a loop that reads and drops. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { sizes: { type: 'string', default: '800000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  await inTemporaryFolder('bench-rest-', async (folder) => {
    const program = join(folder, 'xdr-iocs.mjs');
    writeFileSync(program, await bundleOutside());
    const lines = [
      '| indicators | what | per second | wall s | of the floor | CPU s | peak MB |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    ];
    for (const size of values.sizes.split(',').map(Number)) {
      lines.push(...(await measureSize(size, program, folder)));
    }
    process.stdout.write(`${lines.join('\n')}\n`);
  });
}

async function measureSize(size: number, program: string, folder: string): Promise<string[]> {
  const xsoar = await startServer(size);
  const tenant = await startTenant({ latencyMs: 0, changes: 0, indicators: size });
  try {
    const floor = ['--import', 'tsx', fileOf('./rest-floor.ts'), xsoar.url];
    const reads = await measure(floor, folder);
    const parses = await measure([...floor, 'parse'], folder);
    const words = [
      '--xsoar',
      xsoar.url,
      '--xdr',
      tenant.url,
      '--write',
      '--state',
      join(folder, `${size}.json`),
      'sync',
    ];
    const load = await measure([program, ...words], folder);
    const { iocs, repeats } = await tenant.counts();
    if (iocs < 0.9 * size || repeats > 0) {
      throw new Error(`${size} indicators: ${iocs} IOCs arrived, ${repeats} of them twice`);
    }
    const row = (name: string, taken: Taken): string => rowOf(size, name, taken, parses.wallSeconds);
    return [
      row('reads the bytes', reads),
      row('the floor: reads, parses and drops', parses),
      row('first load over REST', load),
    ];
  } finally {
    await tenant.stop();
    await xsoar.stop();
  }
}

function rowOf(
  size: number,
  name: string,
  { wallSeconds, cpuSeconds, peakMb }: Taken,
  floor: number,
): string {
  const cells = [
    size.toLocaleString('en-US'),
    name,
    Math.round(size / wallSeconds).toLocaleString('en-US'),
    wallSeconds.toFixed(2),
    (wallSeconds / floor).toFixed(2),
    cpuSeconds.toFixed(1),
    peakMb.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function startServer(size: number): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileOf('./rest-process.ts'), String(size)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const [port] = (await once(child.stdout, 'data')) as [unknown];
  return {
    url: `http://127.0.0.1:${String(port).trim()}`,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Runs a program to its end; it says itself what it has used. */
async function measure(words: readonly string[], folder: string): Promise<Taken> {
  const report = join(folder, 'usage.json');
  const hook = join(folder, 'usage.mjs');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));
`,
  );
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', hook, ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, XSOAR_API_KEY: 'a-key', XDR_API_KEY: 'another-key', XDR_API_KEY_ID: '1' },
  });
  const [code] = await once(child, 'close');
  const wallSeconds = (performance.now() - began) / 1000;
  if (code !== 0) {
    throw new Error(`${words.join(' ')} ended with ${code}`);
  }
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as NodeJS.ResourceUsage;
  return { wallSeconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: (maxRSS * 1024) / 1e6 };
}

await main();
