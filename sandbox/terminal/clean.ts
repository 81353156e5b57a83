/** Everything that a terminal could obey, or that hides or reorders what stands beside it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * Foreign text made safe for a terminal: control, bidi and other invisible characters become visible stand-ins.
 * Line feeds stay, tabs become blanks.
 */
export function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, standIn);
}

/** Like `clean`, and on one line. */
export function cleanLine(text: string): string {
  return clean(text).replaceAll('\n', '␊');
}

function standIn(character: string): string {
  if (character === '\n') return character;
  if (character === '\t') return '  ';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `\\u{${code.toString(16)}}`;
}
