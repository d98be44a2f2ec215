import type { FileHandle } from 'node:fs/promises';

/**
 * Writes what comes in into an open file, from byte `from` on, and syncs it. What arrived before an error is in the file.
 * @param cut after so many bytes it stops and says so; null: never
 */
export async function receive(
  source: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  from: number,
  cut: number | null,
): Promise<'whole' | 'cut'> {
  let at = from;
  const most = cut === null ? Number.POSITIVE_INFINITY : from + cut;
  try {
    for await (const chunk of source) {
      const part = chunk.subarray(0, Math.max(0, most - at));
      for (let done = 0; done < part.byteLength;) {
        const { bytesWritten } = await handle.write(part, done, part.byteLength - done, at);
        done += bytesWritten;
        at += bytesWritten;
      }
      if (part.byteLength < chunk.byteLength) return 'cut';
    }
    return 'whole';
  } finally {
    await handle.sync();
  }
}
