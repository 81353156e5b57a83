import { ipOf } from '../../support/world.ts';
import { told } from './told.ts';

const MINUTE = 60_000;

/** Queries that are not whole, or that XSOAR does not take. */
async function queries(): Promise<string> {
  return await told(async (world, tell) => {
    for (const query of ['tags:"x', '(type:IP', 'type:IP)', 'type:IP\\', 'modified:>=yesterdayish']) {
      world.params.query = query;
      await tell('test-module');
    }
  });
}

/** Fields that hold what cannot be sent. */
async function fields(): Promise<string> {
  return await told(async (world, tell) => {
    world.xsoar.indicators.add({ ...ipOf(1), CustomFields: { colour: 'Red', grid: [{ a: 1 }] } });
    world.params.override_severity = false;
    world.params.xsoar_severity_field = 'colour';
    world.params.xsoar_comments_field = 'grid';
    await tell('test-module');
  });
}

/** The official integration writes what it took from XDR to an indicator. */
async function official(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(1);
    await tell('fetch-indicators');
    world.clock.advance(MINUTE);
    const { value } = ipOf(0);
    world.tenant.edit(value, { comment: 'seen' });
    world.xsoar.indicators.createIndicators(
      [{ value, type: 'IP', score: 0, fields: {}, rawJSON: { value, type: 'IP' } }],
      { instance: 'official_1', brand: 'Cortex XDR - IOC', reliability: 'A - Completely reliable' },
    );
    world.clock.advance(MINUTE);
    await tell('fetch-indicators');
  });
}

/** XDR does not tell its changes to a command that explains. */
async function explaining(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(1);
    await tell('xdr-iocs-sync');
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'get_changes') {
        return 'continue';
      }
      response.writeHead(403).end();
      return 'handled';
    });
    await tell('xdr-iocs-explain', { indicator: ipOf(0).value });
  });
}

/** What is told of the settings by the Test button, and of what both sides hold. */
export async function checkMessages(): Promise<string[]> {
  return [await queries(), await fields(), await official(), await explaining()];
}
