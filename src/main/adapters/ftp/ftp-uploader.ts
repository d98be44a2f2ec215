import { AppError } from '../../errors/app-error.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { FtpTarget, SentPart, UploadCall, UploadSource, Uploader } from '../../ports/uploads.ts';
import { createHashThread, hashHere, type StreamHash } from '../uploads/hash-thread.ts';
import { openLocalFile, type LocalFile } from '../uploads/local-source.ts';
import { createSmallFiles, hashOfWhole, SMALL } from '../uploads/small-files.ts';
import { checkUploadName } from '../uploads/upload-name.ts';
import { ftpFailure } from './ftp-failure.ts';
import { poolFor, type FtpOptions } from './ftp-options.ts';
import { guarded, type TakenSession } from './ftp-pool.ts';
import { RefusedReply } from './ftp-reply.ts';
import { hashOfSentPart, resumeOffset, ROLL_BACK } from './resume.ts';
import { sizeAtServer } from './server-size.ts';
import { storeFile, type TransferState } from './store-file.ts';

/** What has gone is noted so often, at most: a kill costs at most what went since. Milliseconds. */
const NOTE_EVERY = 1_000;

/** Bigger files are hashed by another thread. Bytes. */
const HASHED_HERE = 1024 * 1024;

/** Replies in the middle of a transfer that say no more than that it broke (RFC 959, 4.2). */
const BROKEN: ReadonlySet<number> = new Set([421, 425, 426, 450, 451]);

/** What is to be done after one try. */
type End =
  | { readonly kind: 'done'; readonly md5: string }
  /** Nothing was lost: at once, on another connection. */
  | { readonly kind: 'again' }
  /** What the server has is of no use. */
  | { readonly kind: 'anew' }
  /** The server had no data connection: once more, with a new one. */
  | { readonly kind: 'no-data'; readonly failure: AppError }
  /** The connection broke on the way: go on where the server's size says. */
  | { readonly kind: 'go-on'; readonly part: SentPart; readonly failure: AppError };

function partly(): AppError {
  return new AppError(
    'retry',
    'size_mismatch',
    'The FTP server has only part of the file. Clipdesk sends it again.',
  );
}

/**
 * Sends files by FTP into the folder of a job, over warm connections. A file that is there already is written anew (an
 * equal size proves nothing about its content), unless it is known to be the beginning of this one, broken off.
 */
