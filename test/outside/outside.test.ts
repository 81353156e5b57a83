import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup, putIps, startTwoServers } from './support.ts';

const cleanup = new Cleanup();
afterEach(async () => await cleanup.run());

const SETTLED_MS = 60_000;

describe.each([6, 8] as const)('over the REST API of XSOAR %i', (generation) => {
  it('pushes what XSOAR holds, page by page, and brings back what a person changed in XDR', async () => {
    const world = await startTwoServers(cleanup, { generation });
    putIps(world.xsoar, 0, 2_500);
    world.clock.advance(SETTLED_MS);
    const first = await world.run(['--write', '--state', world.state, 'sync']);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining('pushed 2,500 IOCs (IP 2,500) to XDR'),
    });
    expect(world.tenant.size).toBe(2_500);

    world.clock.advance(SETTLED_MS);
    world.tenant.edit('203.0.0.1', { comment: 'seen by a person' });
    const second = await world.run(['--write', '--state', world.state, 'sync']);
    expect(second.out).toContain('changed 1 indicator in XSOAR');
    expect(JSON.stringify(world.xsoar.indicators.get('203.0.0.1')?.comments)).toContain('seen by a person');
    expect(Object.keys(world.xsoar.indicators.get('203.0.0.1')?.moduleToFeedMap ?? {})).toContain(
      'Cortex XDR - IOC_outside',
    );
  });

  it('rehearses a first sync, and writes to neither side', async () => {
    const world = await startTwoServers(cleanup, { generation });
    putIps(world.xsoar, 0, 30);
    world.xsoar.indicators.add({ value: 'abc', indicator_type: 'File', score: 3 });
    world.clock.advance(SETTLED_MS);
    const report = join(world.folder, 'report.md');
    const { code, out } = await world.run(['--report', report, 'rehearse']);
    expect(code).toBe(0);
    expect(out).toContain('Sent to XDR: 30 IOCs. Stay behind: 1, of which 0 have merely expired.');
    expect(out).toMatch(/1 +rejected +abc +It is the name of a file|1 +rejected +abc/);
    expect(readFileSync(report, 'utf8')).toContain('# Rehearsal of a first sync');
    expect(world.tenant.size).toBe(0);
    expect(world.rest.seen.every((call) => /^(GET \/about|POST \/indicators\/search)$/.test(call))).toBe(
      true,
    );
  });
});
