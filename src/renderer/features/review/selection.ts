import type { RemoteFileId, ReviewPair } from '../../../preload/contract/index.ts';

/** Several pictures to be judged as one; where a range started, as a picture. */
export interface Selection {
  readonly files: ReadonlySet<RemoteFileId>;
  readonly anchor: RemoteFileId | null;
}

export const NOTHING_SELECTED: Selection = { files: new Set(), anchor: null };

/**
 * From the anchor to a place, over the pictures that are shown.
 * @param shown places in `pairs`, in order
 */
export function selectTo(
  selection: Selection,
  pairs: readonly ReviewPair[],
  shown: readonly number[],
  from: number,
  to: number,
): Selection {
  const anchor = selection.anchor ?? pairs[from]?.fileId ?? null;
  const start = pairs.findIndex((pair) => pair.fileId === anchor);
  const [low, high] = start < to ? [start, to] : [to, start];
  const files = shown
    .filter((place) => place >= low && place <= high)
    .flatMap((place) => pairs[place]?.fileId ?? []);
  return { files: new Set(files), anchor };
}

export function toggled(selection: Selection, file: RemoteFileId): Selection {
  const files = new Set(selection.files);
  if (!files.delete(file)) files.add(file);
  return { files, anchor: file };
}
