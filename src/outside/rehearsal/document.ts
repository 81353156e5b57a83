import { escapeMarkdown, legible } from '../../xsoar/markdown.ts';

/** A table; its cells may be foreign text. */
export interface Table {
  header: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A heading, what is said below it, and a table. */
export interface Section {
  heading: string;
  /** One sentence or more each; foreign text in them is shown as it is. */
  lines?: readonly string[];
  table?: Table;
}

/** A text for people, whatever it is shown on. */
export interface Document {
  title: string;
  sections: readonly Section[];
}

/** As Markdown; every foreign text is escaped. */
export function toMarkdown({ title, sections }: Document): string {
  const parts = sections.flatMap(({ heading, lines = [], table }) => [
    `## ${escapeMarkdown(heading)}`,
    ...lines.map(escapeMarkdown),
    ...(table === undefined || table.rows.length === 0 ? [] : [markdownTable(table)]),
  ]);
  return `${[`# ${escapeMarkdown(title)}`, ...parts].join('\n\n')}\n`;
}

function markdownTable({ header, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map(() => '---')),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ].join('\n');
}

/** As plain text; nothing in a foreign text is hidden, or does anything to a terminal. */
export function toText({ title, sections }: Document): string {
  const parts = sections.map(({ heading, lines = [], table }) =>
    [
      legible(heading).toUpperCase(),
      ...lines.map((text) => `  ${legible(text)}`),
      ...(table === undefined ? [] : textTable(table)),
    ].join('\n'),
  );
  return `${[legible(title), ...parts].join('\n\n')}\n`;
}

/** All columns but the last are as wide as their widest cell. */
function textTable({ header, rows }: Table): string[] {
  const cells = [header, ...rows].map((row) => row.map(legible));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}
