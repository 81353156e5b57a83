import { createWorld, ipOf, type World, type WorldOptions } from '../../support/world.ts';

const MINUTE = 60_000;

/** What is told in a world while these things happen. */
async function told(
  happen: (
    world: World,
    tell: (command: string, args?: Record<string, unknown>) => Promise<void>,
  ) => Promise<void>,
  options: WorldOptions = {},
): Promise<string> {
  const world = await createWorld(options);
  const lines: string[] = [];
  try {
    await happen(world, async (command, args) => {
      const { text, log } = await world.run(command, args);
      lines.push(text, log);
    });
  } finally {
    await world.close();
  }
  return lines.join('\n');
}

async function wrongArguments(): Promise<string> {
  return await told(async (_world, tell) => {
    await tell('xdr-iocs-frobnicate');
    await tell('xdr-iocs-push', { indicators: 'a' });
    await tell('xdr-iocs-enable');
    await tell('xdr-iocs-enable', { indicator: { a: 1 } });
    await tell('xdr-iocs-sync', { firstTime: 'perhaps' });
    await tell('xdr-iocs-set-sync-time', { time: 'last tuesday' });
    await tell('xdr-iocs-set-sync-time', { time: '2099-01-01' });
    await tell('xdr-iocs-push');
    await tell('xdr-iocs-retire');
    await tell('xdr-iocs-push', { indicator: 'nobody.example.com' });
    await tell('xdr-iocs-disable', { indicator: 'nobody.example.com' });
    await tell('xdr-iocs-set-sync-time', { time: '2026-01-01' });
  });
}

async function syncs(): Promise<string> {
  return await told(async (world, tell) => {
    await tell('xdr-iocs-sync');
    world.addIps(10);
    await tell('xdr-iocs-sync', { firstTime: 'true' });
    await tell('xdr-iocs-sync');
    await tell('xdr-iocs-retire', { indicator: ipOf(1).value });
    world.params.query = `value:${ipOf(1).value}`;
    await tell('xdr-iocs-sync', { firstTime: 'true' });
    world.xsoar.indicators.add({ value: 'a\nb', indicator_type: 'Domain', score: 3 });
    world.params.query = 'reputation:Bad';
    await tell('xdr-iocs-to-keep-file');
  });
}

/** An IOC that is too large: alone, and among others. */
async function tooLarge(): Promise<string> {
  const large = {
    ...ipOf(60),
    comments: [{ type: 'IndicatorCommentRegular', content: 'x'.repeat(5000) }],
  };
  return await told(
    async (world, tell) => {
      world.xsoar.indicators.add(large);
      await tell('xdr-iocs-push', { indicator: large.value });
      world.addIps(20);
      await tell('xdr-iocs-push', { indicator: [large.value, ipOf(1).value, ipOf(2).value] });
    },
    { bodyLimit: 3000 },
  );
}

/** XDR fails at a part: of a long list, and at enabling. */
async function failsInPart(): Promise<string> {
  return await told(async (world, tell) => {
    let calls = 0;
    world.tenant.onRequest(({ endpoint }, response) => {
      calls += endpoint === 'disable_iocs' ? 1 : 0;
      if (endpoint === 'enable_iocs' || calls > 1) {
        response.writeHead(403).end();
        return 'handled';
      }
      return 'continue';
    });
    await tell('xdr-iocs-disable', { indicator: Array.from({ length: 10_001 }, (_, n) => `v${n}`) });
  });
}

/** One value twice, and one that stays disabled. */
async function twins(): Promise<string> {
  return await told(async (world, tell) => {
    world.xsoar.indicators.add({ value: '192.0.2.9', indicator_type: 'IP', score: 3 });
    world.xsoar.indicators.add({ value: '192.0.2.9/32', indicator_type: 'CIDR', score: 3 });
    await tell('xdr-iocs-push', { indicator: '192.0.2.9' });
  });
}

/** What people do in XDR, and a push by name that overwrites it. */
async function overwriting(): Promise<string> {
  return await told(async (world, tell) => {
    world.addIps(3);
    await tell('xdr-iocs-sync');
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(0).value, { comment: 'seen' });
    await tell('xdr-iocs-push', { indicator: ipOf(0).value });
    world.params.feed = false;
    world.clock.advance(MINUTE);
    world.tenant.edit(ipOf(1).value, { comment: 'seen' });
    world.params.query = `type:IP and -value:"${ipOf(1).value}"`;
    await tell('xdr-iocs-sync', { firstTime: 'true', confirm: 'true' });
  });
}

/** What the commands tell, and refuse. */
export async function commandMessages(): Promise<string[]> {
  return [
    await wrongArguments(),
    await syncs(),
    await tooLarge(),
    await failsInPart(),
    await twins(),
    await overwriting(),
  ];
}
