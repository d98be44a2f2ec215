import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import type { PartRecord } from '../../ports/store.ts';

/** What comes in parts, and where it will lie. */
export interface PartSubject {
  readonly jobId: JobId;
  /** Null: the archive of the whole job. */
  readonly imageId: ImageId | null;
  /** The final path; the part lies beside it. */
  readonly path: string;
}

/** Of an id: enough that nobody else ever gives a file this name. */
const TOKEN = 8;

/** Behind the final path. Without a token it is of an earlier Clipdesk. */
const ending = /^(\.[^.]+)?\.part$/;

/**
 * The note of a part: the one there is, or a new one, not written yet. Its name has a token, so that whatever lies under it is Clipdesk's own,
 * whenever the note was written and whatever became of the file since.
 * @param known the notes of all parts of the job
 * @param newId the token of a new one is taken from it
 * @param now milliseconds since the epoch
 */
export function noteOfPart(
  known: readonly PartRecord[],
  { jobId, imageId, path }: PartSubject,
  newId: () => string,
  now: number,
): PartRecord {
  const own = known.find(
    (note) =>
      note.imageId === imageId && note.path.startsWith(path) && ending.test(note.path.slice(path.length)),
  );
  return (
    own ?? {
      path: `${path}.${newId().slice(-TOKEN)}.part`,
      jobId,
      imageId,
      total: null,
      etag: null,
      lastModified: null,
      notedAt: now,
    }
  );
}
