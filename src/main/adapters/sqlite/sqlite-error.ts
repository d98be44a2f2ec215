import { AppError } from '../../errors/app-error.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const resultCode = {
  busy: 5,
  locked: 6,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error thrown by `node:sqlite`; null for anything else. */
function primaryCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return null;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : null;
}

export function isBusy(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === resultCode.busy || code === resultCode.locked;
}

/** True when the file itself is not, or no longer, a sound database. */
export function isDamaged(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === resultCode.corrupt || code === resultCode.notADatabase;
}

/** What SQLite said, as something a person can act on. An `AppError` passes as it is. */
export function storeError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = thrown;
  switch (primaryCode(thrown)) {
    case resultCode.busy:
    case resultCode.locked:
      return new AppError(
        'retry',
        'register_busy',
        'Another Clipdesk is writing to the register just now. It goes on by itself in a moment.',
        { cause },
      );
    case resultCode.full:
      return new AppError(
        'person',
        'disk_full',
        'The disk that holds the Clipdesk register is full. Free some space; nothing that was kept before is lost.',
        { cause },
      );
    case resultCode.readonly:
    case resultCode.cannotOpen:
      return new AppError(
        'person',
        'register_not_writable',
        'Clipdesk may not write in its profile folder. Allow writing there, or choose another folder, and start again.',
        { cause },
      );
    case resultCode.io:
      return new AppError(
        'person',
        'register_unreadable',
        'The disk that holds the Clipdesk register does not read or write properly. Check the disk, then start again.',
        { cause },
      );
    case resultCode.corrupt:
    case resultCode.notADatabase:
      return new AppError(
        'person',
        'register_damaged',
        'The Clipdesk register is damaged. Start Clipdesk again: it sets the damaged file aside and says where.',
        { cause },
      );
    default:
      return new AppError(
        'bug',
        'register_failed',
        'Clipdesk could not write something down. Nothing that was kept before is lost; please report this.',
        { cause },
      );
  }
}
