import type { Ioc } from '../indicators/ioc.ts';
import { PackedIocs } from '../indicators/packed-iocs.ts';

const HEAD = Buffer.from('{"request_data":[');
const TAIL = Buffer.from('],"validate":true}');

/** The body of a push, in UTF-8 and in pieces: what is packed is not copied once more. */
export function pushBody(iocs: PackedIocs | readonly Ioc[]): readonly Buffer[] {
  return [HEAD, ...piecesOf(iocs), TAIL];
}

function piecesOf(iocs: PackedIocs | readonly Ioc[]): readonly Buffer[] {
  return iocs instanceof PackedIocs
    ? iocs.pieces
    : [Buffer.from(iocs.map((ioc) => JSON.stringify(ioc)).join(','))];
}
