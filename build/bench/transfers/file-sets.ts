import { randomFillSync } from 'node:crypto';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pictures to send: a folder of its own, nothing else in it. */
export interface FileSet {
  readonly name: string;
  readonly folder: string;
  /** Bytes by file name. */
  readonly sizes: ReadonlyMap<string, number>;
}

const samplesFolder = join(import.meta.dirname, '../../../test/fixtures/pictures');
const sample = join(samplesFolder, 'mug-speckle.jpg');

/** A comment segment holds at most this many bytes (ITU-T T.81, B.2.4.5: its length counts itself). */
const COMMENT = 65_533;

/**
 * A real photograph, as long as it has to be: comment segments with bytes that do not compress stand before its data.
 * @param size bytes; not less than the sample has
 */
export function paddedJpeg(picture: Buffer, size: number, noise: Buffer): Buffer {
  const pieces = [picture.subarray(0, 2)];
  let missing = size - picture.byteLength;
  while (missing > 4) {
    // No rest of less than an empty segment may remain.
    const length = missing - 4 <= COMMENT - 2 ? missing - 4 : Math.min(COMMENT - 2, missing - 12);
    const from = Math.floor(Math.random() * (noise.byteLength - length));
    pieces.push(
      Buffer.from([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 255]),
      noise.subarray(from, from + length),
    );
    missing -= length + 4;
  }
  pieces.push(picture.subarray(2));
  return Buffer.concat(pieces);
}

/** Photographs of about the same size, no two of exactly the same, as a camera writes them. */
export async function makeJpegs(folder: string, name: string, count: number, size: number): Promise<FileSet> {
  await mkdir(folder, { recursive: true });
  const picture = await readFile(sample);
  const noise = randomFillSync(Buffer.allocUnsafe(1 << 22));
  const sizes = new Map<string, number>();
  for (let number = 0; number < count; number += 1) {
    const file = `IMG_${String(number + 1).padStart(4, '0')}.jpg`;
    const bytes = paddedJpeg(picture, Math.round(size + (number - count / 2) * 16), noise);
    const handle = await open(join(folder, file), 'w');
    await handle.writeFile(bytes);
    await handle.close();
    sizes.set(file, bytes.byteLength);
  }
  return { name, folder, sizes };
}

/** 24 megapixels, as a camera writes them. Pixels. */
const CAMERA = { width: 6000, height: 4000 } as const;

/**
 * Photographs of 24 megapixels whose pixels make up their size: what looks into them has to decode all of it. Each is one
 * of the sample's pictures enlarged, with the grain of a sensor, in another light.
 */
export async function makePhotographs(folder: string, name: string, count: number): Promise<FileSet> {
  await mkdir(folder, { recursive: true });
  const samples = (await readdir(samplesFolder)).filter((file) => file.endsWith('.jpg')).toSorted();
  const grain = await sharp({
    create: {
      ...{ width: CAMERA.width / 4, height: CAMERA.height / 4, channels: 3, background: '#808080' },
      noise: { type: 'gaussian', mean: 128, sigma: 24 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const sizes = new Map<string, number>();
  for (let number = 0; number < count; number += 1) {
    const file = `DSC_${String(number + 1).padStart(4, '0')}.jpg`;
    const { size } = await sharp(join(samplesFolder, samples[number % samples.length] ?? ''))
      .resize({ ...CAMERA, fit: 'cover', kernel: 'cubic' })
      .modulate({ brightness: 0.8 + 0.4 * (number / count) })
      .composite([{ input: grain, tile: true, blend: 'soft-light' }])
      .jpeg({ quality: 92 })
      .toFile(join(folder, file));
    sizes.set(file, size);
  }
  return { name, folder, sizes };
}

/** One entry of a TIFF directory (TIFF 6.0, section 2): tag, type 4 (LONG) or 3 (SHORT), one value. */
function entry(tag: number, value: number, type: 3 | 4 = 4): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.writeUInt32LE(1, 4);
  if (type === 3) bytes.writeUInt16LE(value, 8);
  else bytes.writeUInt32LE(value, 8);
  return bytes;
}

/** An uncompressed greyscale TIFF of at least `size` bytes, every block of it written. */
export async function makeTiff(folder: string, name: string, size: number): Promise<FileSet> {
  await mkdir(folder, { recursive: true });
  const width = 32_768;
  const height = Math.ceil(size / width);
  const head = Buffer.alloc(256);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  const entries = [
    entry(256, width),
    entry(257, height),
    entry(258, 8, 3),
    entry(259, 1, 3),
    entry(262, 1, 3),
    entry(273, head.byteLength),
    entry(277, 1, 3),
    entry(278, height),
    entry(279, width * height),
  ];
  head.writeUInt16LE(entries.length, 8);
  Buffer.concat(entries).copy(head, 10);
  const handle = await open(join(folder, 'panorama.tif'), 'w');
  await handle.write(head);
  const noise = randomFillSync(Buffer.allocUnsafe(width * 256));
  for (let row = 0; row < height; row += 256) {
    noise.writeUInt32LE(row, 0);
    await handle.write(noise.subarray(0, Math.min(256, height - row) * width));
  }
  await handle.close();
  return { name, folder, sizes: new Map([['panorama.tif', head.byteLength + width * height]]) };
}

export function bytesOf(set: FileSet): number {
  return [...set.sizes.values()].reduce((sum, size) => sum + size, 0);
}
