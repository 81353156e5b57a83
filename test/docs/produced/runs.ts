import { HostError, XdrError } from '../../../src/errors.ts';
import type { Ioc } from '../../../src/indicators/ioc.ts';
import { deliver } from '../../../src/sync/deliver.ts';
import { runSync } from '../../../src/sync/run.ts';
import { switchStatus } from '../../../src/sync/status.ts';
import { WaitingRules } from '../../../src/sync/waiting.ts';
import { createInstance, engineOn, ruleOf, type TestInstance } from '../../support/engine.ts';
import { poisonedHost } from '../../support/poison.ts';

const MINUTE = 60_000;
const IP = '192.0.2.1';
const OTHER = '192.0.2.2';

/** An instance whose first sync is done, and what its runs tell. */
interface Told {
  at: TestInstance;
  lines: string[];
  run(): Promise<void>;
}

async function synced(params: Record<string, unknown> = {}, ...values: string[]): Promise<Told> {
  const at = createInstance({ override_severity: false, severity: '', ...params });
  const lines: string[] = [];
  const run = async (): Promise<void> => {
    at.clock.advance(MINUTE);
    const engine = at.engine();
    await runSync(engine).catch(() => undefined);
    const { outgoing, incoming, remarks } = engine.report;
    const details = [...outgoing.details, ...incoming.details, ...remarks.details];
    lines.push(...engine.lines, ...details.map(({ reason }) => reason));
  };
  for (const value of [IP, OTHER, ...values]) {
    at.xsoar.indicators.add({ value, indicator_type: 'IP', score: 3 });
  }
  await run();
  at.clock.advance(MINUTE);
  return { at, lines, run };
}

/** People edit, delete and make IOCs in XDR. */
async function peopleInXdr(): Promise<string[]> {
  const { at, lines, run } = await synced();
  const now = (): number => at.clock.now();
  at.xdr.rules = [
    ruleOf(IP, now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined }),
    ruleOf(OTHER, now(), { MARKED_DELETED: 1 }),
    ruleOf('gone.example.com', now(), { RULE_COMMENT: 'seen' }),
    ruleOf('new.example.com', now(), {
      IOC_TYPE: 'DOMAIN_NAME',
      RULE_SOURCE: 'jo',
      RULE_SEVERITY: undefined,
    }),
  ];
  await run();
  at.xdr.rules = [ruleOf(IP, now(), { RULE_STATUS: 'DISABLED', NUMBER_OF_HITS: 5_000 })];
  await run();
  at.xsoar.indicators.edit(IP, { CustomFields: { sourceoriginalseverity: 'CRITICAL' } });
  at.xsoar.indicators.refresh(OTHER);
  at.xdr.rules = [
    ruleOf(IP, now(), { RULE_SEVERITY: 'SEV_020_LOW' }),
    ruleOf(OTHER, now(), { MARKED_DELETED: 1 }),
  ];
  await run();
  return lines;
}

/** What has left: XDR's changes come too late, XDR fails, the tenant does not delete, and the brake. */
async function leaving(): Promise<string[]> {
  const { at, lines, run } = await synced(
    { retire_action: 'Delete the IOC', retire_limit: '1' },
    '192.0.2.3',
  );
  await run();
  at.xsoar.indicators.edit(IP, { score: 1 });
  at.xdr.rules = [ruleOf(IP, at.clock.now(), { RULE_COMMENT: 'seen' })];
  const { disable } = at.xdr;
  at.xdr.disable = async () => {
    throw new XdrError('server', 'XDR is down.');
  };
  await run();
  at.xdr.disable = disable;
  await run();
  at.xdr.rules = [ruleOf(IP, at.clock.now(), { RULE_COMMENT: 'seen again' })];
  await run();
  at.xsoar.indicators.edit(OTHER, { score: 1 });
  at.xsoar.indicators.edit('192.0.2.3', { score: 1 });
  await run();
  return lines;
}

/** Settings are changed. */
async function settings(): Promise<string[]> {
  const { at, lines, run } = await synced();
  at.params.query = 'reputation:Bad and type:IP';
  await run();
  at.params.comments_as_tags = true;
  at.params.xsoar_comments_field = 'tags';
  await run();
  at.setState({ sentBy: undefined });
  await run();
  return lines;
}

/** More wait than can be held back; XSOAR takes nothing meanwhile. */
async function tooMany(): Promise<string[]> {
  const values = Array.from({ length: 2_100 }, (_, n) => `198.51.${n >> 8}.${n & 255}`);
  const { at, lines, run } = await synced({}, ...values);
  at.xdr.rules = values.map((value) => ruleOf(value, at.clock.now(), { RULE_COMMENT: 'seen' }));
  for (const value of values) {
    at.xsoar.indicators.refresh(value);
  }
  at.xsoar.faults = (call) => {
    if (call === 'createIndicators') {
      throw new HostError('XSOAR is down');
    }
  };
  await run();
  return lines;
}

