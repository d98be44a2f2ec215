import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../errors/app-error.ts';
import type { HttpAnswer } from './http-client.ts';

/** Whose answer is read while doing what. */
export interface ReadContext {
  readonly service: string;
  readonly operation: string;
}

/** An answer that came but cannot be used: tried again, because a proxy or a deployment may be in between. */
export function badAnswer(context: ReadContext, problem: string, cause?: unknown): AppError {
  return new AppError(
    'retry',
    'bad_answer',
    `The answer of ${context.service} ${problem} (while ${context.operation}). Clipdesk tries again; if it stays so, check the address of the account.`,
    cause === undefined ? {} : { cause },
  );
}

/** The coding of a body in lower case; empty for none. */
export function contentCoding(answer: Pick<HttpAnswer, 'header'>): string {
  const coding = (answer.header('content-encoding') ?? '').trim().toLowerCase();
  return coding === 'identity' ? '' : coding;
}

/**
 * Clipdesk asks for no compression; a server that compresses all the same is understood. What comes out has no limit of its
 * own: the reader sets one.
 * @throws AppError `bad_answer` for a coding Clipdesk does not know
 */
export function unpacked(answer: HttpAnswer, context: ReadContext): AsyncIterable<Uint8Array> {
  const coding = contentCoding(answer);
  if (coding === '') return answer.body;
  const decoder =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'deflate'
        ? createInflate()
        : coding === 'br'
          ? createBrotliDecompress()
          : null;
  if (decoder === null) {
    answer.discard();
    throw badAnswer(context, 'is compressed in a way Clipdesk does not know');
  }
  // The error reaches the reader through the decoder it reads from.
  pipeline(answer.body, decoder, () => undefined);
  return decoder;
}
