import type { StoredIoc, Tenant } from '../../sandbox/tenant/tenant.ts';
import type { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';

/** XSOAR's indicator types, and what XDR calls them: written down here a second time, so that the mapping is judged. */
const XDR_TYPES = { IP: 'IP', Domain: 'DOMAIN_NAME', File: 'HASH' } as const;
export type IndicatorType = keyof typeof XDR_TYPES;

interface ExpectedIoc {
  type: IndicatorType;
  comment: string;
  status: 'ENABLED' | 'DISABLED';
  /** A person wrote it in XDR: XSOAR must have taken it. */
  byPerson: boolean;
}

/** What a person may do to an IOC in XDR. */
export interface ConsoleEdit {
  comment?: string;
  disable?: true;
}

/**
 * Does to both sides what people do, and so knows what both must hold in the end. It knows nothing of cursors, batches,
 * runs and faults.
 */
export class Expected {
  /** The instance sends each indicator's link behind its comment. */
  linked = false;
  readonly #xsoar: SandboxXsoar;
  readonly #tenant: Tenant;
  readonly #iocs = new Map<string, ExpectedIoc>();

  constructor(xsoar: SandboxXsoar, tenant: Tenant) {
    this.#xsoar = xsoar;
    this.#tenant = tenant;
  }

  get values(): string[] {
    return [...this.#iocs.keys()];
  }

  /** An indicator in XSOAR, new or changed by its comment. */
  putInXsoar(value: string, comment: string, type: IndicatorType = 'IP'): void {
    this.#xsoar.indicators.add({
      value,
      indicator_type: type,
      score: 3,
      comments: [{ type: 'IndicatorCommentRegular', content: comment }],
    });
    this.#iocs.set(value, { type, comment, status: 'ENABLED', byPerson: false });
  }

  /** A person changes an IOC in XDR; where XDR should have it and has not, it is missed in the end. */
  editInXdr(value: string, { comment, disable }: ConsoleEdit): void {
    const ioc = this.#of(value);
    if (this.#tenant.get(value) === undefined) {
      return;
    }
    this.#tenant.edit(value, {
      ...(comment === undefined ? {} : { comment }),
      ...(disable ? { status: 'disabled' } : {}),
    });
    ioc.comment = comment ?? ioc.comment;
    ioc.status = disable ? 'DISABLED' : ioc.status;
    ioc.byPerson = true;
  }

  /** A person adds an IOC in XDR. */
  createInXdr(value: string, comment: string): void {
    this.#tenant.create({ value, type: 'IP', severity: 'HIGH', reputation: 'BAD', comment });
    this.#iocs.set(value, { type: 'IP', comment, status: 'ENABLED', byPerson: true });
  }

  /** A command of the integration is about to set an IOC's status. */
  setStatus(value: string, status: ExpectedIoc['status']): void {
    this.#of(value).status = status;
  }

  /** XDR refuses it, and the integration says so: it is not missed. */
  forget(value: string): void {
    this.#iocs.delete(value);
  }

  /** What is missing, and what is not as it should be, on either side. */
  compare(): { lost: string[]; wrong: string[] } {
    const lost: string[] = [];
    const wrong: string[] = [];
    for (const [value, expected] of this.#iocs) {
      const ioc = this.#tenant.get(value);
      if (ioc === undefined) {
        lost.push(`${value}: not in XDR`);
      } else {
        wrong.push(...this.#wrongInXdr(value, expected, ioc).map((what) => `${value}: ${what}`));
      }
      const inXsoar = this.#wrongInXsoar(value, expected);
      if (inXsoar !== undefined) {
        (inXsoar.isLost ? lost : wrong).push(`${value}: ${inXsoar.what}`);
      }
    }
    const surplus = [...this.#tenant.all()].filter(({ value }) => !this.#iocs.has(value));
    wrong.push(...surplus.map(({ value }) => `${value}: should not be in XDR`));
    return { lost, wrong };
  }

  #linkOf(value: string): string {
    return `https://xsoar.example/indicator/${this.#xsoar.indicators.get(value)?.id}`;
  }

  #wrongInXdr(value: string, { type, status, comment }: ExpectedIoc, ioc: StoredIoc): string[] {
    const fields: Partial<StoredIoc> = {
      type: XDR_TYPES[type],
      severity: 'HIGH',
      reputation: 'BAD',
      expiration: -1,
      status,
      comment: this.linked ? `${comment}, ${this.#linkOf(value)}` : comment,
    };
    return Object.entries(fields)
      .filter(([field, wanted]) => ioc[field as keyof StoredIoc] !== wanted)
      .map(([field, wanted]) => `in XDR ${field} is ${ioc[field as keyof StoredIoc]}, not ${wanted}`);
  }

  #wrongInXsoar(value: string, expected: ExpectedIoc): { isLost: boolean; what: string } | undefined {
    const { comment, status, byPerson } = expected;
    const indicator = this.#xsoar.indicators.get(value);
    if (indicator === undefined) {
      return { isLost: true, what: 'not in XSOAR' };
    }
    const last = (indicator.comments as { content?: string }[] | undefined)?.at(-1)?.content;
    if (last !== comment) {
      return { isLost: byPerson, what: `in XSOAR the comment is ${last}, not ${comment}` };
    }
    const { xdrstatus } = indicator.CustomFields as { xdrstatus?: string };
    return byPerson && (xdrstatus ?? 'enabled') !== status.toLowerCase()
      ? { isLost: true, what: `in XSOAR xdrstatus is ${xdrstatus}, not ${status}` }
      : undefined;
  }

  #of(value: string): ExpectedIoc {
    const ioc = this.#iocs.get(value);
    if (ioc === undefined) {
      throw new Error(`the test knows nothing of ${value}`);
    }
    return ioc;
  }
}
