import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { messageOf } from '../../src/errors.ts';
import { LineSplitter } from '../../src/xsoar/line-splitter.ts';
import { ApiError } from './api-error.ts';
import { rejectWhenGone } from './body.ts';

/** Takes one line of the file, counted from 1; what it throws ends the upload. */
export type OnLine = (line: string, number: number) => void;

/** Reads the one file of a multipart request line by line, as it arrives; resolves when all of it has. */
export function readUpload(request: IncomingMessage, lineLimit: number, onLine: OnLine): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = openParser(request);
    let files = 0;
    let ended = false;
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      reject(error);
    };
    parser.on('file', (field, file, name, _encoding, type) => {
      files += 1;
      const problem = files > 1 ? ONE_PART : partProblem(field, name, type);
      if (problem !== undefined) {
        fail(new ApiError(400, problem));
        return;
      }
      readLines(file, lineLimit, onLine, fail, () => {
        ended = true;
      });
    });
    parser.on('field', () => fail(new ApiError(400, ONE_PART)));
    parser.on('error', (error) => fail(unreadable(error)));
    parser.on('finish', () => (ended ? resolve() : fail(new ApiError(400, ONE_PART))));
    rejectWhenGone(request, reject);
    request.pipe(parser);
  });
}

const ONE_PART = 'The request must be multipart, with one part: a file with the name file.';

function partProblem(field: string, name: string | undefined, type: string): string | undefined {
  if (field !== 'file') {
    return ONE_PART;
  }
  return name === 'iocs.json' && type === 'application/json'
    ? undefined
    : 'The file must be named iocs.json and be of the type application/json.';
}

function readLines(
  file: Readable,
  lineLimit: number,
  onLine: OnLine,
  fail: (error: unknown) => void,
  done: () => void,
): void {
  const lines = new LineSplitter(lineLimit);
  let number = 0;
  const take = (line: string): void => {
    number += 1;
    onLine(line, number);
  };
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      file.removeAllListeners('data').removeAllListeners('end');
      fail(error);
    }
  };
  file.on('data', (chunk: Buffer) =>
    guarded(() => {
      lines.push(chunk).forEach(take);
      if (lines.overlong) {
        throw new ApiError(400, `Line ${number + 1} of the file is too long.`);
      }
    }),
  );
  file.on('end', () =>
    guarded(() => {
      take(lines.end());
      done();
    }),
  );
  file.on('error', (error) => fail(unreadable(error)));
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
