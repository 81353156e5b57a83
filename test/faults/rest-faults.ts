import type { ServerResponse } from 'node:http';
import type { SeenRest } from '../support/xsoar-rest.ts';
import { cut, cutAfterwards, cutAnswer, GIGANTIC, HTML, text } from './responses.ts';
import { KEY, KEY_ID } from './secrets.ts';

/** Something that XSOAR's REST API, or what stands before it, does to a request. */
export interface RestFault {
  name: string;
  /** Passes with another attempt: where it happens once, the run succeeds. */
  passing: boolean;
  answer(response: ServerResponse, request: SeenRest): 'handled' | 'continue';
}

/** The faults, as data. */
export const REST_FAULTS: readonly RestFault[] = [
  ...[400, 401, 402, 403, 404, 413].map((status) => ({
    name: `HTTP ${status}`,
    passing: false,
    answer: error(status),
  })),
  { name: 'HTTP 403 about CSRF', passing: false, answer: error(403, 'Issue with CSRF token') },
  ...[409, 429, 500, 502, 503, 504].map((status) => ({
    name: `HTTP ${status}`,
    passing: true,
    answer: error(status),
  })),
  { name: 'HTTP 500 with 6 MB of text', passing: true, answer: error(500, GIGANTIC) },
  { name: 'a redirect', passing: false, answer: redirect },
  { name: 'reset when the request had arrived', passing: true, answer: cut },
  { name: 'reset after the request took effect', passing: true, answer: cutAfterwards },
  { name: 'reset in the middle of the answer, taken', passing: true, answer: cutAnswer('{"iocObjects": [') },
  { name: 'invalid JSON', passing: true, answer: text('{"iocObjects": [{"id') },
  { name: 'HTML', passing: false, answer: text(HTML) },
  { name: 'an empty body', passing: true, answer: text('') },
];

/** An answer that repeats, as a careless server might, whatever is secret. */
function error(status: number, padding = ''): RestFault['answer'] {
  return (response, { headers }) => {
    const secrets = [headers.authorization, headers['x-xdr-nonce'], KEY, KEY_ID].join(' ');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, title: 'no', detail: `${secrets} ${padding} ${secrets}` }));
    return 'handled';
  };
}

function redirect(response: ServerResponse): 'handled' {
  response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  return 'handled';
}
