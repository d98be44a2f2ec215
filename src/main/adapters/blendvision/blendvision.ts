import { createReadStream } from 'node:fs';
import { AppError } from '../../errors/app-error.ts';
import { errorForPart } from '../../errors/part-errors.ts';
import type { LibraryService } from '../../ports/library.ts';
import type { Throttle } from '../../ports/throttle.ts';
import { drain, readBounded } from '../http/read-json.ts';
import { downloadAnswer, listAnswer, sessionAnswer, typeWord } from './answer-schemas.ts';
import { createLibraryCalls, type LibraryCallsOptions } from './library-call.ts';

/** Bytes read from the disk and handed on at once. */
const PIECE = 256 * 1024;
/** Milliseconds an answer in JSON may take as a whole. */
const DEADLINE = 60_000;

export interface BlendVisionOptions extends Omit<LibraryCallsOptions, 'service' | 'deadline'> {
  /** As a person knows it; `BlendVision` when absent. */
  readonly service?: string;
  readonly deadline?: number;
  readonly throttle: Throttle;
  /** Reads bytes `start` to `end`, both included, in pieces; the local disk when absent. */
  readonly readSlice?: (path: string, start: number, end: number) => AsyncIterable<Uint8Array>;
}

const fromDisk = (path: string, start: number, end: number): AsyncIterable<Uint8Array> =>
  createReadStream(path, { start, end, highWaterMark: PIECE }) as AsyncIterable<Uint8Array>;

const inPath = (id: string): string => encodeURIComponent(id);

/** BlendVision One's library over HTTP. Facts and gaps: docs/blendvision.md. */
export function createBlendVision(options: BlendVisionOptions): LibraryService {
  const { http, clock, throttle, readSlice = fromDisk } = options;
  const service = options.service ?? 'BlendVision';
  const calls = createLibraryCalls({ ...options, service, deadline: options.deadline ?? DEADLINE });

  /** A slice of a file, piece by piece, at the rate that is allowed. */
  async function* slice(
    path: string,
    offset: number,
    length: number,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    if (length === 0) return;
    for await (const piece of readSlice(path, offset, offset + length - 1)) {
      await throttle.pass(piece.byteLength, signal);
      yield piece;
      onBytes(piece.byteLength);
    }
  }

  return {
    beginUpload: ({ type, name, size }, signal) =>
      calls.ask(
        {
          method: 'POST',
          path: 'files:upload',
          body: {
            file: {
              type: typeWord(type),
              source:
                type === 'video' || type === 'audio'
                  ? 'FILE_SOURCE_ADD_VOD'
                  : 'FILE_SOURCE_UPLOAD_IN_LIBRARY',
              name,
              // int64: text in protobuf's JSON, as the document's example shows it.
              size: String(size),
            },
          },
          doing: 'beginning the upload',
        },
        sessionAnswer,
        signal,
      ),
    async sendPart({ address, path, offset, length, onBytes }, signal) {
      const answer = await http.send({
        method: 'PUT',
        url: address,
        headers: {},
        body: {
          type: 'application/octet-stream',
          length,
          open: () => slice(path, offset, length, onBytes, signal),
        },
        signal,
        operation: 'sending a part of the file',
        service,
        // The same part at the same place: sending it twice does no harm.
        changes: false,
      });
      const etag = answer.header('etag');
      if (answer.status >= 200 && answer.status <= 299 && etag !== null) {
        await drain(answer);
        return etag;
      }
      const text = await readBounded(answer, 16 * 1024, { service, operation: 'sending a part' }).then(
        (bytes) => bytes.toString('utf8'),
        () => '',
      );
      if (answer.status >= 200 && answer.status <= 299)
        throw new AppError(
          'retry',
          'bad_answer',
          `${service} did not confirm a part of the file. Clipdesk sends it again.`,
        );
      throw errorForPart(
        {
          status: answer.status,
          body: null,
          retryAfter: answer.header('retry-after'),
          now: clock.now(),
          operation: 'sending a part of the file',
          maybeDone: false,
          service,
        },
        text,
      );
    },
    completeUpload: ({ fileId, uploadId, checksum, parts }, signal) =>
      calls.tell(
        {
          method: 'POST',
          path: `files/${inPath(fileId)}:complete-upload`,
          body: {
            complete_data: {
              id: uploadId,
              checksum_sha1: checksum,
              parts: parts.map(({ number, etag }) => ({ part_number: number, etag })),
            },
          },
          doing: 'completing the upload',
        },
        signal,
      ),
    cancelUpload: ({ fileId, uploadId }, signal) =>
      calls.tell(
        {
          method: 'POST',
          path: `files/${inPath(fileId)}:cancel-upload`,
          body: { upload_id: uploadId },
          doing: 'cancelling the upload',
        },
        signal,
      ),
    list(type, page, perPage, signal) {
      const query = new URLSearchParams({
        type: typeWord(type),
        current_page: String(page),
        items_per_page: String(perPage),
      });
      return calls.ask(
        { method: 'GET', path: `files?${query.toString()}`, body: null, doing: 'reading the library' },
        listAnswer(type),
        signal,
      );
    },
    async download(fileId, signal) {
      const facts = await calls.ask(
        {
          method: 'POST',
          path: `files/${inPath(fileId)}:download`,
          body: {},
          doing: 'asking for the file’s address',
        },
        downloadAnswer,
        signal,
      );
      const answer = await http.send({
        method: 'GET',
        url: facts.download_uri,
        headers: {},
        body: null,
        signal,
        operation: 'fetching the file',
        service,
        changes: false,
      });
      if (answer.status !== 200) {
        await drain(answer);
        throw errorForPart(
          {
            status: answer.status,
            body: null,
            retryAfter: answer.header('retry-after'),
            now: clock.now(),
            operation: 'fetching the file',
            maybeDone: false,
            service,
          },
          '',
        );
      }
      const length = answer.header('content-length');
      return {
        name: facts.download_filename ?? null,
        size: length === null ? null : Number(length),
        body: answer.body,
      };
    },
  };
}
