import type { ServerResponse } from 'node:http';
import type { HookMoment, RequestHook, SeenRequest } from '../../sandbox/tenant/tenant.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { cut, cutAfterwards, cutAnswer, GIGANTIC, HTML, text } from './responses.ts';
import { KEY, KEY_ID } from './secrets.ts';

/** Once: one request only. On: every request from that one on, until the run is over. */
export type Duration = 'once' | 'on';

/** Something that XDR, or what stands before it, does to a request. */
export interface XdrFault {
  name: string;
  /** Passes with another attempt: where it happens once, the run succeeds. */
  passing: boolean;
  /** When it happens; default: when the request has arrived and not taken effect. */
  moment?: HookMoment;
  /** Default: both. */
  durations?: readonly Duration[];
  /** Ends only with a timeout: the run's time is made short. */
  slow?: true;
  answer(response: ServerResponse, request: SeenRequest, world: FaultyWorld): ReturnType<RequestHook>;
}

const BYTE_MS = 1000;

/** The faults, as data. */
export const XDR_FAULTS: readonly XdrFault[] = [
  ...[401, 402, 403, 404].map((status) => ({
    name: `HTTP ${status}`,
    passing: false,
    answer: error(status),
  })),
  ...[500, 502, 503, 504].map((status) => ({ name: `HTTP ${status}`, passing: true, answer: error(status) })),
  { name: 'HTTP 429, Retry-After in seconds', passing: true, answer: error(429, () => '1') },
  { name: 'HTTP 429, Retry-After as a date', passing: true, answer: error(429, aSecondAfter) },
  { name: 'HTTP 429 without Retry-After', passing: true, answer: error(429) },
  { name: 'connection refused', passing: true, durations: ['on'], answer: refuse },
  { name: 'reset before the request was read', passing: true, moment: 'headers', answer: cut },
  { name: 'reset when the request had arrived', passing: true, answer: cut },
  { name: 'reset in the middle of the answer, stored', passing: true, answer: cutAnswer('{"reply": {"succ') },
  { name: 'reset after the request was stored', passing: true, answer: cutAfterwards },
  { name: 'an answer that never comes', passing: true, slow: true, answer: () => 'handled' },
  { name: 'an answer at one byte a second', passing: true, slow: true, answer: drip },
  { name: 'invalid JSON', passing: true, answer: text('{"reply": {"success": tr') },
  { name: 'HTML', passing: true, answer: text(HTML) },
  { name: 'an empty body', passing: true, answer: text('') },
  { name: 'success: false', passing: false, answer: text('{"reply": {"success": false}}') },
  { name: 'reply: null', passing: false, answer: text('{"reply": null}') },
  { name: 'HTTP 500 with 6 MB of text', passing: true, answer: error(500, undefined, GIGANTIC) },
  { name: 'HTTP 400 with 6 MB of text', passing: false, answer: error(400, undefined, GIGANTIC) },
];

/** An answer in XDR's own shape that repeats, as a careless proxy might, whatever is secret. */
function error(
  status: number,
  retryAfter?: (response: ServerResponse) => string,
  padding = '',
): XdrFault['answer'] {
  return (response, { headers }) => {
    const secrets = [headers.authorization, headers['x-xdr-nonce'], KEY, KEY_ID].join(' ');
    const reply = { err_code: status, err_msg: `no: ${secrets} ${padding} ${secrets}`, err_extra: null };
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter(response) }),
    });
    response.end(JSON.stringify({ reply }));
    return 'handled';
  };
}

function aSecondAfter(response: ServerResponse): string {
  return new Date(Date.parse(String(response.getHeader('date'))) + 1000).toUTCString();
}

async function refuse(
  _response: ServerResponse,
  _request: SeenRequest,
  world: FaultyWorld,
): Promise<'handled'> {
  await world.unplug();
  return 'handled';
}

function drip(response: ServerResponse): 'handled' {
  response.writeHead(200, { 'content-type': 'application/json' });
  const dripping = setInterval(() => response.write(' '), BYTE_MS);
  response.once('close', () => clearInterval(dripping));
  return 'handled';
}