export function createFtpUploader(target: FtpTarget, options: FtpOptions): Uploader {
  const { clock } = options;
  const pool = poolFor(target, options, true);
  const thread = createHashThread();
  const smallFiles = createSmallFiles();
  const tools = { clock, throttle: options.throttle ?? null };

  /** The confirmation got lost after the last byte: the size at the server tells whether the file arrived. */
  async function arrivedAnyway(source: UploadSource, signal: AbortSignal): Promise<boolean> {
    const { session } = await pool.take(signal);
    try {
      const size = await guarded(session, signal, () => sizeAtServer(session, source.name));
      return size === source.size;
    } finally {
      pool.giveBack(session);
    }
  }

  /** Where to begin, with the hash of what comes before it. */
  async function beginning(
    { session }: TakenSession,
    file: LocalFile,
    source: UploadSource,
    part: SentPart | null,
    signal: AbortSignal,
  ): Promise<{ readonly offset: number; readonly hash: StreamHash }> {
    const beside = source.size > HASHED_HERE;
    const hashed = file.whole === undefined ? null : hashOfWhole(file.whole);
    const anew = { offset: 0, hash: hashed ?? (beside ? thread.begin() : hashHere()) };
    if (part === null || part.bytes <= ROLL_BACK || !session.habits.restart) return anew;
    const there = await sizeAtServer(session, source.name);
    const offset = resumeOffset(source.size, there, part.bytes);
    if (offset === 0) return anew;
    const hash = await hashOfSentPart(file, part, offset, signal);
    return hash === null ? anew : { offset, hash: hashHere(hash) };
  }

  async function attempt(
    file: LocalFile,
    source: UploadSource,
    call: UploadCall,
    part: SentPart | null,
    goneOnFrom: { offset: number; readonly failure: AppError | null },
  ): Promise<End> {
    const taken = await pool.take(call.signal);
    const { session, warm } = taken;
    const { early, ahead, extended } = session.habits;
    const state: TransferState = { ready: false, moved: false, taken: 0 };
    let hash = hashHere();
    let offset = 0;
    let notedAt = clock.now();
    const partSoFar = async (): Promise<SentPart> => ({ bytes: hash.bytes, md5: await hash.soFar() });
    const note = async (): Promise<SentPart | null> => {
      if (hash.bytes <= ROLL_BACK) return null;
      const gone = await partSoFar();
      call.onPart?.(gone);
      return gone;
    };
    try {
      const size = await guarded(session, call.signal, async () => {
        ({ offset, hash } = await beginning(taken, file, source, part, call.signal));
        // It broke again before the server had more than last time: going on at once would go on for ever.
        if (goneOnFrom.failure !== null && offset <= goneOnFrom.offset) throw goneOnFrom.failure;
        goneOnFrom.offset = offset;
        state.taken = offset;
        if (offset > 0) call.onProgress({ sentBytes: offset });
        const told = await storeFile(
          session,
          file,
          {
            name: source.name,
            offset,
            state,
            signal: call.signal,
            onBlock: (block) => hash.add(block),
            onTaken: (bytes) => {
              call.onProgress({ sentBytes: bytes });
              if (bytes === source.size || clock.now() - notedAt < NOTE_EVERY) return;
              notedAt = clock.now();
              note().catch(() => undefined);
            },
          },
          tools,
        );
        return told ?? (session.closed ? null : sizeAtServer(session, source.name));
      });
      if (size === null || size === source.size) return { kind: 'done', md5: await hash.soFar() };
      // A server that promised to go on inside a file and did not is not asked to a second time.
      if (offset > 0) {
        session.habits.restart = false;
        return { kind: 'anew' };
      }
      throw partly();
    } catch (thrown) {
      const gone =
        state.moved && !(thrown instanceof RefusedReply && thrown.code >= 500)
          ? await note().catch(() => null)
          : null;
      if (call.signal.aborted) throw stoppedError(state.ready);
      if (thrown instanceof AppError) throw thrown;
      const isBroken = !(thrown instanceof RefusedReply) || BROKEN.has(thrown.code);
      // REST was refused, or STOR after it (ProFTPD without AllowStoreRestart): from the beginning then.
      if (thrown instanceof RefusedReply && offset > 0 && !state.ready && thrown.code !== 421) {
        session.habits.restart = false;
        return { kind: 'anew' };
      }
      if (!isBroken) throw ftpFailure(thrown, 'transfer');
      // Hung up on while it waited for work: nothing was lost, and a new connection tells the truth.
      if (warm && !state.ready && session.closed) return { kind: 'again' };
      const sentAll = state.ready && state.taken === source.size;
      const arrived =
        sentAll && !(thrown instanceof RefusedReply)
          ? await arrivedAnyway(source, call.signal).catch(() => null)
          : false;
      if (arrived === true) return { kind: 'done', md5: await hash.soFar() };
      // It broke because Clipdesk was quicker than this server likes: now it knows.
      const { habits } = session;
      if (habits.early !== early || habits.ahead !== ahead || habits.extended !== extended)
        return { kind: 'again' };
      const failure = ftpFailure(thrown, 'transfer', sentAll && arrived === null);
      // "425": the data connection that was opened ahead had gone stale, or none gets through at all.
      if (thrown instanceof RefusedReply && thrown.code === 425) return { kind: 'no-data', failure };
      if (gone !== null && habits.restart) return { kind: 'go-on', part: gone, failure };
      throw failure;
    } finally {
      hash.end();
      pool.giveBack(session);
    }
  }

  async function sendWhole(file: LocalFile, source: UploadSource, call: UploadCall): Promise<string> {
    let part = call.resume ?? null;
    let goneOnFrom: { offset: number; failure: AppError | null } = { offset: 0, failure: null };
    let hadNoData = false;
    // Every warm connection may have been hung up on; each failure drops one. A habit is learned once, going on needs
    // progress each time, and beginning anew happens once. So this ends.
    for (;;) {
      const end = await attempt(file, source, call, part, goneOnFrom);
      switch (end.kind) {
        case 'done':
          return end.md5;
        case 'again':
          goneOnFrom = { ...goneOnFrom, failure: null };
          continue;
        case 'no-data':
          if (hadNoData) throw end.failure;
          hadNoData = true;
          goneOnFrom = { ...goneOnFrom, failure: null };
          continue;
        case 'anew':
          part = null;
          goneOnFrom = { offset: 0, failure: null };
          continue;
        case 'go-on':
          part = end.part;
          goneOnFrom = { offset: goneOnFrom.offset, failure: end.failure };
      }
    }
  }

  return {
    async send(source, call) {
      checkUploadName(source.name);
      if (call.signal.aborted) throw stoppedError(false);
      const file = await (source.size <= SMALL ? smallFiles.take(source) : openLocalFile(source));
      try {
        call.onProgress({ sentBytes: 0 });
        const md5 = await sendWhole(file, source, call);
        return { md5, found: await file.assertUnchanged(md5) };
      } finally {
        await file.close();
      }
    },
    close() {
      pool.close();
      thread.close();
      smallFiles.close();
      return Promise.resolve();
    },
  };
}
