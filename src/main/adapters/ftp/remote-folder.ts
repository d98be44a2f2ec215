import { parseList } from 'basic-ftp';
import { Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { RemoteContent, RemoteEntry, RemoteFolder, RemoteFolders } from '../../ports/remote-folder.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import { checkUploadName } from '../uploads/upload-name.ts';
import { beginFetch, readAll, type Fetching } from './fetch-file.ts';
import { ftpFailure } from './ftp-failure.ts';
import { poolFor, type FtpOptions } from './ftp-options.ts';
import { guarded } from './ftp-pool.ts';
import { RefusedReply } from './ftp-reply.ts';
import type { FtpSession } from './ftp-session.ts';
import { parseDate } from './server-date.ts';
import { parseSize } from './server-size.ts';

/** MLSD (RFC 3659, 7), where every server says the same in the same way; else LIST, whose form is anybody's guess. */
async function listFiles(session: FtpSession): Promise<readonly RemoteEntry[]> {
  const text = await readAll(session, 'MLSD').catch((thrown: unknown) => {
    if (!(thrown instanceof RefusedReply) || session.closed) throw thrown;
    return null;
  });
  const entries = parseList(text ?? (await readAll(session, 'LIST')));
  return entries
    .filter((entry) => entry.isFile)
    .map((entry) => ({
      name: entry.name,
      size: Number.isSafeInteger(entry.size) ? entry.size : null,
      modifiedAt: entry.modifiedAt?.getTime() ?? null,
    }));
}

function missing(cause: unknown): AppError {
  return new AppError(
    'gone',
    'ftp_missing',
    'This file is not in the folder at the service any more. Look at the job again.',
    { cause },
  );
}

/** Reads folders at the service by FTP. */
export function createRemoteFolders(options: FtpOptions): RemoteFolders {
  const throttle = options.throttle ?? null;

  function folder(target: FtpTarget): RemoteFolder {
    const pool = poolFor(target, options, false);

    /** Takes a connection; one that was hung up on while it waited is replaced without a word. */
    async function withSession<Value>(
      signal: AbortSignal,
      run: (session: FtpSession) => Promise<Value>,
    ): Promise<{ readonly session: FtpSession; readonly value: Value }> {
      for (;;) {
        const { session, warm } = await pool.take(signal);
        const { extended } = session.habits;
        try {
          return { session, value: await guarded(session, signal, () => run(session)) };
        } catch (thrown) {
          const wasHungUp = warm && session.closed && !signal.aborted && !(thrown instanceof AppError);
          pool.giveBack(session);
          if (signal.aborted) throw stoppedError(false);
          // Hung up on, or wiser about its data connections, which happens once.
          if (wasHungUp || session.habits.extended !== extended) continue;
          throw thrown instanceof RefusedReply && thrown.code === 550
            ? missing(thrown)
            : ftpFailure(thrown, 'transfer');
        }
      }
    }

    async function* read(
      session: FtpSession,
      { socket, confirmed }: Fetching,
      signal: AbortSignal,
    ): AsyncGenerator<Buffer> {
      const { watch } = session.control;
      const stop = (): void => session.close();
      // A refusal may come while the reader is busy: it is met after the last byte.
      confirmed.catch(() => undefined);
      signal.addEventListener('abort', stop, { once: true });
      let isWhole = false;
      try {
        for await (const piece of socket as AsyncIterable<Buffer>) {
          // Whoever takes the bytes may be slow (a full disk, a limit): the server is not to blame meanwhile.
          watch.stop();
          const waiting = throttle?.pass(piece.byteLength, signal) ?? null;
          if (waiting !== null) await waiting;
          yield piece;
          watch.start();
        }
        await confirmed;
        isWhole = true;
        session.prepare();
      } catch (thrown) {
        if (signal.aborted) throw stoppedError(false);
        throw ftpFailure(thrown, 'transfer');
      } finally {
        signal.removeEventListener('abort', stop);
        if (!isWhole) session.close();
        pool.giveBack(session);
      }
    }

    return {
      async list(signal) {
        const { session, value } = await withSession(signal, listFiles);
        pool.giveBack(session);
        return value;
      },
      async open(name, offset, signal): Promise<RemoteContent> {
        checkUploadName(name);
        const { session, value } = await withSession(signal, async (taken) => {
          const [told, date] = await Promise.all([taken.tell(`SIZE ${name}`), taken.tell(`MDTM ${name}`)]);
          const from = offset > 0 && (await taken.tell(`REST ${offset}`)).code === 350 ? offset : 0;
          return {
            size: parseSize(told),
            modifiedAt: parseDate(date),
            from,
            fetching: await beginFetch(taken, `RETR ${name}`),
          };
        });
        return {
          content: Readable.from(read(session, value.fetching, signal), { objectMode: false }),
          offset: value.from,
          size: value.size,
          modifiedAt: value.modifiedAt,
        };
      },
      close() {
        pool.close();
        return Promise.resolve();
      },
    };
  }

  return { ftp: folder };
}
