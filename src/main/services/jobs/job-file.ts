import type { JobFile, TransferState } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type { FileRecord, ReviewRecord } from '../../ports/store.ts';
import { localPicture, remotePicture } from '../pictures/addresses.ts';

/** What moves right now, by file; never stored. */
export interface MovingFile {
  readonly sentBytes: number;
  /** Of what moves, where that is not the local picture; null while it is not known. */
  readonly total: number | null;
  readonly bytesPerSecond: number;
}

const sendableLeftOut = new Set(['duplicate', 'by-you']);

function transferState(file: FileRecord, moving: MovingFile | undefined): TransferState {
  switch (file.state.kind) {
    case 'draft':
      return { kind: 'draft' };
    case 'left-out':
      return {
        kind: 'left-out',
        reason: file.state.reason,
        sentence: file.state.sentence,
        canSendAnyway: sendableLeftOut.has(file.state.reason),
      };
    case 'waiting':
      return moving
        ? { kind: 'sending', sentBytes: moving.sentBytes, bytesPerSecond: moving.bytesPerSecond }
        : { kind: 'waiting', sentence: 'Next' };
    case 'sent':
      return { kind: 'sent' };
    case 'proven':
      return { kind: 'proven', at: file.state.at };
    case 'failed':
      return { kind: 'failed', error: file.state.error };
    case 'at-server':
      return { kind: 'at-server' };
    default:
      return assertNever(file.state);
  }
}

function thumbnail(file: FileRecord, review: ReviewRecord | undefined): string {
  if (file.path !== null) return localPicture(file.jobId, file.id, 320);
  const original = review?.originalImageId ?? null;
  if (original !== null) return remotePicture(file.jobId, original, 'thumbnail');
  const result = review?.results[0];
  return result === undefined
    ? ''
    : remotePicture(file.jobId, result.imageId, 'thumbnail', review?.versionMark);
}

/** A stored file as the window shows it. */
export function jobFile(
  file: FileRecord,
  moving: MovingFile | undefined,
  review: ReviewRecord | undefined,
): JobFile {
  return {
    id: file.id,
    remoteId: file.remoteId,
    name: file.name,
    sourceName: file.sourceName,
    size: file.size,
    format: file.format,
    note: file.note,
    remark: file.remark,
    tags: file.tags,
    transfer: transferState(file, moving),
    thumbnail: thumbnail(file, review),
    returned: file.returned,
    decision: file.decision,
    md5: file.md5,
    sizeAtServer: file.remoteSize,
    download: file.download,
    fetching:
      moving === undefined || file.state.kind === 'waiting'
        ? null
        : { bytes: moving.sentBytes, size: moving.total, bytesPerSecond: moving.bytesPerSecond },
  };
}
