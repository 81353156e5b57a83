import type { SerialisedIoc } from '../indicators/serialised-ioc.ts';

const HEAD = '{"request_data":[';
const TAIL = '],"validate":true}';
const COMMA = 0x2c;

/** The body of a push, in UTF-8: the IOCs' JSON one after the other, copied once. */
export function pushBody(iocs: readonly SerialisedIoc[]): Buffer {
  const body = Buffer.allocUnsafe(sizeOf(iocs));
  let at = body.write(HEAD);
  for (const { json } of iocs) {
    if (at > HEAD.length) {
      body[at] = COMMA;
      at += 1;
    }
    at += body.write(json, at);
  }
  body.write(TAIL, at);
  return body;
}

/** In bytes, the commas between the IOCs included. */
function sizeOf(iocs: readonly SerialisedIoc[]): number {
  let size = HEAD.length + Math.max(0, iocs.length - 1) + TAIL.length;
  for (const { json } of iocs) {
    size += Buffer.byteLength(json);
  }
  return size;
}
