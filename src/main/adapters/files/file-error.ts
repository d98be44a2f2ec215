import { basename } from 'node:path';
import { AppError } from '../../errors/app-error.ts';

/** What was being done when the disk refused; only the wording of the sentence depends on it. */
export type FileWork = 'read' | 'write';

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** True when the error says that nothing of that name is there. */
export function isMissing(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** True when the error says that something of that name is there already. */
export function isTaken(thrown: unknown): boolean {
  return codeOf(thrown) === 'EEXIST';
}

/**
 * An error of the operating system as a sentence with a way out. Cancelling and `AppError`s pass through unchanged.
 * @returns what to throw
 */
export function fileError(thrown: unknown, path: string, work: FileWork): unknown {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return thrown;
  const name = `“${basename(path) || path}”`;
  const person = (code: string, message: string): AppError =>
    new AppError('person', code, message, { cause: thrown });
  switch (codeOf(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return work === 'read'
        ? person(
            'file_missing',
            `${name} is not there any more. It was moved, renamed or deleted, or its drive was unplugged.`,
          )
        : person('folder_missing', `The folder for ${name} is not there any more. Choose another folder.`);
    case 'EACCES':
    case 'EPERM':
      return work === 'read'
        ? person(
            'file_unreadable',
            `${name} may not be read. Give yourself permission to read it, then try again.`,
          )
        : person(
            'file_unwritable',
            `${name} may not be written there. Choose another folder, or give yourself permission to write in this one.`,
          );
    case 'ENOSPC':
    case 'EDQUOT':
      return person(
        'disk_full',
        `There is no room left on the disk for ${name}. Free some space, then try again.`,
      );
    case 'EROFS':
      return person(
        'disk_read_only',
        `${name} cannot be saved: the disk is read-only. Choose a folder on another disk.`,
      );
    case 'EMFILE':
    case 'ENFILE':
      return new AppError(
        'retry',
        'too_many_open_files',
        `${name} could not be opened because too many files are open on this computer. It is tried again by itself.`,
        { cause: thrown },
      );
    case 'EBUSY':
    case 'ETXTBSY':
      return person('file_busy', `${name} is in use by another program. Close it there, then try again.`);
    case 'EISDIR':
      return person('not_a_file', `${name} is a folder, not a file.`);
    case 'ELOOP':
      return person('file_unreadable', `${name} is a link that leads nowhere. Use the file itself.`);
    case 'ENAMETOOLONG':
      return person('name_too_long', `${name} has too long a name for this disk. Give it a shorter name.`);
    case 'EFBIG':
      return person(
        'file_too_big',
        `${name} is too big for this kind of disk. Choose a folder on another disk.`,
      );
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
      return person(
        'disk_failed',
        `The disk failed while ${name} was being ${work === 'read' ? 'read' : 'written'}. Check its cable or connection, then try again.`,
      );
    default:
      return person(
        work === 'read' ? 'file_unreadable' : 'file_unwritable',
        `${name} could not be ${work === 'read' ? 'read' : 'written'}. Try again, or use another disk.`,
      );
  }
}

/** Runs `run`; what the operating system throws comes out as an `AppError`. */
export async function onDisk<T>(path: string, work: FileWork, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    throw fileError(thrown, path, work);
  }
}
