import type { SeenRequest, StoredIoc } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { FIELDS, type Field, type Said, saidByXdr, saidByXsoar } from './fields.ts';
import { isGrown, isPartOf } from './growth.ts';
import { noteIndicator, noteIoc, notePushed } from './people.ts';
import { keyOf } from './same-value.ts';
import { sent } from './sent.ts';
import type { Sides } from './sides.ts';
import type { Command } from './steps.ts';

/** Watches what one run writes to either side: notes it, and checks what can be checked at once. */
export class Watch {
  readonly #sides: Sides;
  readonly #command: Command;

  constructor(sides: Sides, command: Command) {
    this.#sides = sides;
    this.#command = command;
  }

  /** A request that is about to take effect. */
  request({ endpoint, body }: SeenRequest): void {
    if (endpoint === 'tim_insert_jsons' || endpoint === 'sync_tim_iocs') {
      this.#notePush();
    }
    if (endpoint === 'disable_iocs' || endpoint === 'enable_iocs') {
      this.#setStatus(valuesIn(body), endpoint === 'enable_iocs' ? 'ENABLED' : 'DISABLED');
    } else if (endpoint === 'tim_insert_jsons') {
      const { request_data: iocs } = JSON.parse(body.toString('utf8'));
      for (const { indicator, status, type } of iocs) {
        const known = this.#sides.tenant.get(indicator);
        if (this.#isWish) {
          this.#sides.wished.set(keyOf(indicator, type), this.#sides.clock.now());
        }
        if (status === 'DISABLED' && known?.status !== 'DISABLED') {
          this.#sides.disabledBy.set(known?.value ?? indicator, 'integration');
        }
      }
    }
  }

  /** Notes what a push changes in XDR. It takes effect right after this. */
  #notePush(): void {
    const { tenant } = this.#sides;
    const before = new Map([...tenant.all()].map((ioc) => [ioc.value, ioc]));
    setImmediate(() => {
      for (const [value, was] of before) {
        const is = tenant.get(value);
        if (is !== undefined && is !== was) {
          notePushed(this.#sides, was, is, this.#isWish ? 'wish' : 'integration');
        }
      }
    });
  }

  /** A call of `createIndicators`. */
  async creation(given: readonly NewIndicator[], call: () => Promise<void>): Promise<void> {
    const { indicators } = this.#sides.xsoar;
    const before = given.map(({ value, type }) => indicators.get(value, type));
    await call();
    this.#sides.creations += 1;
    given.forEach((one, place) => {
      const after = indicators.get(one.value, one.type);
      if (after !== undefined) {
        this.#wrote(one, before[place], after);
      }
    });
  }

  #wrote(given: NewIndicator, before: StoredIndicator | undefined, after: StoredIndicator): void {
    const { history, settings } = this.#sides;
    const key = keyOf(after.value, after.indicator_type);
    if (this.#isStatusCommand) {
      noteIndicator(this.#sides, before, after, 'command');
      this.#sides.touched.set(key, this.#sides.clock.now());
      return;
    }
    const said = saidByXsoar(after, settings);
    const was = before === undefined ? undefined : saidByXsoar(before, settings);
    const changed = FIELDS.filter((field) => was?.[field] !== said[field]);
    for (const field of changed) {
      if (
        before !== undefined &&
        this.#isShown(before) &&
        !this.#isFromXdr(key, field, said[field], before)
      ) {
        this.#breach(
          'XSOAR got what nobody changed in XDR',
          key,
          `${field}: ${was?.[field]} → ${said[field]}`,
        );
      }
    }
    if (
      before === undefined &&
      !this.#isStillShown(key) &&
      history.texts('XDR', key, 'reputation').length === 0
    ) {
      this.#breach('an indicator was created of what nobody made in XDR', key, given.type);
    }
    noteIndicator(this.#sides, before, after, 'integration');
  }

