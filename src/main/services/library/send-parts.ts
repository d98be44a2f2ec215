import type { LibraryService } from '../../ports/library.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryPartRecord, LibraryUploadRecord } from '../../ports/store.ts';
import type { MovingUploads } from './moving-uploads.ts';

/** Parts of one file that travel side by side, as the service's own pseudo-code has it. */
export const PARTS_AT_ONCE = 5;
/** Tries of one part before the whole upload waits for its next turn. */
const TRIES = 4;
/** Milliseconds before the second try of a part; doubled each time. */
const FIRST_PAUSE = 300;

/** Only a new session, a sign-in, a person or the network helps: trying the same part again does not. */
const hopeless: ReadonlySet<string> = new Set(['address_expired', 'session_gone', 'offline']);

function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    signal.addEventListener('abort', end);
  });
}

/**
 * Sends the parts that are not there yet, several side by side; each is written down by `onSent` as soon as it is there.
 * When one cannot be sent the others are broken off, and its error is thrown.
 */
export async function sendParts(
  parts: readonly LibraryPartRecord[],
  options: {
    readonly api: LibraryService;
    readonly clock: Clock;
    readonly upload: LibraryUploadRecord;
    readonly addresses: ReadonlyMap<number, string>;
    readonly moving: MovingUploads;
    readonly onSent: (part: LibraryPartRecord, etag: string) => Promise<void>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { api, clock, upload, addresses, moving, onSent } = options;
  const waiting = parts.filter((part) => part.etag === null);
  moving.begun(
    upload.id,
    parts.reduce((sum, part) => sum + (part.etag === null ? 0 : part.length), 0),
  );
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);

  const sendOnce = async (part: LibraryPartRecord): Promise<string> => {
    let moved = 0;
    let isThere = false;
    try {
      const etag = await api.sendPart(
        {
          address: addresses.get(part.number) ?? '',
          path: upload.path,
          offset: part.offset,
          length: part.length,
          onBytes(bytes) {
            moved += bytes;
            moving.moved(upload.id, bytes);
          },
        },
        stop,
      );
      isThere = true;
      return etag;
    } finally {
      moving.settled(upload.id, moved, isThere);
    }
  };

  const send = async (part: LibraryPartRecord): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      stop.throwIfAborted();
      try {
        await onSent(part, await sendOnce(part));
        return;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (stop.aborted || error.action !== 'retry' || hopeless.has(error.code) || attempt === TRIES)
          throw thrown;
        const asked = error.retryAt === undefined ? 0 : error.retryAt - clock.now();
        // A long pause the server asks for is the queue's, not ours.
        if (asked > 10_000) throw thrown;
        await pause(clock, Math.max(asked, FIRST_PAUSE * 2 ** (attempt - 1)), stop);
      }
    }
  };

  const line = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await send(part);
  };
  let first: unknown = null;
  const lines = Array.from({ length: Math.min(PARTS_AT_ONCE, waiting.length) }, () =>
    line().catch((thrown: unknown) => {
      first ??= thrown;
      failed.abort();
    }),
  );
  await Promise.all(lines);
  if (first !== null) throw toAppError(first);
}
