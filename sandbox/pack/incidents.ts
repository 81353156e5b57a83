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

const CLOSED = 2;
/** `name:"…" and -status:closed`, or a part of it. As on a server, the name may stand anywhere in an incident's. */
const QUERY = /^(?:name:"((?:\\.|[^"\\])*)")?(?: and )?(-status:closed)?$/s;

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

  /** @throws Error for a query that is more than a name and that it is not closed: the pack asks for no more */
  find(query: string): Incident[] {
    const [whole, name, isOpen] = QUERY.exec(query) ?? [];
    if (whole === undefined) throw new Error(`this is no query that the sandbox can read: ${query}`);
    const wanted = name?.replace(/\\(.)/gs, '$1').toLowerCase();
    return this.#incidents.filter(
      (one) =>
        (wanted === undefined || one.name.toLowerCase().includes(wanted)) &&
        (isOpen === undefined || one.status !== CLOSED),
    );
  }

  /** Undefined where there is no such incident. */
  close(id: string, reason: string, notes: string): Incident | undefined {
    const incident = this.#incidents.find((one) => one.id === id);
    if (incident !== undefined)
      Object.assign(incident, { status: CLOSED, closeReason: reason, closeNotes: notes });
    return incident;
  }
}
