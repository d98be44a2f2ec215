import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp, { type SharpOptions } from 'sharp';
import type { EncodedPicture, Images, PictureCheck } from '../../ports/images.ts';
import { ByteReader } from './byte-reader.ts';
import { checkPicture } from './check-picture.ts';
import { jpegContent } from './jpeg-decode.ts';
import { jpegStructure } from './jpeg-structure.ts';
import { labTiffPixels, type PlainPixels } from './lab-tiff.ts';
import { Lanes } from './lanes.ts';
import { withOwnColours } from './own-colours.ts';
import { psdAsTiff } from './psd-picture.ts';
import { rawFormat } from './raw-formats.ts';
import { rawPreviews } from './raw-preview.ts';
import { smallerPicture } from './smaller-picture.ts';
import { sniff } from './sniff.ts';
import { unreadable } from './unreadable.ts';

// A file may be exported anew under the same name: what was decoded once must not be shown again for it.
sharp.cache(false);
// Two or three pictures at a time, one thread each: bounded memory, and the disk's own threads keep their turn.
sharp.concurrency(1);

/** Decoding more pixels than this takes so long that it is noticed. */
const largePixels = 16_000_000;

const quality = 82;
/** WebP cannot hold more pixels than this per side. */
const webpMost = 16_383;

/** Quarter turns by EXIF orientation; mirrored ones do not come from cameras. */
const turns: Readonly<Record<number, number>> = { 3: 180, 6: 90, 8: 270 };

/** @param orientation of the file around it, used where the picture does not carry its own */
async function encode(
  source: string | Buffer | PlainPixels,
  edge: number,
  orientation = 1,
): Promise<EncodedPicture | null> {
  const side = Math.min(edge, webpMost);
  try {
    const options: SharpOptions = { failOn: 'none', autoOrient: true, limitInputPixels: 1_000_000_000 };
    const picture =
      typeof source === 'string' || Buffer.isBuffer(source)
        ? sharp(source, options)
        : sharp(source.data, { ...options, raw: source });
    const metadata = await picture.metadata();
    const turn = turns[orientation];
    if (turn !== undefined && metadata.orientation === undefined) picture.rotate(turn);
    picture.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
    const own = withOwnColours(picture, metadata);
    // Of what is looked at pixel by pixel JPEG keeps the colours within half a step of what can be seen; WebP is coarser.
    if (edge > 2000 && !metadata.hasAlpha)
      return {
        bytes: await own.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
        type: 'image/jpeg',
      };
    const bytes = await own
      .webp(edge > 2000 ? { quality: 92, effort: 1 } : { quality, effort: 3 })
      .toBuffer();
    return { bytes, type: 'image/webp' };
  } catch {
    return null;
  }
}

function isRaw(head: Buffer, source: string | Uint8Array): boolean {
  return rawFormat(head, typeof source === 'string' ? basename(source) : '') !== null;
}

async function fromReader(
  source: string | Uint8Array,
  reader: ByteReader,
  edge: number,
): Promise<EncodedPicture | null> {
  const sniffed = sniff(await reader.bytes(0, 4096));
  if (sniffed.kind !== 'format') return null;
  if (sniffed.format === 'PSD' || sniffed.format === 'PSB') {
    const tiff = await psdAsTiff(reader, edge);
    return tiff === null ? null : encode(tiff, edge);
  }
  const { format } = sniffed;
  const raw = format === 'RAF' || (format === 'TIFF' && isRaw(await reader.bytes(0, 16), source));
  if (raw) {
    for await (const preview of rawPreviews(reader, format)) {
      const picture = await encode(preview.bytes, edge, preview.orientation);
      if (picture) return picture;
    }
    return null;
  }
  const lab = format === 'TIFF' ? await labTiffPixels(reader) : null;
  if (lab !== null) return encode(lab, edge);
  return encode(typeof source === 'string' ? source : Buffer.from(source), edge);
}

async function reduce(source: string | Uint8Array, edge: number): Promise<EncodedPicture | null> {
  if (typeof source !== 'string') return fromReader(source, ByteReader.ofBytes(source), edge);
  let handle;
  try {
    handle = await open(source, 'r');
  } catch {
    return null;
  }
  try {
    return await fromReader(source, await ByteReader.ofFile(handle), edge);
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/** Looks into a file and decodes what has to be decoded for it. */
async function checkHere(path: string, lanes: Lanes): Promise<PictureCheck> {
  const handle = await open(path, 'r');
  try {
    return await checkPicture(path, await ByteReader.ofFile(handle), async (reader) => {
      const found = await jpegStructure(reader);
      return lanes.run(false, () => jpegContent(reader.whole() ?? path, found));
    });
  } finally {
    await handle.close();
  }
}

/** What has to be decoded, with sharp (libvips); structures are read by our own code, which knows what a cut-off file looks like. */
export function decodingImages(
  lanes: Lanes,
  largeAtOnce: number,
): Pick<Images, 'check' | 'reduced' | 'smaller'> {
  const large = new Lanes(largeAtOnce);
  return {
    async check(path) {
      try {
        return await checkHere(path, lanes);
      } catch (thrown) {
        throw unreadable(path, thrown);
      }
    },
    reduced: (source, edge) => lanes.run(true, () => reduce(source, edge)),
    smaller: (bytes, edge, first = false) =>
      smallerPicture(bytes, edge, (pixels, work) =>
        pixels > largePixels ? large.run(first, () => lanes.run(true, work)) : lanes.run(true, work),
      ),
  };
}
