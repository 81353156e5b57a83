import { READABLE } from '../../sandbox/terminal/colours.ts';

/** Colours of a terminal, by their escape sequence: the picture is dark, so they may be lighter here. */
const COLOURS: Readonly<Record<string, string>> = {
  [shade(READABLE.bad)]: '#ff7b72',
  [shade(READABLE.good)]: '#7ee787',
  [shade(READABLE.warn)]: '#e3b341',
  [shade(READABLE.code)]: '#79c0ff',
  [shade(READABLE.dim)]: '#9198a1',
};
const BOLD = '1';
const UNDERLINED = '4';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of a terminal
const SEQUENCE = /\u001b\[([\d;]+)m/;

function shade(number: number): string {
  return `38;5;${number}`;
}

const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 8.43;
const MARGIN = 20;
const BAR = 34;

/** A terminal as a picture: the text as it came, with its escape sequences, `columns` wide. */
export function terminalPicture(text: string, columns: number, title: string): string {
  const lines = text.replace(/\n+$/, '').split('\n');
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + BAR + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...['#ff5f56', '#ffbd2e', '#27c93f'].map(
      (colour, place) => `<circle cx="${MARGIN + place * 18}" cy="17" r="6" fill="${colour}"/>`,
    ),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3" xml:space="preserve">`,
    ...lines.map(
      (line, place) => `<text x="${MARGIN}" y="${BAR + 14 + place * LINE_HEIGHT}">${spans(line)}</text>`,
    ),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** A line's parts, each in its own look. */
function spans(line: string): string {
  const parts = line.split(SEQUENCE);
  const look = new Set<string>();
  let made = '';
  for (const [place, part] of parts.entries()) {
    if (place % 2 === 1) {
      wear(look, part);
    } else if (part !== '') {
      made += `<tspan${attributes(look)}>${escapeXml(part)}</tspan>`;
    }
  }
  return made;
}

function wear(look: Set<string>, code: string): void {
  if (code === '22') {
    look.delete(BOLD);
  } else if (code === '24') {
    look.delete(UNDERLINED);
  } else if (code === '39') {
    for (const colour of Object.keys(COLOURS)) look.delete(colour);
  } else {
    look.add(code);
  }
}

function attributes(look: ReadonlySet<string>): string {
  const colour = [...look].map((code) => COLOURS[code]).find((known) => known !== undefined);
  return [
    colour === undefined ? '' : ` fill="${colour}"`,
    look.has(BOLD) ? ' font-weight="bold"' : '',
    look.has(UNDERLINED) ? ' text-decoration="underline"' : '',
  ].join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
