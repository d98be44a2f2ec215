import type { LibraryUpload } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { canReduce, typeOf } from './limits.ts';
import type { LibraryPartRecord, LibraryUploadRecord } from '../../ports/store.ts';

function sentence(upload: LibraryUploadRecord, sent: number, parts: number): string {
  switch (upload.state) {
    case 'waiting':
      if (upload.result !== null && upload.size === 0) return 'Is fetched from its job first';
      if (sent > 0) return `${String(sent)} of ${String(parts)} parts are there; waits for its turn`;
      return upload.note === '' ? 'Waits for its turn' : upload.note;
    case 'sending':
      if (parts < 2) return upload.note === '' ? 'On its way' : upload.note;
      return `${String(sent)} of ${String(parts)} parts are there${upload.note === '' ? '' : `. ${upload.note}`}`;
    case 'interrupted':
      return `Interrupted: ${String(sent)} of ${String(parts)} parts are there. Resume it, or cancel it.`;
    case 'completing':
      return 'All parts are there; the library is told';
    case 'failed':
      return upload.error?.message ?? 'It did not work.';
    case 'done':
      return upload.note === '' ? 'In the library' : upload.note;
    case 'cancelling':
      return 'Nothing is sent any more; the library is told as soon as it can be reached';
    case 'cancelled':
      return 'Cancelled';
    default:
      return assertNever(upload.state);
  }
}

const isTooMuch = ({ result, error }: LibraryUploadRecord): boolean =>
  result !== null && (error?.code === 'file_too_large' || error?.code === 'file_type');

/** An upload as the window and the command line show it. @param underWay bytes of parts on their way */
export function uploadView(
  upload: LibraryUploadRecord,
  parts: readonly LibraryPartRecord[],
  underWay: number,
): LibraryUpload {
  const there = parts.filter((part) => part.etag !== null);
  const sentBytes = there.reduce((sum, part) => sum + part.length, 0);
  const isWhole = upload.state === 'done' || upload.state === 'completing';
  return {
    id: upload.id,
    accountId: upload.accountId,
    name: upload.name,
    type: upload.type,
    size: upload.size,
    state: upload.state,
    fileId: upload.fileId,
    uploadId: upload.uploadId,
    parts: parts.length,
    partsSent: there.length,
    moved: isWhole ? upload.size : Math.min(upload.size, sentBytes + underWay),
    sentence: sentence(upload, there.length, parts.length),
    error: upload.error,
    canReduce: upload.state === 'failed' && isTooMuch(upload) && canReduce(upload.name, typeOf(upload.name)),
    jobId: upload.jobId,
    changedAt: upload.changedAt,
  };
}
