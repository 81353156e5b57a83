import { smallPages } from '../../behaviour/slow-servers.ts';
import { ipOf, type World } from '../../support/world.ts';
import { told } from './told.ts';

const MINUTE = 60_000;
/** How long XSOAR lets a run take, in s. */
const ALLOWED_S = 180;
/** More than the run has of it. */
const TOO_LONG_MS = 170_000;

/** From now on, one search uses up a run's time. */
function slowSearches(world: World): void {
  world.limitSeconds = ALLOWED_S;
  const { indicators } = world.xsoar;
  const { search } = indicators;
  indicators.search = (request) => {
    world.clock.advance(TOO_LONG_MS);
    return search.call(indicators, request);
  };
}

async function longList(): Promise<string> {
  return await told(async (world, tell) => {
    slowSearches(world);
    await tell('xdr-iocs-disable', { indicator: Array.from({ length: 600 }, (_, n) => ipOf(n).value) });
  });
}

/** The first page of many, or the only one, has used up the time. */
async function fileTooLate(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(5);
    slowSearches(world);
    await tell('xdr-iocs-sync', { firstTime: 'true' });
    world.addIps(20);
    smallPages(world);
    await tell('xdr-iocs-sync', { firstTime: 'true' });
  });
}

/** XDR has taken the file, and then all the time, without an answer. */
async function noConfirmation(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(5);
    world.limitSeconds = ALLOWED_S;
    world.tenant.onRequest(({ endpoint }, response) => {
      if (endpoint !== 'sync_tim_iocs') {
        return 'continue';
      }
      world.clock.advance(TOO_LONG_MS);
      response.destroy();
      return 'handled';
    });
    await tell('xdr-iocs-sync', { firstTime: 'true' });
  });
}

async function leaversTooLate(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(5);
    await tell('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.xsoar.indicators.edit(ipOf(1).value, { score: 1 });
    world.clock.advance(MINUTE);
    slowSearches(world);
    await tell('xdr-iocs-retire');
  });
}

/** What commands tell whose time is over. */
export async function timeMessages(): Promise<string[]> {
  return [await longList(), await fileTooLate(), await noConfirmation(), await leaversTooLate()];
}
