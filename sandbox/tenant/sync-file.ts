import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { Clock } from '../../src/clock.ts';
import { messageOf } from '../../src/errors.ts';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';
import { ApiError } from './answer.ts';
import type { Draft } from './stored-ioc.ts';
import { checkIoc, isObject, isRefusal } from './validation.ts';

const ONE_PART = 'The request must be multipart, with one part: a file with the name file.';

/** Reads the IOCs of a sync file by value; a repeated value's last line counts. Nothing is stored yet. */
export async function readSyncFile(
  request: IncomingMessage,
  clock: Clock,
  lineLimit: number,
): Promise<Map<string, Draft>> {
  const drafts = new Map<string, Draft>();
  const now = clock.now();
  const take = (line: string, number: number): void => {
    const checked = checkIoc(parseLine(line, number), now);
    // As with a push without `validate`: what a tenant refuses is dropped without a word.
    if (!isRefusal(checked)) {
      drafts.set(checked.value, checked);
    }
  };
  await readUpload(request, async (file) => await readLines(file, lineLimit, take));
  return drafts;
}

/** Reads the one file of a multipart request, as it arrives; resolves when all of it has. */
function readUpload(request: IncomingMessage, read: (file: Readable) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = openParser(request);
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      reject(error instanceof ApiError ? error : unreadable(error));
    };
    let reading: Promise<void> | undefined;
    parser.on('file', (field, file, name, _encoding, type) => {
      const problem = reading === undefined ? partProblem(field, name, type) : ONE_PART;
      if (problem === undefined) {
        reading = read(file);
        reading.catch(fail);
      } else {
        fail(new ApiError(400, problem));
      }
    });
    parser.on('field', () => fail(new ApiError(400, ONE_PART)));
    parser.on('error', fail);
    parser.on('finish', () =>
      reading === undefined ? fail(new ApiError(400, ONE_PART)) : void reading.then(resolve, fail),
    );
    finished(request).catch(fail);
    request.pipe(parser);
  });
}

function partProblem(field: string, name: string | undefined, type: string): string | undefined {
  if (field !== 'file') {
    return ONE_PART;
  }
  return name === 'iocs.json' && type === 'application/json'
    ? undefined
    : 'The file must be named iocs.json and be of the type application/json.';
}

/** Takes the lines with something in them, counted from 1. */
async function readLines(
  file: Readable,
  limit: number,
  take: (line: string, number: number) => void,
): Promise<void> {
  const lines = new LineSplitter(limit);
  let number = 0;
  const next = (line: string): void => {
    number += 1;
    if (line.trim() !== '') {
      take(line, number);
    }
  };
  for await (const chunk of file as AsyncIterable<Buffer>) {
    lines.push(chunk).forEach(next);
    if (lines.overlong) {
      throw new ApiError(400, `Line ${number + 1} of the file is too long.`);
    }
  }
  next(lines.end());
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

function openParser(request: IncomingMessage): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new ApiError(400, ONE_PART);
  }
  try {
    return Busboy({ headers: { ...request.headers, 'content-type': contentType } });
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): ApiError {
  return new ApiError(400, `The multipart body cannot be read: ${messageOf(error)}`);
}
