import { basename } from 'node:path';
import { AppError } from '../../errors/app-error.ts';

/** Why a picture file could not be opened, with a way out. */
export function unreadable(path: string, thrown: unknown): AppError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  const name = `“${basename(path)}”`;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(
      'person',
      'file_missing',
      `${name} is not there any more. It was moved, renamed or deleted, or its drive was unplugged.`,
      { cause: thrown },
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError(
      'person',
      'file_unreadable',
      `${name} may not be read. Give yourself permission to read it, then try again.`,
      { cause: thrown },
    );
  }
  return new AppError('person', 'file_unreadable', `${name} could not be read. Try again, or copy it anew.`, {
    cause: thrown,
  });
}
