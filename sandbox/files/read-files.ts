import { messageOf, UsageError } from '../../src/errors.ts';
import { shown } from '../typed.ts';
import { decode } from './decode.ts';
import { detect } from './detect.ts';
import { Gathering } from './gather.ts';
import { LIMITS, type Limits } from './limits.ts';
import { unpack } from './unpack.ts';
import { walk } from './walk.ts';

/** What one file was taken for, and what came of it. */
export interface ReadFile {
  name: string;
  takenFor: string;
  found: number;
  leftOut: number;
}

/** All that a path holds. */
export interface Reading {
  files: ReadFile[];
  gathered: Gathering;
}

interface ReadOptions {
  /** Milliseconds since the epoch. */
  now: number;
  limits?: Partial<Limits>;
}

/**
 * Reads the indicators of a file, of what is packed in it, or of a folder: each file by what it is.
 * @throws UsageError for a path that cannot be read, and for more than the limits
 */
export async function readFiles(path: string, { now, limits: given }: ReadOptions): Promise<Reading> {
  const limits = { ...LIMITS, ...given };
  const gathered = new Gathering(now, limits);
  const files: ReadFile[] = [];
  try {
    for await (const { path: name, content } of walk(path, limits)) {
      if (typeof content === 'string') {
        files.push({ name, takenFor: content, found: 0, leftOut: 0 });
        continue;
      }
      for await (const unpacked of unpack(name, content, limits)) {
        files.push(readOne(unpacked.name, unpacked.content, gathered));
      }
    }
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    throw new UsageError(`${shown(path)} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return { files, gathered };
}

function readOne(name: string, content: Buffer | string, gathered: Gathering): ReadFile {
  const decoded = typeof content === 'string' ? content : decode(content);
  if (typeof decoded === 'string') {
    return { name, takenFor: decoded, found: 0, leftOut: 0 };
  }
  const { text, encoding } = decoded;
  const reader = text.trim() === '' ? { name: 'an empty file', read: () => [] } : detect(text);
  let found = 0;
  let leftOut = 0;
  for (const item of reader.read()) {
    const isFound = gathered.add(item);
    found += isFound ? 1 : 0;
    leftOut += isFound ? 0 : 1;
  }
  return { name, takenFor: `${reader.name}${encoding === 'UTF-8' ? '' : ` in ${encoding}`}`, found, leftOut };
}
