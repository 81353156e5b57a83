import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf, UsageError } from '../../src/errors.ts';

/** A refusal, with its HTTP status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

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

/** Answers whatever was thrown in XDR's own shape. */
export function refuse(request: IncomingMessage, response: ServerResponse, thrown: unknown): void {
  const isOurs = thrown instanceof ApiError || thrown instanceof UsageError;
  const status = thrown instanceof ApiError ? thrown.status : isOurs ? 400 : 500;
  const message = isOurs ? thrown.message : `Internal error: ${messageOf(thrown)}`;
  answer(request, response, status, { reply: { err_code: status, err_msg: message, err_extra: null } });
}
