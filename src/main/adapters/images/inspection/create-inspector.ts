import { open } from 'node:fs/promises';
import type { Inspector } from '../../../ports/inspector.ts';
import { ByteReader } from '../byte-reader.ts';
import { sniff, type Format } from '../sniff.ts';
import { unreadable } from '../unreadable.ts';
import { readClippingPaths } from './clipping-paths.ts';
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

export function createInspector(): Inspector {
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
  };
}
