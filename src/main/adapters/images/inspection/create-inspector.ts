import { open } from 'node:fs/promises';
import type { Inspector } from '../../../ports/inspector.ts';
import { ByteReader } from '../byte-reader.ts';
import { sniff, type Format } from '../sniff.ts';
import { unreadable } from '../unreadable.ts';
import { readClippingPaths } from './clipping-paths.ts';
import { impureWhite, measurePicture, samePixels } from './measure-picture.ts';
import { readPicture } from './read-picture.ts';

/** Opens the file for as long as `work` needs it. @throws AppError `file_missing`, `file_unreadable` (person) */
async function withReader<T>(
  path: string,
  work: (reader: ByteReader, format: Format | null) => Promise<T>,
): Promise<T> {
  let handle;
  try {
    handle = await open(path, 'r');
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
  try {
    const reader = await ByteReader.ofFile(handle);
    const sniffed = sniff(await reader.bytes(0, 4096));
    return await work(reader, sniffed.kind === 'format' ? sniffed.format : null);
  } finally {
    await handle.close();
  }
}

type PixelWork<T> = (
  path: string,
  reader: ByteReader,
  format: Format,
  orientation: number,
  signal: AbortSignal,
) => Promise<T | null>;

/**
 * @param decoding lets a decoding run when there is a lane free for it, after what somebody is looking at
 */
export function createInspector(
  decoding: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Inspector {
  const onPixels = <T>(path: string, signal: AbortSignal, work: PixelWork<T>): Promise<T | null> =>
    withReader(path, async (reader, format) => {
      if (format === null) return null;
      const orientation = (await readPicture(path, reader, format))?.orientation ?? 1;
      return decoding(() => {
        signal.throwIfAborted();
        return work(path, reader, format, orientation, signal);
      });
    });

  return {
    read: (path) =>
      withReader(path, (reader, format) =>
        format === null ? Promise.resolve(null) : readPicture(path, reader, format),
      ),
    clippingPaths: (path) =>
      withReader(path, async (reader, format) => {
        if (format === null)
          return { paths: [], sentence: 'No path: this is no picture that Clipdesk understands.' };
        const orientation = (await readPicture(path, reader, format))?.orientation ?? 1;
        return readClippingPaths(reader, format, orientation);
      }),
    measure: (path, signal) => onPixels(path, signal, measurePicture),
    impureWhite: (path, signal) => onPixels(path, signal, impureWhite),
    samePicture: (one, other) => decoding(() => samePixels(one, other)),
  };
}
