import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { ApiCalls } from '../../../sandbox/pack/api-calls.ts';
import { Builtins } from '../../../sandbox/pack/builtins.ts';
import { readPackFiles } from '../../../sandbox/pack/pack-files.ts';
import { createStage } from '../../../sandbox/pack/stage.ts';
import type { WidgetSources } from '../../../sandbox/pack/widget-data.ts';
import { startTenant, type Tenant } from '../../../sandbox/tenant/tenant.ts';
import { countGroups } from '../../../sandbox/xsoar/count-groups.ts';
import { sampleIndicators } from '../../../sandbox/xsoar/samples.ts';
import { SandboxXsoar } from '../../../sandbox/xsoar/sandbox-xsoar.ts';
import type { Clock } from '../../../src/clock.ts';
import { COMMANDS } from '../../../src/commands/index.ts';
import { dispatch } from '../../../src/dispatch.ts';
import type { WarRoomResult } from '../../../src/xsoar/entries.ts';

/** When the picture is drawn, and the week before it. */
const NOW = Date.parse('2026-01-15T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KEY = 'k'.repeat(128);
const INSTANCE = 'Production';

/** The time of both sides: it stands still, but for waiting. */
class MovedClock implements Clock {
  time = NOW - 6 * DAY;

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

/** A week of a sandbox, and what the dashboard's widgets are fed by at its end. */
export class Scene {
  readonly #tenant: Tenant;
  readonly #xsoar: SandboxXsoar;
  readonly #calls = new ApiCalls();
  readonly #clock: MovedClock;

  private constructor(tenant: Tenant, clock: MovedClock) {
    this.#tenant = tenant;
    this.#xsoar = new SandboxXsoar({ clock, instance: INSTANCE });
    this.#clock = clock;
  }

  static async play(): Promise<Scene> {
    const clock = new MovedClock();
    const scene = new Scene(await startTenant({ key: KEY, keyId: '7', keyLevel: 'Advanced', clock }), clock);
    await scene.#week();
    return scene;
  }

  async close(): Promise<void> {
    await this.#tenant.close();
  }

  /** @param pack the pack's folder */
  async sources(pack: URL): Promise<WidgetSources> {
    const stage = createStage({
      pack: await readPackFiles(pack),
      brand: this.#xsoar.brand,
      commands: COMMANDS.map(({ name }) => name),
      instances: [async (command, args) => await this.#run(command, args)],
      builtins: new Builtins(this.#xsoar.indicators),
      incident: '',
      now: () => this.#clock.now(),
    });
    return {
      script: async (id) => await stage.execute(id, {}),
      groups: (query, field) => countGroups(this.#xsoar.indicators.all(), query, field),
      calls: (query, since) => this.#calls.find(query, since),
      now: () => this.#clock.now(),
    };
  }

  async #week(): Promise<void> {
    const { indicators } = this.#xsoar;
    for (const sample of sampleIndicators(this.#clock.now())) indicators.add(sample);
    for (let day = 0; day < 7; day += 1) {
      this.#clock.time = NOW - (6 - day) * DAY - 3 * 60 * MINUTE;
      addOfDay(indicators, day);
      this.#disturb(day);
      for (let fetches = 0; fetches < 3 + (day % 3); fetches += 1) await this.#fetch();
      this.#peopleAndEndpoints(day);
      await this.#fetch();
    }
    this.#clock.time = NOW - 26 * MINUTE;
    await this.#fetch();
    this.#clock.time = NOW;
  }

  async #fetch(): Promise<void> {
    this.#clock.time += 20 * MINUTE;
    await this.#run('fetch-indicators', {});
  }

  /** On two days XDR has trouble of its own, and one value it never takes. */
  #disturb(day: number): void {
    let left = day === 2 ? 4 : day === 4 ? 2 : 0;
    this.#tenant.onRequest(({ endpoint, body }, response) => {
      if (left > 0) {
        left -= 1;
        response.writeHead(day === 2 ? 503 : 429).end();
        return 'handled';
      }
      if (endpoint !== 'tim_insert_jsons' || !body.includes('"long-comment.example"')) return 'continue';
      response
        .writeHead(200)
        .end(JSON.stringify({ reply: { success: false, err_msg: 'The comment is too long' } }));
      return 'handled';
    });
  }

  #peopleAndEndpoints(day: number): void {
    const held = [...this.#tenant.all()];
    for (const [at, { value }] of held.entries()) {
      if (at % 5 === day % 5) this.#tenant.hit(value, 1 + ((at * 7 + day * 11) % 90));
    }
    const changed = held[day * 3 + 1]?.value ?? '';
    if (day < 5) this.#tenant.edit(changed, { status: day % 2 === 0 ? 'disabled' : 'enabled' });
    const edited = this.#xsoar.indicators.get(held[day * 2]?.value ?? '');
    if (edited !== undefined) {
      const xdrstatus = day % 3 === 0 ? 'enabled' : 'disabled';
      this.#xsoar.indicators.edit(edited.value, { CustomFields: { xdrstatus } });
    }
  }

  async #run(command: string, args: Readonly<Record<string, unknown>>): Promise<WarRoomResult[]> {
    const { brand, instance } = this.#xsoar;
    const given: WarRoomResult[] = [];
    const invocation = {
      command,
      args,
      params: paramsOf(this.#tenant.url),
      investigationId: 'picture',
      workingDirectory: tmpdir(),
      isDebug: false,
      brand,
      instance,
    };
    await dispatch(invocation, this.#xsoar.host({ onResults: (results) => given.push(...results) }), {
      clock: this.#clock,
      random: () => 0.5,
      proxyFor: () => '',
      extraCertificates: () => undefined,
    });
    for (const result of given) this.#calls.add(result, { at: this.#clock.now(), brand, instance, command });
    return given;
  }
}

/** What feeds bring on a day: documentation addresses and names, and a few that cannot be sent as they are. */
function addOfDay(indicators: SandboxXsoar['indicators'], day: number): void {
  const add = (value: string, indicator_type: string, severity: string): void => {
    indicators.add({ value, indicator_type, score: 3, CustomFields: { sourceoriginalseverity: severity } });
  };
  const severities = ['Critical', 'High', 'Medium', 'Low'];
  for (let number = 0; number < 6; number += 1) {
    const severity = severities[(day + number) % 4] ?? 'High';
    add(`198.51.100.${20 + day * 10 + number}`, 'IP', severity);
    add(`host-${day}${number}.example`, 'Domain', severity);
    add(createHash('sha256').update(`${day} ${number}`).digest('hex'), 'File', severity);
  }
  const odd: readonly (readonly [string, string, string])[] = [
    ['2001:db8::15', 'IP', 'High'],
    ['bad[.]example', 'Domain', 'High'],
    [createHash('sha1').update('loader').digest('hex'), 'File', 'High'],
    ['203.0.113.50', 'IP', 'urgent'],
    ['203.0.113.51', 'IP', 'P1'],
    ['long-comment.example', 'Domain', 'Low'],
    [' trailing.example', 'Domain', 'Low'],
  ];
  const [value, type, severity] = odd[day] ?? odd[0] ?? ['', '', ''];
  add(value, type, severity);
}

function paramsOf(url: string): Record<string, unknown> {
  return {
    url,
    apikey_id_creds: { identifier: '', password: '7' },
    apikey_creds: { identifier: '', password: KEY },
    security_level: 'Advanced',
    query: 'reputation:Bad and (type:File or type:Domain or type:IP)',
    severity: 'high',
    override_severity: false,
    feed: true,
    retire_action: 'Disable the IOC',
    autoSync: true,
  };
}
