import { LargeList } from './large-list.ts';

/** What people changed in XDR: rules, oldest first as XDR sends them. Has to be closed by whoever asked for it. */
export interface Changes {
  /** The rules, each parsed when it is its turn; may be called again. Rejects with an `XdrError`. */
  rules(): AsyncGenerator<unknown, void, undefined>;
  close(): Promise<void>;
}

export function changesOf(reply: LargeList | readonly unknown[]): Changes {
  if (reply instanceof LargeList) {
    return { rules: () => reply.elements(), close: async () => await reply.close() };
  }
  return {
    rules: async function* () {
      yield* reply;
    },
    close: async () => undefined,
  };
}
