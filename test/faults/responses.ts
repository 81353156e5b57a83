import type { ServerResponse } from 'node:http';

/** More text than anybody should show. */
export const GIGANTIC = 'x'.repeat(6_000_000);
/** What a page for people says where an API was asked. */
export const HTML = '<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>';

/** Answers with a text. */
export function text(body: string): (response: ServerResponse) => 'handled' {
  return (response) => {
    response.end(body);
    return 'handled';
  };
}

/** Cuts the connection: the request does not take effect. */
export function cut(response: ServerResponse): 'handled' {
  response.destroy();
  return 'handled';
}

/** Cuts the connection, and the request takes effect all the same. */
export function cutAfterwards(response: ServerResponse): 'continue' {
  response.destroy();
  return 'continue';
}

/** Cuts the connection within an answer, and the request takes effect. @param beginning of the answer */
export function cutAnswer(beginning: string): (response: ServerResponse) => 'continue' {
  return (response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write(beginning, () => response.destroy());
    return 'continue';
  };
}
