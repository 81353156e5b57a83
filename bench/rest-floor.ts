import { Agent, request } from 'node:http';

/**
 * The floor: reads every page over REST and drops it, as cheaply as a script can.
 * Arguments: the address; `parse` to parse each page, too.
 */
const [url = '', how] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const SORT = [
  { field: 'modified', asc: true },
  { field: 'id', asc: true },
];

async function pageAfter(searchAfter: unknown): Promise<Buffer> {
  const from = searchAfter === undefined ? {} : { searchAfter };
  const json = JSON.stringify({ query: 'type:IP', size: 1000, page: 0, sort: SORT, ...from });
  return await new Promise((resolve, reject) => {
    const sent = request(`${url}/indicators/search`, { method: 'POST', agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(Buffer.concat(pieces)));
    });
    sent.on('error', reject);
    sent.end(json);
  });
}

for (let cursor: unknown; ; ) {
  const page = await pageAfter(cursor);
  if (how === 'parse') {
    JSON.parse(page.toString('utf8'));
  }
  const at = page.lastIndexOf('"sortValues":');
  if (at === -1) {
    break;
  }
  const text = page.toString('utf8', at + '"sortValues":'.length);
  cursor = JSON.parse(text.slice(0, text.indexOf(']') + 1));
}
agent.destroy();
