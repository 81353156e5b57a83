import type { StoredIoc, Tenant } from '../../sandbox/tenant/tenant.ts';
import type { SandboxXsoar } from '../../sandbox/xsoar/sandbox-xsoar.ts';

/** XSOAR's indicator types, and what XDR calls them: written down here a second time, so that the mapping is judged. */
const XDR_TYPES = { IP: 'IP', Domain: 'DOMAIN_NAME', File: 'HASH' } as const;
export type Kind = keyof typeof XDR_TYPES;

interface Line {
  kind: Kind;
  comment: string;
  status: 'ENABLED' | 'DISABLED';
  /** XSOAR must have taken what a person did in XDR. */
  byPerson: boolean;
}

/** What a person may do to an IOC in XDR. */
export interface Deed {
  comment?: string;
  disable?: true;
}

/**
 * The oracle: what the test put into either side, and so what both must hold in the end. It knows nothing of cursors,
 * batches, runs and faults.
 */
export class Ledger {
  readonly #xsoar: SandboxXsoar;
  readonly #tenant: Tenant;
  readonly #lines = new Map<string, Line>();
  readonly #linked: boolean;

  /** @param linked the instance sends each indicator's link in place of its comment */
  constructor(sides: { xsoar: SandboxXsoar; tenant: Tenant }, linked = false) {
    this.#xsoar = sides.xsoar;
    this.#tenant = sides.tenant;
    this.#linked = linked;
  }

  get values(): string[] {
    return [...this.#lines.keys()];
  }

  /** An indicator in XSOAR, new or changed by its comment. */
  put(value: string, comment: string, kind: Kind = 'IP', more: Record<string, unknown> = {}): void {
    this.#xsoar.indicators.add({
      value,
      indicator_type: kind,
      score: 3,
      comments: [{ type: 'IndicatorCommentRegular', content: comment }],
      ...more,
    });
    this.#lines.set(value, { kind, comment, status: 'ENABLED', byPerson: false });
  }

  /** A person's change of an IOC; one that XDR should have and has not is missed in the end. */
  edit(value: string, deed: Deed): void {
    const line = this.#line(value);
    if (this.#tenant.get(value) === undefined) {
      return;
    }
    this.#tenant.edit(value, {
      ...(deed.comment === undefined ? {} : { comment: deed.comment }),
      ...(deed.disable ? { status: 'disabled' } : {}),
    });
    line.comment = deed.comment ?? line.comment;
    line.status = deed.disable ? 'DISABLED' : line.status;
    line.byPerson = true;
  }

  /** A person adds an IOC in XDR. */
  create(value: string, comment: string): void {
    this.#tenant.create({ value, type: 'IP', severity: 'HIGH', reputation: 'BAD', comment });
    this.#lines.set(value, { kind: 'IP', comment, status: 'ENABLED', byPerson: true });
  }

  /** A command of the integration sets an IOC's status. */
  status(value: string, status: Line['status']): void {
    this.#line(value).status = status;
  }

  /** XDR refuses it, and says so: it is not missed. */
  refused(value: string): void {
    this.#lines.delete(value);
  }

  /** What is missing, and what is not as it should be, on either side. */
  compare(): { lost: string[]; wrong: string[] } {
    const lost: string[] = [];
    const wrong: string[] = [];
    for (const [value, line] of this.#lines) {
      const ioc = this.#tenant.get(value);
      if (ioc === undefined) {
        lost.push(`${value}: not in XDR`);
      } else {
        wrong.push(...this.#differences(value, line, ioc).map((what) => `${value}: ${what}`));
      }
      const missing = this.#missingInXsoar(value, line);
      if (missing !== undefined) {
        (missing.gone ? lost : wrong).push(`${value}: ${missing.what}`);
      }
    }
    for (const { value } of this.#tenant.all()) {
      if (!this.#lines.has(value)) {
        wrong.push(`${value}: should not be in XDR`);
      }
    }
    return { lost, wrong };
  }

  #differences(value: string, line: Line, ioc: StoredIoc): string[] {
    const expected: Partial<StoredIoc> = {
      type: XDR_TYPES[line.kind],
      severity: 'HIGH',
      reputation: 'BAD',
      expiration: -1,
      status: line.status,
      comment: this.#linked
        ? `https://xsoar.example/indicator/${this.#xsoar.indicators.get(value)?.id}`
        : line.comment,
    };
    return Object.entries(expected)
      .filter(([field, wanted]) => ioc[field as keyof StoredIoc] !== wanted)
      .map(([field, wanted]) => `in XDR ${field} is ${ioc[field as keyof StoredIoc]}, not ${wanted}`);
  }

  #missingInXsoar(value: string, line: Line): { gone: boolean; what: string } | undefined {
    const indicator = this.#xsoar.indicators.get(value);
    if (indicator === undefined) {
      return { gone: true, what: 'not in XSOAR' };
    }
    const last = (indicator.comments as { content?: string }[] | undefined)?.at(-1)?.content;
    if (last !== line.comment) {
      return { gone: line.byPerson, what: `in XSOAR the comment is ${last}, not ${line.comment}` };
    }
    const status = (indicator.CustomFields as { xdrstatus?: string }).xdrstatus;
    if (line.byPerson && status !== line.status.toLowerCase()) {
      return { gone: true, what: `in XSOAR xdrstatus is ${status}, not ${line.status}` };
    }
    return undefined;
  }

  #line(value: string): Line {
    const line = this.#lines.get(value);
    if (line === undefined) {
      throw new Error(`the test knows nothing of ${value}`);
    }
    return line;
  }
}
