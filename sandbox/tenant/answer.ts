import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf, UsageError } from '../../src/errors.ts';
import { ApiError } from './api-error.ts';

/**
 * Sends an answer, also to a client that is still sending: it gets the whole answer at once, and the connection stays
 * open until it has sent all. Closed earlier, its operating system may throw the answer away with a reset.
 */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  // A hook may have ended the response, or cut the connection, and yet let the request take effect.
  if (response.headersSent || response.destroyed) {
    request.resume();
    return;
  }
  const text = Buffer.from(JSON.stringify(body));
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Content-Length', text.length);
  if (request.complete) {
    response.end(text);
    return;
  }
  response.setHeader('Connection', 'close');
  response.write(text);
  request.once('end', () => response.end());
  request.resume();
}

/** What is answered for whatever was thrown. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) {
    return thrown;
  }
  return thrown instanceof UsageError
    ? new ApiError(400, thrown.message)
    : new ApiError(500, `Internal error: ${messageOf(thrown)}`);
}
