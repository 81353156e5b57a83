import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, numberOf } from './indicator.ts';

/**
 * A cheap XDR tenant in a process of its own: it counts what it is sent and answers that all is well.
 * Arguments: how long an answer takes in ms, how many changes it has, how many indicators there are at most.
 */
const [latencyMs = 0, changes = 0, most = 0] = process.argv.slice(2).map(Number);
const START = Buffer.from('{"indicator":"');
const LONGEST_VALUE = 100;
const IOC_TYPES: Readonly<Record<string, string>> = { IP: 'IP', Domain: 'DOMAIN_NAME', File: 'HASH' };

const seen = new Uint8Array(most);
const counts = { requests: 0, bytes: 0, iocs: 0, repeats: 0 };

/** Counts the IOCs in a body as it comes; what may be the beginning of one is kept until the rest is there. */
async function count(request: IncomingMessage): Promise<undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    counts.bytes += chunk.length;
    rest = look(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]));
  }
  return undefined;
}

/** Since when changes are asked for. */
async function sinceOf(request: IncomingMessage): Promise<number> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString('utf8')).request_data.last_update_ts;
}

function look(bytes: Buffer): Buffer {
  let at = 0;
  for (;;) {
    const found = bytes.indexOf(START, at);
    if (found === -1) {
      return bytes.subarray(Math.max(at, bytes.length - START.length));
    }
    const end = bytes.indexOf('"', found + START.length);
    if (end === -1 || bytes.length - found < LONGEST_VALUE) {
      return bytes.subarray(found);
    }
    note(numberOf(bytes.toString('latin1', found + START.length, end)));
    at = end;
  }
}

function note(number: number): void {
  counts.iocs += 1;
  counts.repeats += seen[number] ?? 0;
  seen[number] = 1;
}

/** When the changes were made: an hour ago, a millisecond apart. */
const CHANGED_FROM = Date.now() - 3_600_000;

function rulesSince(since: number): unknown[] {
  const times = Array.from({ length: changes }, (_, index) => CHANGED_FROM + index);
  return times.flatMap((time, index) => (time >= since ? [ruleOf(index, time)] : []));
}

function ruleOf(number: number, time: number): unknown {
  const { value, type } = identityOf(number);
  return {
    RULE_ID: number,
    RULE_INDICATOR: value,
    IOC_TYPE: IOC_TYPES[type],
    RULE_SEVERITY: 'SEV_040_HIGH',
    REPUTATION: 'BAD',
    RULE_STATUS: 'DISABLED',
    RULE_COMMENT: 'Turned off by the shift: too many hits.',
    RULE_EXPIRATION_TIME: -1,
    RULE_MODIFY_TIME: time,
    NUMBER_OF_HITS: 4_711,
    RULE_SOURCE: 'XSOAR TIM',
  };
}

const server = createServer(async (request, response) => {
  if (request.url === '/counts') {
    response.end(JSON.stringify(counts));
    return;
  }
  counts.requests += 1;
  const isAsking = request.url?.includes('get_changes') === true;
  const since = isAsking ? await sinceOf(request) : await count(request);
  await sleep(latencyMs);
  const reply = since === undefined ? { success: true, validation_errors: [] } : rulesSince(since);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ reply }));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
