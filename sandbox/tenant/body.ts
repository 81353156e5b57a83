import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { ApiError } from './answer.ts';

/**
 * The whole body of a request; rejects when the client goes away, and with 413 as soon as the body is known to be larger
 * than `limit` bytes.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = new ApiError(413, 'Request entity too large.');
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    throw tooLarge;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed with the loop: the refusal goes out over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw tooLarge;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Reads a body to its end, and keeps nothing of it; rejects when the client goes away. */
export async function discardBody(request: IncomingMessage): Promise<void> {
  request.resume();
  await finished(request);
}
