import type { LibraryUploadId } from '../../../preload/contract/index.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';

/** What moves into libraries at this moment; counts for the rate and the time left like every other transfer. In memory. */
export interface MovingUploads {
  /** A turn begins. @param arrived bytes of the parts that are there already */
  begun(upload: LibraryUploadId, arrived: number): void;
  /** Bytes of a part went. */
  moved(upload: LibraryUploadId, bytes: number): void;
  /** A part of which so many bytes went is there, or broke off. */
  settled(upload: LibraryUploadId, bytes: number, isThere: boolean): void;
  stopped(upload: LibraryUploadId): void;
  /** Bytes on their way of parts that are not confirmed yet. */
  of(upload: LibraryUploadId): number;
}

interface Entry {
  arrived: number;
  underWay: number;
}

/** @param onMoved told after every step */
export function createMovingUploads(
  all: Pick<MovingFiles, 'moved' | 'stopped'>,
  onMoved: () => void,
): MovingUploads {
  const entries = new Map<LibraryUploadId, Entry>();
  const change = (upload: LibraryUploadId, underWay: number, arrived: number): void => {
    const entry = entries.get(upload) ?? { arrived: 0, underWay: 0 };
    entry.underWay = Math.max(0, entry.underWay + underWay);
    entry.arrived += arrived;
    entries.set(upload, entry);
    all.moved(upload, entry.arrived + entry.underWay);
    onMoved();
  };
  return {
    begun(upload, arrived) {
      entries.set(upload, { arrived, underWay: 0 });
      all.moved(upload, arrived);
    },
    moved(upload, bytes) {
      change(upload, bytes, 0);
    },
    settled(upload, bytes, isThere) {
      change(upload, -bytes, isThere ? bytes : 0);
    },
    stopped(upload) {
      entries.delete(upload);
      all.stopped(upload);
    },
    of: (upload) => entries.get(upload)?.underWay ?? 0,
  };
}
