import { FTPError, type Client } from 'basic-ftp';
import { Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FtpTarget, UploadCall, UploadSource, Uploader } from '../../ports/uploads.ts';
import { openLocalFile, type LocalFile } from '../uploads/local-source.ts';
import { checkUploadName } from '../uploads/upload-name.ts';
import { ftpFailure } from './ftp-connection.ts';
import { createFtpPool, guarded, type FtpConnection } from './ftp-pool.ts';

export interface FtpUploaderOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds without any progress before a conversation is given up; 30,000 when absent. */
  readonly ftpTimeout?: number;
  /** Certificates (PEM) to trust instead of the system's authorities. */
  readonly authorities?: readonly string[];
}

/** How far one attempt came, for deciding what its failure means. */
interface Attempt {
  /** The server opened the file and asked for its bytes. */
  begun: boolean;
  /** Bytes taken from the file. */
  taken: number;
}

/**
 * Size of a file in the current folder as the server tells it: SIZE (RFC 3659), or the listing where SIZE is unknown.
 * Null when the server tells neither.
 */
async function sizeAtServer(client: Client, name: string): Promise<number | null> {
  try {
    return await client.size(name);
  } catch (thrown) {
    if (!(thrown instanceof FTPError) || thrown.code === 421) throw thrown;
  }
  const listed = await client.list().catch((thrown: unknown) => {
    if (thrown instanceof FTPError && thrown.code !== 421) return [];
    throw thrown;
  });
  const wanted = name.normalize('NFC');
  return listed.find((entry) => entry.isFile && entry.name.normalize('NFC') === wanted)?.size ?? null;
}

function partly(): AppError {
  return new AppError(
    'retry',
    'size_mismatch',
    'The FTP server has only part of the file. Clipdesk sends it again.',
  );
}

/**
 * Sends files by FTP into the folder of a job, over warm connections. A file that is there already is written anew: an
 * equal size proves nothing about its content.
 */
export function createFtpUploader(target: FtpTarget, options: FtpUploaderOptions): Uploader {
  const pool = createFtpPool(target, {
    clock: options.clock,
    log: options.log,
    timeout: options.ftpTimeout ?? 30_000,
    authorities: options.authorities,
  });

  async function store(
    connection: FtpConnection,
    file: LocalFile,
    source: UploadSource,
    call: UploadCall,
    attempt: Attempt,
  ): Promise<void> {
    const { client } = connection;
    async function* bytes(): AsyncIterable<Uint8Array> {
      attempt.begun = true;
      yield* file.pieces((taken) => {
        attempt.taken = taken;
        call.onProgress({ sentBytes: taken });
      });
    }
    // One piece is read ahead, no more: what was taken is what the socket took.
    const stream = Readable.from(bytes(), { objectMode: true, highWaterMark: 1 });
    try {
      await guarded(client, call.signal, () => client.uploadFrom(stream, source.name));
    } finally {
      stream.destroy();
    }
    const size = await guarded(client, call.signal, () => sizeAtServer(client, source.name));
    if (size !== null && size !== source.size) throw partly();
  }

  /** The confirmation got lost after the last byte: the size at the server tells whether the file arrived. */
  async function arrivedAnyway(source: UploadSource, signal: AbortSignal): Promise<boolean> {
    const connection = await pool.take(signal);
    try {
      const size = await guarded(connection.client, signal, () =>
        sizeAtServer(connection.client, source.name),
      );
      pool.giveBack(connection);
      return size === source.size;
    } catch (thrown) {
      pool.drop(connection);
      throw thrown;
    }
  }

  async function attemptOnce(
    file: LocalFile,
    source: UploadSource,
    call: UploadCall,
  ): Promise<'done' | 'again'> {
    const connection = await pool.take(call.signal);
    const attempt: Attempt = { begun: false, taken: 0 };
    try {
      await store(connection, file, source, call, attempt);
      pool.giveBack(connection);
      return 'done';
    } catch (thrown) {
      const refused = thrown instanceof FTPError && thrown.code !== 421 && !connection.client.closed;
      if (refused && !attempt.begun) pool.giveBack(connection);
      else pool.drop(connection);
      if (call.signal.aborted) throw stoppedError(attempt.begun);
      if (thrown instanceof AppError) throw thrown;
      if (thrown instanceof FTPError && thrown.code !== 421) throw ftpFailure(thrown, 'transfer');
      // Hung up on while it waited for work: nothing was lost, and a new connection tells the truth.
      if (connection.warm && !attempt.begun) return 'again';
      const sentAll = attempt.begun && attempt.taken === source.size;
      const arrived = sentAll && (await arrivedAnyway(source, call.signal).catch(() => null));
      if (arrived === true) return 'done';
      throw ftpFailure(thrown, 'transfer', sentAll && arrived === null);
    }
  }

  return {
    async send(source, call) {
      checkUploadName(source.name);
      if (call.signal.aborted) throw stoppedError(false);
      const file = await openLocalFile(source);
      try {
        call.onProgress({ sentBytes: 0 });
        // Every warm connection may have been hung up on; each failure drops one, so this ends.
        while ((await attemptOnce(file, source, call)) === 'again') continue;
        await file.assertUnchanged();
      } finally {
        await file.close();
      }
    },
    close() {
      pool.close();
      return Promise.resolve();
    },
  };
}
