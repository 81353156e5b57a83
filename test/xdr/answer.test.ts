import { afterEach, describe, expect, it } from '@jest/globals';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { createTestClient, failureOf, KEY } from '../support/xdr.ts';

let server: ScriptedServer;
afterEach(async () => {
  await server.close();
});

/** What a user reads when XDR answers 400 with this body. */
async function messageFor(body: string): Promise<string> {
  server = await startScriptedServer((response) => response.writeHead(400).end(body));
  return (await failureOf(createTestClient(server).xdr.enable(['a']))).message;
}

describe('what XDR said of an error is shown', () => {
  it.each([
    ['err_msg', { reply: { err_code: 400, err_msg: 'Bad request', err_extra: null } }, 'Bad request'],
    [
      'err_extra',
      { reply: { err_code: 400, err_msg: 'Bad request', err_extra: 'expiration_date: not a number' } },
      'Bad request; expiration_date: not a number',
    ],
    [
      'the list in err_extra',
      {
        reply: {
          err_msg: 'Bad request',
          err_extra: [
            { type: 'missing', loc: ['request_data', 0, 'type'], msg: 'field required' },
            { msg: 'odd' },
            'text',
            { x: 1 },
          ],
        },
      },
      'Bad request; request_data.0.type: field required (missing); odd; text; {"x":1}',
    ],
    ['the same without reply', { err_code: 400, err_msg: 'Bad', err_extra: 'request' }, 'Bad; request'],
    ['message and errorCode', { errorCode: 'E7', message: 'Bad request' }, 'Bad request; E7'],
    ['message', { message: 'Bad request' }, 'Bad request'],
    ['a text as reply', { reply: 'IOC indicator exists' }, 'IOC indicator exists'],
    ['a JSON of another kind', { detail: ['Bad', 1] }, '{"detail":["Bad",1]}'],
  ])('%s', async (_what, body, said) => {
    expect(await messageFor(JSON.stringify(body))).toBe(
      `XDR refused the request. XDR said: ${said} (HTTP 400)`,
    );
  });

  it('a plain text, in one line', async () => {
    expect(await messageFor('Bad\n\trequest ')).toBe(
      'XDR refused the request. XDR said: Bad request (HTTP 400)',
    );
  });

  it.each([
    [
      'its title and its text',
      '<html><title>Sorry</title><p>No &amp; <b>never</b></p></html>',
      'Sorry: No & never',
    ],
    ['its text alone', ' <html>a<br>b</html>', 'a b'],
    ['no script, style or remark', '<script>x<y</script><style>p{}</style><!-- a > b --><p>ok', 'ok'],
    ['XML', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'AccessDenied'],
    ['nothing that is unfinished', '<html><p>cut</p><scr', 'cut'],
  ])('of a page %s', async (_what, body, said) => {
    expect(await messageFor(body)).toBe(`XDR refused the request. XDR said: ${said} (HTTP 400)`);
  });

  it('a code of its own, where it is another than the status', async () => {
    expect(await messageFor('{"reply":{"err_code":1234,"err_msg":"Bad"}}')).toBe(
      'XDR refused the request. XDR said: Bad; error 1234 (HTTP 400)',
    );
  });

  it('and where it said nothing, what to do without it', async () => {
    server = await startScriptedServer((response) => response.writeHead(400).end());
    const error = await failureOf(createTestClient(server).xdr.enable(['a']));
    expect(error.message).toBe('XDR refused the request. (HTTP 400)');
    expect(error.advice).toContain('XDR gave no reason');
  });

  it('in an answer that is no reply of XDR, too', async () => {
    server = await startScriptedServer((response) => response.writeHead(200).end('<title>Log in</title>'));
    const error = await failureOf(createTestClient(server).xdr.enable(['a']));
    expect(error.message).toBe('XDR did not answer as an XDR server does: it said: Log in.');
  });

  it('but no secret of the request', async () => {
    server = await startScriptedServer((response, { headers }) => {
      response.writeHead(400).end(`<html><p>${headers.authorization} ${KEY}</p></html>`);
    });
    const error = await failureOf(createTestClient({ ...server, level: 'Standard' }).xdr.enable(['a']));
    expect(error.message).toBe('XDR refused the request. XDR said: [secret] [secret] (HTTP 400)');
  });

  it('both words, even where the first is gigantic', async () => {
    const body = { reply: { err_msg: 'x'.repeat(5_000_000), err_extra: 'the reason' } };
    const message = await messageFor(JSON.stringify(body));
    expect(message).toContain('; the reason (HTTP 400)');
    expect(message.length).toBeLessThan(1000);
  });
});
