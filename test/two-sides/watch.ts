import type { SeenRequest } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import type { NewIndicator } from '../../src/indicators/new-indicator.ts';
import { CLOSE_MS, FIELDS, type Field, partsOf, type Said, saidByXdr, saidByXsoar } from './fields.ts';
import { noteIndicator, noteIoc } from './people.ts';
import { keyOf } from './same-value.ts';
import { OWN_TAG, textFields } from './settings.ts';
import type { Sides } from './sides.ts';

/** Watches what one run writes to either side: notes it, and checks what can be checked at once. */
export class Watch {
  readonly #sides: Sides;
  readonly #command: string;

  constructor(sides: Sides, command: string) {
    this.#sides = sides;
    this.#command = command;
  }

  /** A request that is about to take effect. */
  request({ endpoint, body }: SeenRequest): void {
    if (endpoint === 'disable_iocs' || endpoint === 'enable_iocs') {
      this.#setStatus(valuesIn(body), endpoint === 'enable_iocs' ? 'ENABLED' : 'DISABLED');
    } else if (endpoint === 'tim_insert_jsons') {
      const { request_data: iocs } = JSON.parse(body.toString('utf8'));
      for (const { indicator, status } of iocs) {
        const known = this.#sides.tenant.get(indicator);
        if (status === 'DISABLED' && known?.status !== 'DISABLED') {
          this.#sides.disabledBy.set(known?.value ?? indicator, 'integration');
        }
      }
    }
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
      return;
    }
    const said = saidByXsoar(after, settings);
    const was = before === undefined ? undefined : saidByXsoar(before, settings);
    const changed = FIELDS.filter((field) => was?.[field] !== said[field]);
    for (const field of before === undefined ? [] : changed) {
      if (!this.#isFromXdr(key, field, said[field], was?.[field])) {
        this.#breach(
          'XSOAR got what nobody changed in XDR',
          key,
          `${field}: ${was?.[field]} → ${said[field]}`,
        );
      }
    }
    if (before === undefined && history.last(key, 'reputation', ['XDR'], ['person']) === undefined) {
      this.#breach('an indicator was created of what nobody made in XDR', key, given.type);
    }
    noteIndicator(this.#sides, before, after, 'integration');
  }

  /** Whether XDR's people, or XDR itself, have written this. */
  #isFromXdr(key: string, field: Field, text: string, was: string | undefined): boolean {
    const { history, settings, settingsChanged } = this.#sides;
    if (this.#mayTakeAll(key) && this.#heldByXdr(key).some((said) => said[field] === text)) {
      return true;
    }
    const writes = history.writes.filter(
      (write) => write.side === 'XDR' && write.key === key && write.field === field,
    );
    if (settingsChanged || writes.some((write) => write.text === text)) {
      return true;
    }
    if (field !== 'comment') {
      return false;
    }
    // "The instance's tag and TLP are written only along with a field" (rule 1): of which the comment may be the tags.
    const grown = textFields(settings).includes('tags') ? [...partsOf(was ?? ''), OWN_TAG] : [];
    if (grown.length > 0 && partsOf(text).every((part) => grown.includes(part))) {
      return true;
    }
    return writes.some((write) => {
      const written = [...partsOf(write.text), ...grown];
      // `comments` cannot be emptied: one fixed text says that the comment was taken out.
      return write.text === '' || partsOf(text).every((part) => written.includes(part));
    });
  }

  /**
   * The whole rule may be taken: on a server without marks "the later of `modified` and `RULE_MODIFY_TIME` wins" (rule 2);
   * of several indicators of one value the rule is one's, and may be what another of them was sent with (rule 3).
   */
  #mayTakeAll(key: string): boolean {
    const { platform, ruleTimes, touched, xsoar } = this.#sides;
    const isLater = (ruleTimes.get(key) ?? 0) + CLOSE_MS >= (touched.get(key) ?? 0);
    const same = [...xsoar.indicators.all()].filter((one) => keyOf(one.value, one.indicator_type) === key);
    return same.length > 1 || (!platform.marks && isLater);
  }

  #heldByXdr(key: string): Said[] {
    return [...this.#sides.tenant.all()].filter((ioc) => keyOf(ioc.value, ioc.type) === key).map(saidByXdr);
  }

  #setStatus(values: readonly string[], status: 'ENABLED' | 'DISABLED'): void {
    const by = this.#isStatusCommand ? 'command' : 'integration';
    for (const value of values) {
      const ioc = this.#sides.tenant.get(value);
      const isSpared = status === 'DISABLED' && ioc?.source !== 'XSOAR TIM';
      if (ioc !== undefined && ioc.status !== status && !isSpared) {
        noteIoc(this.#sides, ioc, { ...ioc, status }, ['status'], by);
      }
    }
  }

  get #isStatusCommand(): boolean {
    return this.#command === 'xdr-iocs-enable' || this.#command === 'xdr-iocs-disable';
  }

  #breach(kind: string, key: string, text: string): void {
    this.#sides.breaches.push({ kind, key, text });
  }
}

function valuesIn(body: Buffer): string[] {
  return JSON.parse(body.toString('utf8')).request_data;
}
