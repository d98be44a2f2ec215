import { AppError } from '../../errors/app-error.ts';
import { badAnswer, unpacked, type ReadContext } from './content-coding.ts';
import type { HttpAnswer } from './http-client.ts';

/** The largest JSON answer taken, bytes after decompression: a job of 10,000 files needs about 15 million. */
export const largestJson = 32 * 1024 * 1024;

/**
 * Reads a body with a limit that holds whatever the server claims.
 * @throws AppError `bad_answer` when it is larger than `most` bytes
 */
export async function readBounded(answer: HttpAnswer, most: number, context: ReadContext): Promise<Buffer> {
  const claimed = Number(answer.header('content-length') ?? '0');
  if (claimed > most) {
    answer.discard();
    throw badAnswer(context, 'is far too long');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of unpacked(answer, context)) {
      size += chunk.byteLength;
      if (size > most) {
        answer.discard();
        throw badAnswer(context, 'is far too long');
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw badAnswer(context, 'could not be unpacked', cause);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON of an answer; null when the body is empty.
 * @throws AppError `bad_answer`: a web page instead of JSON, cut off, too long
 */
export async function readJson(answer: HttpAnswer, context: ReadContext): Promise<unknown> {
  return parseJson(await readBounded(answer, largestJson, context), context);
}

/**
 * The JSON in bytes that were read; null for none.
 * @throws AppError `bad_answer`: a web page instead of JSON, cut off
 */
export function parseJson(bytes: Buffer, context: ReadContext): unknown {
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body, and that may hold session addresses.
    throw badAnswer(
      context,
      text.startsWith('<') ? 'is a web page instead of data' : 'is cut off or damaged',
    );
  }
}

/** The JSON of an answer that is an error anyway: null when there is none worth reading. */
export async function readErrorJson(answer: HttpAnswer): Promise<unknown> {
  try {
    const bytes = await readBounded(answer, 64 * 1024, { service: 'the service', operation: 'reading' });
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Reads what nobody needs, so that the connection can be used again; a long body is dropped instead. Never fails. */
export async function drain(answer: HttpAnswer): Promise<void> {
  await readBounded(answer, 64 * 1024, { service: 'the service', operation: 'reading' }).catch(
    () => undefined,
  );
}
