import type { HttpAnswer, HttpRequest, Poster } from '../xdr/http.ts';

/** The endpoints that only read. Whatever is not here does not pass. */
const READING: ReadonlySet<string> = new Set(['get_changes', 'get']);

/** How XDR answers where all is well, by what was asked. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  tim_insert_jsons: { reply: { success: true, validation_errors: [] } },
  delete: { objects_count: 0, objects: [] },
};

/** Hears of each request that would have changed something in XDR. */
type OnWrite = (endpoint: string, request: HttpRequest) => void | Promise<void>;

/** The name of an endpoint, without a slash. */
function endpointOf({ endpoint }: Pick<HttpRequest, 'endpoint'>): string {
  return endpoint.replace(/\/+$/, '');
}

/** A line to XDR over which nothing can be written: what would be is heard of, and answered as if all went well. */
export function readingOnlyXdr(line: Poster, onWrite: OnWrite): Poster {
  return {
    post: async (request) => {
      const endpoint = endpointOf(request);
      if (READING.has(endpoint)) {
        return await line.post(request);
      }
      await onWrite(endpoint, request);
      return answerOf(endpoint);
    },
  };
}

/** A line over which everything goes, and whoever counts hears of what is written. */
export function heardOf(line: Poster, onWrite: OnWrite): Poster {
  return {
    post: async (request) => {
      const answer = await line.post(request);
      const endpoint = endpointOf(request);
      if (!READING.has(endpoint)) {
        await onWrite(endpoint, request);
      }
      return answer;
    },
  };
}

function answerOf(endpoint: string): HttpAnswer {
  const body = JSON.stringify(ANSWERS[endpoint] ?? { reply: true });
  return { status: 200, body, date: undefined, retryAfter: undefined };
}