/** XSOAR stumbles over one indicator: it cannot give it, or does not take it. */
async function stumbling(): Promise<string[]> {
  const { at, lines, run } = await synced();
  const poison = { whole: new Set([OTHER]), created: new Set([IP]) };
  at.xsoar.indicators.refresh(OTHER);
  at.xdr.rules = [
    ruleOf('203.0.113.7', at.clock.now(), { RULE_SOURCE: 'jo' }),
    ruleOf(IP, at.clock.now(), { RULE_COMMENT: 'seen', RULE_SEVERITY: undefined }),
  ];
  at.clock.advance(MINUTE);
  const engine = engineOn(poisonedHost(at.xsoar.host(), poison), at.xdr, {
    clock: at.clock,
    params: at.params,
  });
  await runSync(engine).catch(() => undefined);
  await run();
  return [...lines, ...engine.lines];
}

/** A status that XSOAR does not take, does not keep, or that a person set. */
async function statuses(): Promise<string[]> {
  const { at } = await synced({}, '192.0.2.3');
  const engines = [];
  at.xsoar.indicators.edit(IP, { CustomFields: { xdrstatus: 'enabled' } });
  at.setState({ keepsStatus: false });
  const first = at.engine();
  engines.push(first);
  await switchStatus(first, [IP], 'disable');
  const picky = engineOn(poisonedHost(at.xsoar.host(), { created: new Set([OTHER]) }), at.xdr, {
    clock: at.clock,
  });
  engines.push(picky);
  await switchStatus(picky, [IP, OTHER, '192.0.2.3'], 'enable');
  at.xsoar.faults = (call) => {
    if (call === 'createIndicators') {
      throw new HostError('XSOAR is down');
    }
  };
  const last = at.engine();
  engines.push(last);
  await switchStatus(last, [IP], 'disable');
  return engines.flatMap(({ lines }) => lines);
}

/** XDR keeps an IOC disabled. */
async function keptDisabled(): Promise<string[]> {
  const reasons: string[] = [];
  const ioc: Ioc = { indicator: IP, type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };
  for (const { status, fails } of [
    { status: 'enabled' },
    { status: 'enabled', fails: true },
    { status: '' },
  ]) {
    const { at } = await synced();
    at.xsoar.indicators.edit(IP, { CustomFields: { xdrstatus: status } });
    let isFirst = true;
    at.xdr.insertIocs = async () => {
      const refusals = isFirst ? [{ value: IP, reason: 'already exists' }] : [];
      isFirst = false;
      return refusals;
    };
    if (fails) {
      at.xdr.enable = async () => {
        throw new XdrError('server', 'XDR is down.');
      };
    }
    const engine = at.engine();
    const { refused } = await deliver(engine, await WaitingRules.ask(engine, at.state()), [ioc]);
    reasons.push(...refused.map(({ reason }) => reason), ...engine.lines);
  }
  return reasons;
}

/** XDR stumbles over one of two. */
async function stumblingXdr(): Promise<string[]> {
  const { at } = await synced();
  const ioc: Ioc = { indicator: IP, type: 'IP', severity: 'HIGH', reputation: 'BAD', expiration_date: -1 };
  at.xdr.insertIocs = async (iocs) => {
    if ([...iocs].some(({ indicator }) => indicator === IP)) {
      throw new XdrError('server', 'XDR stumbled.');
    }
    return [];
  };
  const engine = at.engine();
  const iocs = [ioc, { ...ioc, indicator: OTHER }];
  const { refused } = await deliver(engine, await WaitingRules.ask(engine, at.state()), iocs);
  return refused.map(({ reason }) => reason);
}

/** Another run goes on meanwhile. */
async function overtaken(): Promise<string[]> {
  const { at, lines, run } = await synced();
  const { insertIocs } = at.xdr;
  let isFirst = true;
  at.xsoar.indicators.add({ value: '192.0.2.8', indicator_type: 'IP', score: 3 });
  at.clock.advance(MINUTE);
  at.xdr.insertIocs = async (iocs) => {
    if (isFirst) {
      isFirst = false;
      const modified = new Date(at.clock.now() - 40_000).toISOString();
      at.xsoar.indicators.add({ value: '192.0.2.9', indicator_type: 'IP', score: 3, modified });
      await runSync(at.engine());
    }
    return await insertIocs(iocs);
  };
  await run();
  return lines;
}

/** What runs tell. */
export async function runMessages(): Promise<string[]> {
  const scenes = [
    peopleInXdr,
    leaving,
    settings,
    tooMany,
    stumbling,
    statuses,
    keptDisabled,
    stumblingXdr,
    overtaken,
  ];
  const told: string[] = [];
  for (const scene of scenes) {
    told.push(...(await scene()));
  }
  return told;
}
