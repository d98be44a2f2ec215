import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

export interface ReducedPicture {
  readonly type: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/**
 * A picture that fits into `edge` × `edge` pixels: PNG where there is transparency, JPEG elsewhere. Made once per
 * version of the file and kept. Null when it cannot be decoded.
 */
export async function reducedPicture(
  path: string,
  cache: string,
  edge: number,
): Promise<ReducedPicture | null> {
  const { size, mtimeMs } = await stat(path);
  const key = createHash('sha256')
    .update(JSON.stringify([path, size, mtimeMs, edge]))
    .digest('hex')
    .slice(0, 32);
  for (const [ending, type] of [
    ['jpg', 'image/jpeg'],
    ['png', 'image/png'],
  ] as const) {
    const kept = await readFile(join(cache, `${key}.${ending}`)).catch(() => null);
    if (kept) return { type, bytes: kept };
  }
  try {
    const { hasAlpha } = await sharp(path).metadata();
    const picture = sharp(path)
      .rotate()
      .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb');
    const bytes = await (
      hasAlpha ? picture.png({ compressionLevel: 3 }) : picture.jpeg({ quality: 85 })
    ).toBuffer();
    const arriving = join(cache, randomUUID());
    await writeFile(arriving, bytes);
    await rename(arriving, join(cache, `${key}.${hasAlpha ? 'png' : 'jpg'}`));
    return { type: hasAlpha ? 'image/png' : 'image/jpeg', bytes };
  } catch {
    return null;
  }
}
