import type { Readable } from 'node:stream';
import { messageOf, XdrError } from '../errors.ts';
import { networkFailure } from './failures.ts';

/**
 * The bytes of a body as they come. What goes wrong on the line is an `XdrError`.
 * @param idleTimeoutMs how long the line may be silent
 */
export async function* received(
  body: Readable,
  idleTimeoutMs: number,
): AsyncGenerator<Buffer, void, undefined> {
  const silent = setTimeout(
    () => body.destroy(networkFailure('ETIMEDOUT', 'the answer stopped half-way')),
    idleTimeoutMs,
  );
  try {
    for await (const chunk of body) {
      silent.refresh();
      yield chunk as Buffer;
    }
  } catch (thrown) {
    throw thrown instanceof XdrError ? thrown : networkFailure(codeOf(thrown), messageOf(thrown));
  } finally {
    clearTimeout(silent);
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'ERR_NETWORK';
}
