import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PostTarget, SentFile, UploadCall, UploadSource, Uploader } from '../../ports/uploads.ts';
import { securedAddress } from '../http/addresses.ts';
import { createHttpClient, type HttpAnswer, type HttpClient } from '../http/http-client.ts';
import { drain, readBounded } from '../http/read-json.ts';
import { openLocalFile } from '../uploads/local-source.ts';
import { checkUploadName } from '../uploads/upload-name.ts';
import { multipartBody } from './multipart-body.ts';

export interface PostUploaderOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly http?: HttpClient;
  readonly authorities?: readonly string[];
}

const service = 'the upload server';

/** The server's own words, short, for the record only. */
async function answerText(answer: HttpAnswer): Promise<string> {
  const bytes = await readBounded(answer, 64 * 1024, { service, operation: 'reading' }).catch(() =>
    Buffer.alloc(0),
  );
  return bytes.toString('utf8').slice(0, 2000);
}

async function errorForAnswer(answer: HttpAnswer, doing: string, now: number): Promise<AppError> {
  const text = await answerText(answer);
  // The address carries its own session: when that is over, a new address helps and a new password does not.
  if (answer.status === 401 || answer.status === 403) {
    return new AppError(
      'retry',
      'address_expired',
      'The upload address of this job is not valid any more. Clipdesk asks for a new one.',
      { cause: { status: answer.status, text } },
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
    cause: { status: answer.status, text },
  });
}

/** Keeps "maybe done" honest: before the last byte left, the server cannot have the file. */
function withOutcome(thrown: unknown, sentAll: boolean): unknown {
  if (!(thrown instanceof AppError) || !thrown.maybeDone || sentAll) return thrown;
  return new AppError(thrown.action, thrown.code, thrown.message, {
    ...(thrown.retryAt === undefined ? {} : { retryAt: thrown.retryAt }),
    cause: thrown.cause,
  });
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

  async function send(source: UploadSource, call: UploadCall): Promise<SentFile> {
    checkUploadName(source.name);
    if (call.signal.aborted) throw stoppedError(false);
    const file = await openLocalFile(source);
    let taken = 0;
    try {
      call.onProgress({ sentBytes: 0 });
      const body = multipartBody(
        {
          field: target.field,
          name: source.name,
          size: source.size,
          pieces: () =>
            file.pieces((bytes) => {
              taken = bytes;
              call.onProgress({ sentBytes: bytes });
            }),
        },
        `----clipdesk-${randomUUID()}`,
      );
      const doing = 'sending a picture';
      const answer = await http.send({
        method: 'POST',
        url: securedAddress(target.url),
        headers: { Accept: '*/*' },
        body,
        signal: call.signal,
        operation: doing,
        service,
        changes: true,
      });
      if (answer.status < 200 || answer.status > 299) {
        throw await errorForAnswer(answer, doing, options.clock.now());
      }
      await drain(answer);
      if (taken !== source.size) {
        throw new AppError(
          'retry',
          'bad_answer',
          'The upload server answered before it had the whole file. Clipdesk sends it again.',
        );
      }
      await file.assertUnchanged();
      return { md5: file.sentMd5() };
    } catch (thrown) {
      throw withOutcome(thrown, taken === source.size);
    } finally {
      await file.close();
    }
  }

  return {
    send,
    close: async () => {
      if (own) await http.close();
    },
  };
}
