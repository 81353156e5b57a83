/** A text, and in which encoding it was written. */
interface Decoded {
  text: string;
  encoding: 'UTF-8' | 'UTF-16' | 'Latin-1';
}

/** Of so many bytes it is judged whether a file is text. */
const SAMPLE = 65_536;
/** Control characters that no text holds: all but the blanks, and what old terminals used for colours. */
const BINARY_SHARE = 0.02;
const LONE_ZEROS = 0.3;

/** How files begin that are no texts, and what they are. */
const KINDS: readonly (readonly [start: string, kind: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['MZ', 'a Windows program'],
  ['\x7fELF', 'a Linux program'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['\xd0\xcf\x11\xe0', 'an Office document'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['SQLite format 3', 'a database'],
];

/** Turns bytes into text, by their mark or by what they can only be; a name of what they are where they are no text. */
export function decode(bytes: Buffer): Decoded | string {
  const head = bytes.subarray(0, SAMPLE);
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    return utf16(bytes.subarray(2), head[0] === 0xff);
  }
  if (startsWith(head, [0xef, 0xbb, 0xbf])) {
    return utf8(bytes.subarray(3));
  }
  const start = head.subarray(0, 300).toString('latin1');
  const kind = KINDS.find(([known]) => start.startsWith(known))?.[1];
  if (kind !== undefined && isBinary(head, kind)) {
    return kind;
  }
  if (start.startsWith('ustar', 257)) {
    return 'a tar archive';
  }
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  if (Math.abs(even - odd) > (head.length / 2) * LONE_ZEROS && Math.min(even, odd) === 0) {
    // No mark, but every other byte is zero.
    return utf16(bytes, odd > even);
  }
  return controls(head) > head.length * BINARY_SHARE ? 'a binary file' : utf8(bytes);
}

/** Short marks such as `MZ` can begin a text, too. */
function isBinary(head: Buffer, kind: string): boolean {
  return kind === 'a PDF document' || controls(head) > 0 || head.some((byte) => byte >= 0x80);
}

function controls(head: Buffer): number {
  return head.filter((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)).length;
}

function utf8(bytes: Buffer): Decoded {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'Latin-1' };
  }
}

function utf16(bytes: Buffer, isLittle: boolean): Decoded {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = isLittle ? whole.toString('utf16le') : Buffer.from(whole).swap16().toString('utf16le');
  return { text, encoding: 'UTF-16' };
}

function startsWith(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}
