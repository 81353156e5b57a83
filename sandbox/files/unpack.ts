import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf } from '../../src/errors.ts';
import { isRecord } from '../../src/indicators/json.ts';
import { type Limits, mebibytes } from './limits.ts';
import { isZip, unzip } from './zip.ts';

/** The bytes of one file, or why they cannot be had. */
interface Unpacked {
  /** The file's name; within an archive, behind the archive's. */
  name: string;
  content: Buffer | string;
}

/** Archives in archives are opened so deep. */
const DEEPEST = 3;
const gunzipAsync = promisify(gunzip);

/** Opens gzip and zip, one file after another; all else is as it is. Never more than the limits in memory. */
export async function* unpack(
  name: string,
  bytes: Buffer,
  limits: Limits,
  depth = 0,
): AsyncGenerator<Unpacked, void, undefined> {
  if (depth > DEEPEST) {
    yield { name, content: 'an archive in an archive in an archive' };
  } else if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const content = await ungzip(bytes, limits);
    if (typeof content === 'string') {
      yield { name, content };
    } else {
      yield* unpack(name, content, limits, depth + 1);
    }
  } else if (isZip(bytes)) {
    for await (const { name: inner, content } of unzip(bytes, limits)) {
      const path = inner === '' ? name : `${name} > ${inner}`;
      if (typeof content === 'string') {
        yield { name: path, content };
      } else {
        yield* unpack(path, content, limits, depth + 1);
      }
    }
  } else {
    yield { name, content: bytes };
  }
}

async function ungzip(bytes: Buffer, { bytes: most }: Limits): Promise<Buffer | string> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: most });
  } catch (error) {
    return isRecord(error) && error.code === 'ERR_BUFFER_TOO_LARGE'
      ? `gzip, and more than ${mebibytes(most)} when it is unpacked`
      : `damaged gzip (${messageOf(error)})`;
  }
}
