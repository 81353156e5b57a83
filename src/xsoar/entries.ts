import { escapeMarkdown, shorten } from './markdown.ts';

/** Entry types of the War Room. */
export const EntryType = { note: 1, file: 3, error: 4, infoFile: 9, warning: 11, metrics: 19 } as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

/** What a War Room entry is made of. */
export interface Entry {
  Type: EntryType;
  ContentsFormat: 'json' | 'text' | 'markdown';
  Contents: unknown;
  /** Markdown; every foreign text in it is escaped. */
  HumanReadable?: string;
  /** What goes into the context, for playbooks; unescaped. */
  EntryContext?: Readonly<Record<string, unknown>>;
  /** True: the server does not extract (and enrich) the indicators that the entry names. */
  IgnoreAutoExtract: boolean;
  /** The name a user sees, for a file. */
  File?: string;
  /** `<investigation id>_<FileID>` is the file's name in the working directory. */
  FileID?: string;
  /** How many calls of the other side's API ended how, for the platform's statistics. */
  APIExecutionMetrics?: readonly { Type: string; APICallsCount: number }[];
}

/** A command's answer: entries, or a plain text (`test-module`'s `ok`). */
export type WarRoomResult = Entry | string;

/** A plain message: `text` for machines, `markdown` (escaped) for people. */
export function note(text: string, markdown = text): Entry {
  return entry(EntryType.note, text, markdown);
}

/** Something that did not stop the command but must be read. */
export function warning(text: string, markdown = text): Entry {
  return entry(EntryType.warning, text, markdown);
}

/** A failure: a playbook's task fails on it. */
export function failure(text: string, markdown = text): Entry {
  return entry(EntryType.error, text, markdown);
}

/** A file that the user can download. */
export function fileEntry(name: string, fileId: string): Entry {
  return {
    Type: EntryType.file,
    ContentsFormat: 'text',
    Contents: '',
    File: name,
    FileID: fileId,
    IgnoreAutoExtract: true,
  };
}

/** Whether a playbook's task fails on a result. */
export function isFailure(result: WarRoomResult): boolean {
  return typeof result !== 'string' && result.Type === EntryType.error;
}

/** Whether a result is for the platform's statistics, and nothing for a reader. */
export function isMetrics(result: WarRoomResult): boolean {
  return typeof result !== 'string' && result.Type === EntryType.metrics;
}

/** With two instances a command runs on both: what people read of it ends with the instance that answered. */
export function fromInstance(result: WarRoomResult, instance: string): WarRoomResult {
  if (instance === '' || typeof result === 'string' || result.HumanReadable === undefined) {
    return result;
  }
  return { ...result, HumanReadable: `${result.HumanReadable}\n\nInstance: ${escapeMarkdown(instance)}` };
}

/** The longest text of an entry, in characters: XSOAR takes 5 MB for two of them, and a character may be three bytes. */
const LONGEST = 750_000;

/** A result that XSOAR takes whatever is in it: no text is longer than an entry may be. */
export function bounded(result: WarRoomResult): WarRoomResult {
  if (typeof result === 'string') {
    return shorten(result, LONGEST);
  }
  const { Contents, HumanReadable } = result;
  return {
    ...result,
    Contents: typeof Contents === 'string' ? shorten(Contents, LONGEST) : Contents,
    ...(HumanReadable === undefined ? {} : { HumanReadable: shorten(HumanReadable, LONGEST) }),
  };
}

function entry(type: EntryType, text: string, markdown: string): Entry {
  return {
    Type: type,
    ContentsFormat: 'text',
    Contents: text,
    HumanReadable: markdown,
    IgnoreAutoExtract: true,
  };
}
