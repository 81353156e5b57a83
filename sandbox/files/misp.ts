import { isRecord } from '../../src/indicators/json.ts';
import { type Items, isLeftOut, leaveOut, type Reader, type Said, type SeverityWord } from './found.ts';
import * as because from './reasons.ts';
import { commentOf, said, tagsIn, timeIn } from './said.ts';
import { readTyped } from './typed.ts';

type Json = Record<string, unknown>;

/** MISP counts threat levels from 1, high, to 4, undefined. */
const SEVERITY_OF_LEVEL: ReadonlyMap<string, SeverityWord> = new Map([
  ['1', 'High'],
  ['2', 'Medium'],
  ['3', 'Low'],
]);

/** The reader for an event of MISP, a list of them, or attributes as its search answers them; undefined for all else. */
export function mispReader(json: unknown): Reader | undefined {
  const events = eventsIn(json);
  if (events.length > 0) {
    return {
      name: events.length === 1 ? 'a MISP event' : `${events.length} MISP events`,
      read: () => readEvents(events),
    };
  }
  return isManifest(json)
    ? { name: "a MISP feed's manifest, which holds no attributes", read: () => [] }
    : undefined;
}

/** Events; attributes that belong to no event stand in one of their own. */
function eventsIn(json: unknown): Json[] {
  const top = isRecord(json) && !('Event' in json) ? (json.response ?? json) : json;
  const items: unknown[] = Array.isArray(top) ? top : [top];
  return items.filter(isRecord).flatMap((item) => {
    const event = item.Event ?? item;
    return isRecord(event) && (isList(event.Attribute) || isList(event.Object)) ? [event] : [];
  });
}

/** A feed's `manifest.json` tells of each event by its id. */
function isManifest(json: unknown): boolean {
  const entries = isRecord(json) ? Object.entries(json) : [];
  return (
    entries.length > 0 &&
    entries.every(([id, event]) => /^[0-9a-f-]{36}$/i.test(id) && isRecord(event) && 'info' in event)
  );
}

function* readEvents(events: readonly Json[]): Items {
  for (const event of events) {
    for (const attribute of listOf(event.Attribute)) {
      yield* readAttribute(attribute, event);
    }
    for (const object of listOf(event.Object)) {
      for (const attribute of listOf(object.Attribute)) {
        yield* readAttribute(
          isTrue(object.deleted) ? { ...attribute, deleted: true } : attribute,
          event,
          object,
        );
      }
    }
  }
}

function* readAttribute(attribute: Json, within: Json, object?: Json): Items {
  // A search for attributes gives each with the event that it is of.
  const event = isRecord(attribute.Event) ? attribute.Event : within;
  const { type, value, to_ids: toIds } = attribute;
  const text = typeof value === 'string' ? value : String(value ?? '');
  const reason = isTrue(attribute.deleted)
    ? because.DELETED
    : isTrue(toIds)
      ? isDecayed(attribute)
        ? because.DECAYED
        : undefined
      : because.TO_IDS;
  if (reason !== undefined) {
    yield leaveOut(text, reason);
    return;
  }
  const about = commentOf(event.info);
  for (const item of readTyped(
    typeof type === 'string' ? type : '',
    text,
    saidOf(attribute, event, object),
  )) {
    // What the attribute says of itself comes first, then a file name beside its hash, then what the event is about.
    yield isLeftOut(item) || item.comment !== undefined || about === undefined
      ? item
      : { ...item, comment: about };
  }
}

function saidOf(attribute: Json, event: Json, object: Json | undefined): Said {
  return said({
    severity: SEVERITY_OF_LEVEL.get(String(event.threat_level_id)),
    comment: commentOf(attribute.comment, object?.comment),
    tags: [...new Set([...tagsIn(event.Tag), ...tagsIn(attribute.Tag)])],
    firstSeen: timeIn(attribute.first_seen ?? object?.first_seen),
    lastSeen: timeIn(attribute.last_seen ?? object?.last_seen),
    expiration: timeIn(attribute.expiration),
  });
}

/** By every model that judges it. */
function isDecayed({ decay_score: scores }: Json): boolean {
  return (
    isList(scores) && scores.length > 0 && scores.every((score) => isRecord(score) && isTrue(score.decayed))
  );
}

/** Exports write booleans in three ways. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function listOf(value: unknown): Json[] {
  return isList(value) ? value.filter(isRecord) : [];
}