  /** The index shows it as it is: what it does not show yet, a pull takes for new, or for what it was. */
  #isShown({ modified }: StoredIndicator): boolean {
    const { clock, platform } = this.#sides;
    return Date.parse(modified) + platform.indexLagMs <= clock.now();
  }

  /** A person deleted it in XSOAR, and the index shows it still. */
  #isStillShown(key: string): boolean {
    const { deletedInXsoar, clock, platform } = this.#sides;
    const deleted = deletedInXsoar.get(key);
    return deleted !== undefined && deleted + platform.indexLagMs >= clock.now();
  }

  /** Whether XDR's people, or XDR itself, have written this. */
  #isFromXdr(key: string, field: Field, text: string, before: StoredIndicator): boolean {
    const { history, settings, settingsChanged, deletedInXsoar } = this.#sides;
    const writes = history.texts('XDR', key, field);
    // XDR may hold what a twin said that was deleted since.
    if (settingsChanged || deletedInXsoar.has(key) || writes.includes(text)) {
      return true;
    }
    if (this.#differsFromSent(key, field, text, before)) {
      return true;
    }
    const held = this.#iocsOf(key).map((ioc) => saidByXdr(ioc).comment);
    return field === 'comment' && isGrown(text, before, { writes, held }, settings);
  }

  /**
   * "A field that differs, from `sent(x)` and from what XSOAR holds already, was changed by a person in XDR" (rule 1): so
   * an older value that XDR still holds counts too, but for the integration's own disabling (rule 4).
   */
  #differsFromSent(key: string, field: Field, text: string, before: StoredIndicator): boolean {
    const { settings, xsoar, disabledBy } = this.#sides;
    const expected = sent(before, settings, xsoar.serverUrl);
    return this.#iocsOf(key).some((ioc) => {
      const isOurs = field === 'status' && text === 'DISABLED' && disabledBy.get(ioc.value) === 'integration';
      const said = saidByXdr(ioc)[field];
      const isSent = typeof expected !== 'string' && (expected[field] || DEFAULTS[field]) === said;
      return !isOurs && !isSent && (field === 'comment' ? isPartOf(text, said) : said === text);
    });
  }

  #iocsOf(key: string): StoredIoc[] {
    return [...this.#sides.tenant.all()].filter((ioc) => keyOf(ioc.value, ioc.type) === key);
  }

  #setStatus(values: readonly string[], status: 'ENABLED' | 'DISABLED'): void {
    const by = this.#isStatusCommand ? 'command' : this.#isWish ? 'wish' : 'integration';
    for (const value of values) {
      const ioc = this.#sides.tenant.get(value);
      const isSpared = status === 'DISABLED' && ioc?.source !== 'XSOAR TIM';
      if (isSpared && by === 'command') {
        // Of what XDR does not hold, nobody knows the type.
        for (const type of ioc === undefined ? ['IP', 'PATH'] : [ioc.type]) {
          this.#sides.commanded.add(keyOf(value, type));
        }
      }
      if (ioc !== undefined && ioc.status === status && status === 'DISABLED' && by === 'command') {
        // Whoever had disabled it, from now on it is a person's wish.
        this.#sides.disabledBy.set(ioc.value, by);
      }
      if (ioc !== undefined && ioc.status !== status && !isSpared) {
        noteIoc(this.#sides, ioc, { ...ioc, status }, ['status'], by);
      }
    }
  }

  get #isWish(): boolean {
    return this.#command.args.indicator !== undefined || this.#command.name === 'xdr-iocs-sync';
  }

  get #isStatusCommand(): boolean {
    return this.#command.name === 'xdr-iocs-enable' || this.#command.name === 'xdr-iocs-disable';
  }

  #breach(kind: string, key: string, text: string): void {
    this.#sides.breaches.push({ kind, key, text });
  }
}

/** What XDR makes of what was not sent. */
const DEFAULTS: Partial<Said> = { comment: '', status: 'ENABLED' };

function valuesIn(body: Buffer): string[] {
  return JSON.parse(body.toString('utf8')).request_data;
}
