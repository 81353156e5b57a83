import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../src/clock.ts';
import { ApiError } from './api-error.ts';
import type { Draft } from './stored-ioc.ts';
import { readUpload } from './upload.ts';
import { checkIoc, isObject, Refusal } from './validation.ts';

/** Reads the IOCs of a sync file by value; a repeated value's last line counts. Nothing is stored yet. */
export async function readSyncFile(
  request: IncomingMessage,
  clock: Clock,
  lineLimit: number,
): Promise<Map<string, Draft>> {
  const drafts = new Map<string, Draft>();
  const now = clock.now();
  await readUpload(request, lineLimit, (line, number) => {
    if (line.trim() === '') {
      return;
    }
    const checked = checkIoc(parseLine(line, number), now);
    // As with a push without `validate`: what a tenant refuses is dropped without a word.
    if (!(checked instanceof Refusal)) {
      drafts.set(checked.value, checked);
    }
  });
  return drafts;
}

function parseLine(line: string, number: number): unknown {
  let item: unknown;
  try {
    item = JSON.parse(line);
  } catch {
    throw new ApiError(400, `Line ${number} of the file is not JSON.`);
  }
  if (!isObject(item) || typeof item.indicator !== 'string') {
    throw new ApiError(400, `Line ${number} of the file is not an IOC.`);
  }
  return item;
}
