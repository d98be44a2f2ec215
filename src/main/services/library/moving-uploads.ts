import type { LibraryUploadId } from '../../../preload/contract/index.ts';

/** Bytes on their way of parts that are not confirmed yet. In memory. */
export interface MovingUploads {
  moved(upload: LibraryUploadId, bytes: number): void;
  /** A part arrived or broke off: what was counted of it is over. */
  settled(upload: LibraryUploadId, bytes: number): void;
  stopped(upload: LibraryUploadId): void;
  of(upload: LibraryUploadId): number;
}

/** @param onMoved told after every step */
export function createMovingUploads(onMoved: (upload: LibraryUploadId) => void): MovingUploads {
  const under = new Map<LibraryUploadId, number>();
  const add = (upload: LibraryUploadId, bytes: number): void => {
    under.set(upload, Math.max(0, (under.get(upload) ?? 0) + bytes));
    onMoved(upload);
  };
  return {
    moved: add,
    settled(upload, bytes) {
      add(upload, -bytes);
    },
    stopped: (upload) => under.delete(upload),
    of: (upload) => under.get(upload) ?? 0,
  };
}
