import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Throttle } from '../../ports/throttle.ts';
import type { PostTarget, SentFile, UploadCall, UploadSource, Uploader } from '../../ports/uploads.ts';
import { answerWords, secretsOf } from '../http/answer-words.ts';
import { securedAddress } from '../http/addresses.ts';
import { createHttpClient, type HttpAnswer, type HttpClient } from '../http/http-client.ts';
import { drain } from '../http/read-json.ts';
import { createHashThread, hashHere, type StreamHash } from '../uploads/hash-thread.ts';
import { openLocalFile, type LocalFile } from '../uploads/local-source.ts';
import { createSmallFiles, hashOfWhole, SMALL } from '../uploads/small-files.ts';
import { checkUploadName } from '../uploads/upload-name.ts';
import { filePieces } from './file-pieces.ts';
import { formFrame } from './form-frame.ts';
import { createSendMemory, type Loan } from './send-memory.ts';

export interface PostUploaderOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly http?: HttpClient;
  readonly authorities?: readonly string[];
  /** Asked for every block; absent: nothing limits. */
  readonly throttle?: Throttle;
}

const service = 'the upload server';
const doing = 'sending a picture';

async function errorForAnswer(answer: HttpAnswer, address: string, now: number): Promise<AppError> {
  const details = await answerWords(answer, secretsOf(address));
  // The address carries its own session: when that is over, a new address helps and a new password does not.
  if (answer.status === 401 || answer.status === 403) {
    return new AppError(
      'retry',
      'address_expired',
      'The upload address of this job is not valid any more. Clipdesk asks for a new one.',
      { details },
    );
  }
  const error = errorForHttp({
    status: answer.status,
    body: null,
    retryAfter: answer.header('retry-after'),
    now,
    operation: doing,
    maybeDone: true,
    service,
  });
  return new AppError(error.action, error.code, error.message, {
    ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }),
    maybeDone: error.maybeDone,
    details,
  });
}

/** Keeps "maybe done" honest: before the last byte left, the server cannot have the file. */
function withOutcome(thrown: unknown, sentAll: boolean): unknown {
  if (!(thrown instanceof AppError) || !thrown.maybeDone || sentAll) return thrown;
  return new AppError(thrown.action, thrown.code, thrown.message, {
    ...(thrown.retryAt === undefined ? {} : { retryAt: thrown.retryAt }),
    cause: thrown.cause,
    details: thrown.details,
  });
}

/** A hash of less takes less time than asking another thread. Bytes. */
const HASHED_HERE = 1024 * 1024;

/** Kept free around small files for the frame of the form; what needs more is copied. Bytes. */
const FRAME_ROOM = 1024;

/** How long an early refusal is waited for after a broken connection. Milliseconds. */
const pauseForRefusal = 1_000;

/**
 * Holds the file back for a moment behind the heads of the request and the form. A server that refuses a file by its length or its address
 * answers at once and hangs up; whoever is still sending then sees only the broken connection, never the reason.
 */
async function* afterPause(
  pieces: AsyncIterable<Uint8Array>,
  head: number,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (!isFirst) {
      yield piece;
      continue;
    }
    isFirst = false;
    yield piece.subarray(0, head);
    await pause(pauseForRefusal, undefined, { signal, ref: false });
    yield piece.subarray(head);
  }
}

/** What waits for the bandwidth goes in portions, so that the connection never looks dead. Bytes. */
const portion = 16 * 1024;

async function* throttled(
  pieces: AsyncIterable<Uint8Array>,
  throttle: Throttle,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.byteLength; at += portion) {
      const waiting = throttle.pass(Math.min(portion, piece.byteLength - at), signal);
      if (waiting === null) continue;
      // What was let through goes first.
      if (at > from) yield piece.subarray(from, at);
      await waiting;
      from = at;
    }
    yield from === 0 ? piece : piece.subarray(from);
  }
}

/**
 * Sends files as `multipart/form-data` to the address the job names (`upload.postUrl`). The documents say nothing of the
 * answer, so that any success status counts and the server's file list is the proof. Several sends may run at once.
 */
export function createPostUploader(target: PostTarget, options: PostUploaderOptions): Uploader {
  const own = options.http === undefined;
  const http =
    options.http ??
    createHttpClient(options.authorities === undefined ? {} : { authorities: options.authorities });

  const thread = createHashThread();
  const memory = createSendMemory();
  const smallFiles = createSmallFiles(FRAME_ROOM);

  /** Files whose last try ended with a broken connection: an early refusal may have been lost with it. */
  const broken = new Set<string>();

  async function attempt(
    source: UploadSource,
    file: LocalFile,
    call: UploadCall,
    isCautious: boolean,
  ): Promise<SentFile> {
    let taken = 0;
    let hash: StreamHash = hashHere();
    call.onProgress({ sentBytes: 0 });
    const frame = formFrame(target.field, source.name, `----clipdesk-${randomUUID()}`);
    const loans: Loan[] = [];
    const open = (): AsyncIterable<Uint8Array> => {
      // A redirect repeats the body: it counts from its new beginning.
      taken = 0;
      hash.end();
      if (file.whole !== undefined) hash = hashOfWhole(file.whole);
      else hash = source.size > HASHED_HERE ? thread.begin() : hashHere();
      const loan = memory.lend();
      loans.push(loan);
      const pieces = filePieces(file, frame, hash, loan, (bytes) => {
        taken = bytes;
        call.onProgress({ sentBytes: bytes });
      });
      const paced =
        options.throttle === undefined ? pieces : throttled(pieces, options.throttle, call.signal);
      return isCautious ? afterPause(paced, frame.head.byteLength, call.signal) : paced;
    };
    try {
      const answer = await http.send({
        method: 'POST',
        url: securedAddress(target.url),
        headers: { Accept: '*/*' },
        body: {
          type: frame.type,
          length: frame.head.byteLength + source.size + frame.tail.byteLength,
          open,
        },
        signal: call.signal,
        operation: doing,
        service,
        changes: true,
      });
      if (answer.status < 200 || answer.status > 299)
        throw await errorForAnswer(answer, target.url, options.clock.now());
      await drain(answer);
      if (taken !== source.size)
        throw new AppError(
          'retry',
          'bad_answer',
          'The upload server answered before it had the whole file. Clipdesk sends it again.',
        );
      const md5 = await hash.soFar();
      loans.at(-1)?.giveBack();
      return { md5, found: await file.assertUnchanged(md5) };
    } catch (thrown) {
      throw withOutcome(thrown, taken === source.size);
    } finally {
      hash.end();
    }
  }

  async function send(source: UploadSource, call: UploadCall): Promise<SentFile> {
    checkUploadName(source.name);
    if (call.signal.aborted) throw stoppedError(false);
    const file = await (source.size <= SMALL ? smallFiles.take(source) : openLocalFile(source));
    let isThrough = false;
    try {
      const wasBroken = broken.delete(source.path);
      try {
        const sent = await attempt(source, file, call, wasBroken);
        isThrough = true;
        return sent;
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'connection_lost' || wasBroken) throw thrown;
        broken.add(source.path);
        // What may have arrived whole is looked for in the server's list before it is sent again.
        if (thrown.maybeDone || call.signal.aborted) throw thrown;
        broken.delete(source.path);
        return await attempt(source, file, call, true);
      }
    } finally {
      await file.close(!isThrough);
    }
  }

  return {
    send,
    close: async () => {
      thread.close();
      smallFiles.close();
      if (own) await http.close();
    },
  };
}
