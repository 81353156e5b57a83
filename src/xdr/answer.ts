import * as z from 'zod';

const LONGEST_QUOTE = 500;

const errorBody = z.object({ reply: z.object({ err_msg: z.string() }) });
const successBody = z.object({ reply: z.unknown() });

/** The `reply` of an answer, or undefined where the body is not XDR's. */
export function replyOf(body: string): { reply: unknown } | undefined {
  const parsed = successBody.safeParse(parseJson(body));
  return parsed.success && parsed.data.reply !== undefined ? { reply: parsed.data.reply } : undefined;
}

/**
 * What XDR said in the body of an error, in one line; empty where it said nothing that can be read.
 * @param clean takes secrets out, before anything is cut off
 */
export function errorMessageOf(body: string, clean: (text: string) => string): string {
  const parsed = errorBody.safeParse(parseJson(body));
  return parsed.success ? quote(clean(parsed.data.reply.err_msg)) : '';
}

/** A foreign text as one line of bounded length. */
export function quote(text: string): string {
  const line = text
    .slice(0, LONGEST_QUOTE * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
