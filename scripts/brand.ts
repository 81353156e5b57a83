import { type Document, parseDocument, visit } from 'yaml';
import { OWN_BRAND } from '../src/indicators/echo.ts';

/**
 * The integration's id, checked: it stands in YAML, JSON, Python and JavaScript, so it needs no escape in any of them.
 * @throws where it holds other characters than letters, digits, blanks and `. _ ( ) -`
 */
export function checkedBrand(text: string): string {
  if (!/^[A-Za-z](?:[A-Za-z0-9 ._()-]*[A-Za-z0-9)])?$/.test(text)) {
    throw new Error(
      `An id begins with a letter and holds letters, digits, blanks and . _ ( ) - only; '${text}' does not.`,
    );
  }
  return text;
}

/** The file in which an integration is uploaded, by the name that content packs give it. */
export function integrationFileName(brand: string): string {
  return `integration-${withoutSeparators(brand)}.yml`;
}

/** A text in which this integration goes by another brand. The official one's name is none of ours, and stays. */
export function renameInText(text: string, brand: string): string {
  return text.replace(new RegExp(`${OWN_BRAND}(?![A-Za-z0-9])`, 'g'), () => brand);
}

/** A parsed JSON document, renamed in all its texts and keys: `brand`, `<brand>|||<command>`, scripts, descriptions. */
export function renameInJson(json: unknown, brand: string): unknown {
  if (typeof json === 'string') {
    return renameInText(json, brand);
  }
  if (Array.isArray(json)) {
    return json.map((item) => renameInJson(item, brand));
  }
  return typeof json === 'object' && json !== null
    ? Object.fromEntries(
        Object.entries(json).map(([key, value]) => [renameInText(key, brand), renameInJson(value, brand)]),
      )
    : json;
}

/** Renames in a parsed YAML document, in its place; how it is written stays. */
export function renameInYaml(document: Document, brand: string): void {
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string') {
        scalar.value = renameInText(scalar.value, brand);
      }
    },
  });
}

/**
 * A folder's files by their paths, renamed: in the paths, and in each text by its kind. What names no brand stays byte
 * for byte.
 */
export function renameInFiles(files: ReadonlyMap<string, string>, brand: string): Map<string, string> {
  const ownName = withoutSeparators(OWN_BRAND);
  return new Map(
    [...files].map(([path, text]) => [
      renameInText(path, brand).replaceAll(ownName, withoutSeparators(brand)),
      renameInFile(path, text, brand),
    ]),
  );
}

function renameInFile(path: string, text: string, brand: string): string {
  if (brand === OWN_BRAND || !text.includes(OWN_BRAND)) {
    return text;
  }
  if (/\.ya?ml$/.test(path)) {
    const document = parseDocument(text);
    renameInYaml(document, brand);
    return document.toString({ lineWidth: 0 });
  }
  if (path.endsWith('.json')) {
    return `${JSON.stringify(renameInJson(JSON.parse(text), brand), null, 2)}\n`;
  }
  return renameInText(text, brand);
}

function withoutSeparators(brand: string): string {
  return brand.replace(/[^A-Za-z0-9]/g, '');
}
