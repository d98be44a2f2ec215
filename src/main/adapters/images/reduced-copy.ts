import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { AppError } from '../../errors/app-error.ts';
import type { MakeReducedCopy } from '../../ports/reduced-copy.ts';
import { withOwnColours } from './own-colours.ts';

/** Edge in pixels and quality, tried from the best on. */
const steps: readonly { readonly edge: number | null; readonly quality: number }[] = [
  { edge: null, quality: 92 },
  { edge: null, quality: 85 },
  { edge: 6000, quality: 85 },
  { edge: 4000, quality: 85 },
  { edge: 3000, quality: 82 },
  { edge: 2000, quality: 80 },
  { edge: 1200, quality: 75 },
];

/** What is transparent becomes white: JPEG knows no transparency. */
export const makeReducedCopy: MakeReducedCopy = async (path, target, most) => {
  try {
    for (const { edge, quality } of steps) {
      const picture = sharp(path, { failOn: 'error', autoOrient: true, limitInputPixels: 1_000_000_000 });
      const metadata = await picture.metadata();
      if (edge !== null)
        picture.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
      const bytes = await withOwnColours(picture.flatten({ background: '#ffffff' }), metadata)
        .jpeg({ quality })
        .toBuffer();
      if (bytes.byteLength > most) continue;
      await writeFile(target, bytes);
      return;
    }
  } catch (cause) {
    throw notReducible(cause);
  }
  throw notReducible(null);
};

function notReducible(cause: unknown): AppError {
  return new AppError(
    'person',
    'not_reducible',
    'No reduced copy could be made of this picture. Save a smaller one yourself and publish that.',
    { cause },
  );
}
