import type { IncomingMessage } from 'node:http';
import { ApiError, ClientGone } from './api-error.ts';

/** The whole body of a request; rejects with 413 as soon as it is known to be larger than `limit` bytes. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const add = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        request.off('data', add);
        reject(new ApiError(413, 'Request entity too large.'));
      } else {
        chunks.push(chunk);
      }
    };
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      reject(new ApiError(413, 'Request entity too large.'));
      return;
    }
    rejectWhenGone(request, reject);
    request.on('data', add);
    request.once('end', () => {
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size));
    });
  });
}

/** Reads a body to its end, and keeps nothing of it. */
export function discardBody(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    rejectWhenGone(request, reject);
    request.once('end', resolve);
    request.resume();
  });
}

/** Calls `reject` when the client goes away before its request has arrived. */
export function rejectWhenGone(request: IncomingMessage, reject: (error: ClientGone) => void): void {
  const gone = (): void => {
    if (!request.complete) {
      reject(new ClientGone('The client went away.'));
    }
  };
  request.once('error', gone);
  request.once('close', gone);
  if (request.destroyed) {
    gone();
  }
}
