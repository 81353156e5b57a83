/** XSOAR's Python side takes any answer that holds this text, wherever it stands, for an error. */
const MARKER = '[ERROR-fd5a7750-7182-4b38-90ba-091824478903]';

/** How the marker begins: enough to search for, and harmless. */
export const MARKER_START = MARKER.slice(0, 15);

/** An error may quote a whole page. */
const LONGEST_ERROR = 500;

/** What XSOAR says of a failure, safe to keep: the integration context could not be read again with the marker in it. */
export function withoutMarker(text: string): string {
  return text.replaceAll(MARKER, `${MARKER_START}…]`).slice(0, LONGEST_ERROR);
}
