import type { FileRecord, StoreReader } from '../../ports/store.ts';

/** Said of a picture that was exported anew between being added and being sent. */
export const NEWER_IS_SENT = 'It was changed after it was added; the newer one is sent.';

/**
 * The picture of the same file that has gone already in the version the file has now; null when there is none. A watched
 * file that is exported anew before its first version went is added as a version of its own: what lies there goes once,
 * also where what went first arrived damaged and its turn comes again.
 * @param file as it is on the disk now
 */
export async function newerWent(
  read: Pick<StoreReader, 'goneAlike'>,
  file: FileRecord,
): Promise<FileRecord | null> {
  const gone = await read.goneAlike(file);
  // The same file sent twice unchanged is what a person wished.
  return gone.find(({ note }) => file.note === NEWER_IS_SENT || note === NEWER_IS_SENT) ?? null;
}
