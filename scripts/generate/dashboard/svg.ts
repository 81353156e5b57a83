/** The picture's colours: dark enough on white for all readers, and told apart by most who see few colours. */
export const COLORS = [
  '#2563eb',
  '#d97706',
  '#0d9488',
  '#7c3aed',
  '#dc2626',
  '#64748b',
  '#be185d',
  '#4d7c0f',
];
export const INK = '#1f2937';
export const DIM = '#6b7280';
export const RULE = '#e5e7eb';

/** How a text stands: its size in pixels, where it is held, and how it looks. */
export interface TextStyle {
  size?: number;
  anchor?: 'start' | 'middle' | 'end';
  color?: string;
  bold?: boolean;
}

/** A text on one line. Foreign text: it is escaped, and what cannot be seen is left out. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = 12, anchor = 'start', color = INK, bold = false } = style;
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}" fill="${color}"${weight}>${escaped(content)}</text>`;
}

export function rect(x: number, y: number, width: number, height: number, color: string, radius = 0): string {
  const round = radius === 0 ? '' : ` rx="${radius}"`;
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${round} fill="${color}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, color = RULE): string {
  return `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${color}"/>`;
}

/** A number as short as it can be written. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** How wide a text is, about: fonts differ, so this is a little too much rather than too little. */
export function widthOf(content: string, size = 12): number {
  let width = 0;
  for (const character of content) width += partOf(character);
  return width * size;
}

/** A text that fits into a width, with an ellipsis where something is left out. */
export function fitted(content: string, width: number, size = 12): string {
  if (widthOf(content, size) <= width) return content;
  const characters = [...content];
  while (characters.length > 0 && widthOf(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

function partOf(character: string): number {
  if (/[iljtfr.,:;'|!()[\] /]/.test(character)) return 0.34;
  if (/[mwMW@%—]/.test(character)) return 0.9;
  return /[A-Z]/.test(character) ? 0.7 : 0.57;
}

function escaped(content: string): string {
  return content
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
