import { compileQuery } from '../xsoar/query.ts';

/** An incident, as far as the pack knows it. */
export interface Incident {
  id: string;
  name: string;
  details: string;
  /** As XSOAR counts: 1 is active, 2 closed. */
  status: 1 | 2;
  closeReason?: string;
  closeNotes?: string;
}

/** The incidents of an XSOAR. */
export class Incidents {
  readonly #incidents: Incident[] = [];

  /** All of them, the oldest first. */
  get all(): readonly Readonly<Incident>[] {
    return this.#incidents;
  }

  create(name: string, details: string): Incident {
    const incident: Incident = { id: String(this.#incidents.length + 1), name, details, status: 1 };
    this.#incidents.push(incident);
    return incident;
  }

  /** @throws QueryError */
  find(query: string): Incident[] {
    const matches = compileQuery(query);
    return this.#incidents.filter(({ id, name, status }) =>
      matches({ id, value: name, name, status: WORDS[status], indicator_type: '', modified: '' }),
    );
  }

  /** Undefined where there is no such incident. */
  close(id: string, reason: string, notes: string): Incident | undefined {
    const incident = this.#incidents.find((one) => one.id === id);
    if (incident !== undefined)
      Object.assign(incident, { status: 2, closeReason: reason, closeNotes: notes });
    return incident;
  }
}

const WORDS = { 1: 'active', 2: 'closed' } as const;
