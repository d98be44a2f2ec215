import type { FileRecord, StoreReader } from '../../ports/store.ts';

/** Said of a picture that was exported anew between being added and being sent. */
export const NEWER_IS_SENT = 'It was changed after it was added; the newer one is sent.';

/**
 * The picture of the same file that has gone already in the version the file has now; null when there is none. A watched
 * file that is exported anew before its first version went is added as a version of its own: what lies there goes once.
 * @param file as it is on the disk now
 * @param isChanged it is not what was added any more
 */
export async function newerWent(
  read: Pick<StoreReader, 'goneAlike'>,
  file: FileRecord,
  isChanged: boolean,
): Promise<FileRecord | null> {
  const gone = await read.goneAlike(file);
  // The same file sent twice unchanged is what a person wished.
  return gone.find((other) => isChanged || other.note === NEWER_IS_SENT) ?? null;
}
