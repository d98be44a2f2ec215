import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';

/** Parts of a register that belong together: the file, and what was not written into it yet. */
const PARTS = ['', '-wal', '-journal'];

export interface RegisterCopy {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * A register that may only be read is read as a copy for as long as this process lives: SQLite has to write beside what it
 * reads when something was not written into it yet, and a register of an earlier version has to be brought up.
 * @throws what the file system throws
 */
export function copyRegister(path: string): RegisterCopy {
  const folder = mkdtempSync(join(tmpdir(), 'clipdesk-reading-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, basename(path));
  try {
    for (const part of PARTS)
      if (existsSync(path + part)) copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE);
  } catch (thrown) {
    remove();
    throw thrown;
  }
  return { path: copy, remove };
}

/** Why nothing can be kept, for every change that is asked for. @param isFull the disk takes no more; else it may not be written */
export function readOnlyRefusal(folder: string, isFull: boolean): AppError {
  if (isFull)
    return new AppError(
      'person',
      'disk_full',
      `This cannot be kept: the disk of the profile folder (${folder}) is full. Free some space, and start again. Nothing that was kept before is lost.`,
    );
  return new AppError(
    'person',
    'register_read_only',
    `This cannot be kept: Clipdesk may only read in its profile folder (${folder}). Allow writing there, or choose another folder, and start again. Nothing that was kept before is lost.`,
  );
}

export function readOnlySentence(folder: string, isFull: boolean): string {
  const [why, way] = isFull
    ? [`The disk of the profile folder (${folder}) is full.`, 'Free some space, and start again.']
    : [
        `Clipdesk may only read in its profile folder (${folder}).`,
        'Allow writing there, or choose another folder, and start again.',
      ];
  return `${why} Everything seen before can be looked at; decisions, jobs and settings cannot be kept, and nothing is sent. ${way}`;
}
