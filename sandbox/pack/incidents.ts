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

/** `name:"…" and -status:closed`, or a part of it. As on a server, the name may stand anywhere in an incident's. */
const QUERY = /^(?:name:"((?:\\.|[^"\\])*)")?(?: and )?(-status:closed)?$/s;

/** The incidents of an XSOAR. */
export class Incidents {
  /** All of them, the oldest first. */
  readonly all: Incident[] = [];

  create(name: string, details: string): Incident {
    const incident: Incident = { id: String(this.all.length + 1), name, details, status: 1 };
    this.all.push(incident);
    return incident;
  }

  /** @throws Error for a query that is more than a name and that it is not closed: the pack asks for no more */
  find(query: string): Incident[] {
    const [whole, name = '', isOpen] = QUERY.exec(query) ?? [];
    if (whole === undefined) throw new Error(`this is no query that the sandbox can read: ${query}`);
    const wanted = name.replace(/\\(.)/gs, '$1').toLowerCase();
    return this.all.filter(
      (one) => one.name.toLowerCase().includes(wanted) && (isOpen === undefined || one.status === 1),
    );
  }

  /** Undefined where there is no such incident. */
  close(id: string, closeReason: string, closeNotes: string): Incident | undefined {
    const incident = this.all.find((one) => one.id === id);
    return incident && Object.assign(incident, { status: 2, closeReason, closeNotes });
  }
}
