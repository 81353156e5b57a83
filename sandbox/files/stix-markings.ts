import { isRecord } from '../../src/indicators/json.ts';

type Json = Record<string, unknown>;

/** The TLP markings that STIX defines once for all bundles: 1.0, then 2.0. */
const KNOWN: readonly (readonly [string, string])[] = [
  ['613f2e26-407d-48c7-9eca-b8e91df99dc9', 'tlp:white'],
  ['34098fce-860f-48ae-8e50-ebd3cc5e41da', 'tlp:green'],
  ['f88d31f6-486f-44da-b317-01333bde0b82', 'tlp:amber'],
  ['5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'tlp:red'],
  ['94868c89-83c2-464b-929b-a1a8aa3c8487', 'tlp:clear'],
  ['bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'tlp:green'],
  ['55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'tlp:amber'],
  ['939a9414-2ddd-4d32-a0cd-375ea402b003', 'tlp:amber+strict'],
  ['e828b379-4e03-4974-9ac4-e53a884c97c1', 'tlp:red'],
];

/** How an object may be shared, as tags in MISP's spelling: by STIX's own markings, and by those in the bundle. */
export function readMarkings(objects: readonly Json[]): (object: Json) => string[] {
  const tags = new Map(KNOWN.map(([id, tag]) => [`marking-definition--${id}`, tag]));
  for (const { type, id, name, definition } of objects) {
    const tlp = isRecord(definition) ? definition.tlp : undefined;
    const text = typeof tlp === 'string' ? `tlp:${tlp}` : name;
    if (
      type === 'marking-definition' &&
      typeof id === 'string' &&
      typeof text === 'string' &&
      /^tlp:/i.test(text)
    ) {
      tags.set(id, text.toLowerCase());
    }
  }
  return ({ object_marking_refs: refs }) =>
    (Array.isArray(refs) ? refs : []).flatMap((ref) =>
      typeof ref === 'string' ? (tags.get(ref) ?? []) : [],
    );
}
