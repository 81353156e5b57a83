import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pages } from './pages.ts';

/**
 * A cheap XSOAR in a process of its own: its REST API, with prepared pages.
 * Argument: how many indicators it has.
 */
const [indicators = 0] = process.argv.slice(2).map(Number);
/** What XSOAR gives over REST in one answer. */
const PAGE_SIZE = 1_000;
const pages = new Pages(indicators, 'rich');
const NOTHING = Buffer.from('{"iocObjects":null,"total":0}');

interface Search {
  query: string;
  size: number;
  searchAfter?: unknown[];
}

function answer({ query, size, searchAfter }: Search): Buffer {
  // All were modified long ago: what is asked for as just modified is not there.
  if (query.startsWith('modified:>=') && !query.includes('modified:<')) {
    return NOTHING;
  }
  const [, body = NOTHING] = pages.from(searchAfter, Math.min(size, PAGE_SIZE));
  const after = numberAfter(searchAfter) + Math.min(size, PAGE_SIZE);
  const tail = `"total":${indicators}}`;
  return body.length === 0
    ? Buffer.from(`{"iocObjects":null,${tail}`)
    : Buffer.concat([
        Buffer.from('{"iocObjects":['),
        // The last one says where the next page begins.
        body.subarray(0, body.length - 1),
        Buffer.from(
          `,"sortValues":["0","${String(Math.min(after, indicators)).padStart(8, '0')}"]}],${tail}`,
        ),
      ]);
}

function numberAfter(searchAfter: unknown[] | undefined): number {
  return searchAfter === undefined ? 0 : Number(String(searchAfter[1]).slice(-8));
}

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece);
  }
  const isSearch = request.url === '/indicators/search';
  const body = isSearch
    ? answer(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Search)
    : Buffer.from('{"demistoVersion":"8.4.0"}');
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
