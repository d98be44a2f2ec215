import type { FileId } from '../../../../preload/contract/index.ts';
import type { SentPartRecord } from '../../../ports/store.ts';
import type { Session } from '../connection.ts';
import { integer, text } from '../rows/columns.ts';

export function findSentPart(session: Session, id: FileId): SentPartRecord | null {
  const row = session.get('SELECT * FROM sent_parts WHERE file_id = :id', { id });
  return row === undefined
    ? null
    : {
        fileId: id,
        size: integer(row, 'size'),
        modifiedAt: integer(row, 'modified_at'),
        bytes: integer(row, 'bytes'),
        md5: text(row, 'md5'),
      };
}

/** A file that was removed meanwhile has none. */
export function putSentPart(session: Session, part: SentPartRecord): void {
  session.run(
    `INSERT INTO sent_parts (file_id, size, modified_at, bytes, md5)
       SELECT id, :size, :modifiedAt, :bytes, :md5 FROM files WHERE id = :id
     ON CONFLICT (file_id) DO UPDATE SET
       size = excluded.size, modified_at = excluded.modified_at, bytes = excluded.bytes, md5 = excluded.md5`,
    { id: part.fileId, size: part.size, modifiedAt: part.modifiedAt, bytes: part.bytes, md5: part.md5 },
  );
}

export function removeSentPart(session: Session, id: FileId): void {
  session.run('DELETE FROM sent_parts WHERE file_id = :id', { id });
}
