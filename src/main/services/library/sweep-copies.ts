import { basename } from 'node:path';
import { toAppError } from '../../errors/app-error.ts';
import type { Log } from '../../ports/log.ts';
import type { LibraryUploadRecord } from '../../ports/store.ts';
import type { PublishParts } from './publish.ts';

/** A copy is made before the register knows of it, perhaps by another Clipdesk on the same profile. Milliseconds. */
const SURELY_LEFT = 24 * 3_600_000;

type Parts = Pick<PublishParts, 'store' | 'clock' | 'files' | 'copiesFolder'>;

const isOver = ({ state }: LibraryUploadRecord): boolean => state === 'done' || state === 'cancelled';

/** Copies are called `UPLOAD.jpg`, and `UPLOAD.jpg.TOKEN.part` while they are written. */
const uploadOf = (path: string): string => basename(path).split('.', 1)[0] ?? '';

async function sweep({ store, clock, files, copiesFolder }: Parts): Promise<void> {
  if (await files.isFree(copiesFolder)) return;
  const paths: string[] = [];
  for await (const { path, problem } of files.walk([copiesFolder], new AbortController().signal))
    if (problem === undefined) paths.push(path);
  // After the files: an upload that began meanwhile is known here.
  const uploads = await store.read.libraryUploads();
  const wanted = new Set(uploads.filter((upload) => !isOver(upload)).map(({ id }) => String(id)));
  for (const path of paths) {
    if (wanted.has(uploadOf(path))) continue;
    const { modifiedAt } = await files.facts(path);
    if (clock.now() - modifiedAt > SURELY_LEFT) await files.remove(path);
  }
}

/**
 * Removes copies made for uploads that are over or never began: what was left when Clipdesk was ended in between. Copies
 * younger than a day stay, and those of every upload that may still go on. What cannot be removed now is tried at the next start.
 */
export async function sweepCopies(parts: Parts, log: Log): Promise<void> {
  try {
    await sweep(parts);
  } catch (thrown) {
    log.error('Copies made for a library could not be removed', { code: toAppError(thrown).code });
  }
}
