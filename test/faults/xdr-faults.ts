import type { ServerResponse } from 'node:http';
import type { HookMoment, RequestHook, SeenRequest } from '../../sandbox/tenant/tenant.ts';
import { play, type Struck } from './play.ts';
import { EVERYDAY, type Scene } from './scenes.ts';
import type { Stage } from './stage.ts';
import type { Venue } from './venue.ts';
import type { Fault, Trial, Verdict } from './verdict.ts';
import { KEY, KEY_ID } from './witness.ts';

/** Once: one request only. On: every request from that one on, until the run is over. */
type Duration = 'once' | 'on';

/** Something that XDR, or what stands before it, does to a request. */
export interface XdrFault {
  name: string;
  /** Passes with another attempt: where it strikes once, the run succeeds. */
  passing: boolean;
  /** When it strikes; default: when the request has arrived and not taken effect. */
  moment?: HookMoment;
  /** Default: both. */
  durations?: readonly Duration[];
  /** Ends only with a timeout: the run's time is made short. */
  slow?: true;
  strike(response: ServerResponse, request: SeenRequest, stage: Stage): ReturnType<RequestHook>;
}

/** Where a fault strikes: the nth request to an endpoint in a scene. */
interface Spot {
  scene: Scene;
  endpoint: string;
  number: number;
}

const GIGANTIC = 'x'.repeat(6_000_000);
const HTML = '<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>';
const BYTE_MS = 1000;

/** The faults, as data. */
export const XDR_FAULTS: readonly XdrFault[] = [
  ...[401, 402, 403, 404].map((status) => ({
    name: `HTTP ${status}`,
    passing: false,
    strike: error(status),
  })),
  ...[500, 502, 503, 504].map((status) => ({ name: `HTTP ${status}`, passing: true, strike: error(status) })),
  { name: 'HTTP 429, Retry-After in seconds', passing: true, strike: error(429, () => '1') },
  { name: 'HTTP 429, Retry-After as a date', passing: true, strike: error(429, aSecondAfter) },
  { name: 'HTTP 429 without Retry-After', passing: true, strike: error(429) },
  { name: 'connection refused', passing: true, durations: ['on'], strike: refuse },
  { name: 'reset before the request was read', passing: true, moment: 'headers', strike: cut },
  { name: 'reset when the request had arrived', passing: true, strike: cut },
  { name: 'reset in the middle of the answer, stored', passing: true, strike: cutAnswer },
  { name: 'reset after the request was stored', passing: true, strike: cutAfterwards },
  { name: 'an answer that never comes', passing: true, slow: true, strike: () => 'handled' },
  { name: 'an answer at one byte a second', passing: true, slow: true, strike: drip },
  { name: 'invalid JSON', passing: true, strike: text('{"reply": {"success": tr') },
  { name: 'HTML', passing: true, strike: text(HTML) },
  { name: 'an empty body', passing: true, strike: text('') },
  { name: 'success: false', passing: false, strike: text('{"reply": {"success": false}}') },
  { name: 'reply: null', passing: false, strike: text('{"reply": null}') },
  { name: 'HTTP 500 with 6 MB of text', passing: true, strike: error(500, undefined, GIGANTIC) },
  { name: 'HTTP 400 with 6 MB of text', passing: false, strike: error(400, undefined, GIGANTIC) },
];

/**
 * One row a fault, tried at the venues' spots among the requests to every endpoint that their scenes reach.
 * @param chosen which faults are tried
 */
export function xdrFaults(
  venues: readonly Venue[],
  chosen: (fault: XdrFault) => boolean = () => true,
): Fault[] {
  return [
    ...XDR_FAULTS.filter(chosen).map((fault) => ({
      family: 'XDR',
      name: fault.name,
      trials: async () => (await Promise.all(venues.map((venue) => trialsOf(fault, venue)))).flat(),
    })),
    {
      family: 'XDR',
      name: 'HTTP 413 by body size',
      trials: () => venues.flatMap((venue) => [700, 1200].map((limit) => tooLarge(venue, limit))),
    },
  ];
}

