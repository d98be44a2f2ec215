import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SavedResult {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly md5: string;
}

/** What lies in a folder. Found again by content: results get the person's own names back, not those they travelled under. */
export async function savedResults(folder: string): Promise<readonly SavedResult[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const bytes = await readFile(path);
      return { path, size: bytes.byteLength, md5: createHash('md5').update(bytes).digest('hex') };
    }),
  );
}
