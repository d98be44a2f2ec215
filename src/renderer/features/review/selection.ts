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
  const start = shown.findIndex((place) => pairs[place]?.fileId === anchor);
  const end = shown.indexOf(to);
  const range = shown.slice(Math.max(0, Math.min(start, end)), Math.max(start, end) + 1);
  const files = range.flatMap((place) => pairs[place]?.fileId ?? []);
  return { files: new Set(files), anchor };
}

export function toggled(selection: Selection, file: RemoteFileId): Selection {
  const files = new Set(selection.files);
  if (!files.delete(file)) files.add(file);
  return { files, anchor: file };
}