async function trialsOf(fault: XdrFault, venue: Venue): Promise<Trial[]> {
  const all = (await Promise.all(venue.scenes.map((scene) => spotsIn(scene, venue)))).flat();
  // A file takes as long as it takes: an answer to it is waited for longer than a test can.
  const spots = all.filter(({ endpoint }) => fault.slow !== true || endpoint !== 'sync_tim_iocs');
  return spots.flatMap((spot) =>
    (fault.durations ?? (['once', 'on'] as const)).map((duration) => ({
      label: `${venue.name}, ${spot.scene.name}, ${spot.endpoint} ${spot.number}, ${duration}`,
      waits: fault.slow === true || (venue.real && fault.passing),
      play: async () => await playAt(fault, spot, duration, venue),
    })),
  );
}

/** A rehearsal without a fault counts the requests. */
async function spotsIn(scene: Scene, venue: Venue): Promise<Spot[]> {
  const counts = await venue.rehearse(scene, async ({ tenant }) => {
    const names = ['tim_insert_jsons', 'get_changes', 'sync_tim_iocs', 'enable_iocs', 'disable_iocs'];
    return new Map(names.map((name) => [name, tenant.requests(name)]));
  });
  return [...counts].flatMap(([endpoint, count]) =>
    venue.spots(count).map((number) => ({ scene, endpoint, number })),
  );
}

async function playAt(fault: XdrFault, spot: Spot, duration: Duration, venue: Venue): Promise<Verdict> {
  return await venue.on(async (stage) => {
    const struck = arm(fault, spot, duration, stage);
    if (fault.slow) {
      const { lift } = struck;
      const usual = stage.params.max_run_seconds;
      stage.params.max_run_seconds = 1;
      struck.lift = async () => {
        stage.params.max_run_seconds = usual;
        await lift();
      };
      // Where time is real, the run's is over when the timeout has ended the wait.
      struck.mustSucceed = struck.mustSucceed === true && !venue.real;
    }
    return await play(spot.scene, stage, struck);
  });
}

function arm(fault: XdrFault, spot: Spot, duration: Duration, stage: Stage): Struck {
  const { interference } = stage;
  const struck: Struck = {
    struck: false,
    mustFail: duration === 'on',
    mustSucceed: duration === 'once' && fault.passing,
    lift: async () => {
      interference[moment] = undefined;
      await stage.plugIn();
    },
  };
  const moment = fault.moment ?? 'body';
  interference[moment] = (request, response) => {
    const begins = request.endpoint === spot.endpoint && request.number === spot.number;
    const strikes = duration === 'once' ? begins : begins || struck.struck;
    struck.struck ||= begins;
    return strikes ? fault.strike(response, request, stage) : 'continue';
  };
  return struck;
}

/** A tenant that takes few bytes at a time: pushes are split until they fit. */
function tooLarge(venue: Venue, bodyLimit: number): Trial {
  return {
    label: `${venue.name}, ${bodyLimit} bytes`,
    play: async () => await venue.on(async (stage) => await play(EVERYDAY, stage), { bodyLimit }),
  };
}

/** An answer in XDR's own shape that repeats, as a careless proxy might, whatever is secret. */
function error(
  status: number,
  retryAfter?: (response: ServerResponse) => string,
  padding = '',
): XdrFault['strike'] {
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

function text(body: string): XdrFault['strike'] {
  return (response) => {
    response.end(body);
    return 'handled';
  };
}

function cut(response: ServerResponse): 'handled' {
  response.destroy();
  return 'handled';
}

function cutAfterwards(response: ServerResponse): 'continue' {
  response.destroy();
  return 'continue';
}

function cutAnswer(response: ServerResponse): 'continue' {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"reply": {"succ', () => response.destroy());
  return 'continue';
}

async function refuse(_response: ServerResponse, _request: SeenRequest, stage: Stage): Promise<'handled'> {
  await stage.unplug();
  return 'handled';
}

function drip(response: ServerResponse): 'handled' {
  response.writeHead(200, { 'content-type': 'application/json' });
  const dripping = setInterval(() => response.write(' '), BYTE_MS);
  response.once('close', () => clearInterval(dripping));
  return 'handled';
}
