import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Edge lengths in pixels that Windows keeps in one .ico file. */
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];

/** Edge lengths in pixels and the types under which an .icns file keeps them as PNG. */
const appleTypes = [
  [16, 'icp4'],
  [32, 'icp5'],
  [64, 'icp6'],
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
  [1024, 'ic10'],
  [32, 'ic11'],
  [64, 'ic12'],
  [256, 'ic13'],
  [512, 'ic14'],
] as const;

const linuxSizes = [16, 32, 48, 64, 128, 256, 512, 1024];

/**
 * A Windows icon file: a directory of 16 bytes per picture, then the pictures as PNG.
 * @param pictures edge length in pixels and PNG bytes
 */
export function windowsIcon(pictures: readonly (readonly [size: number, png: Buffer])[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [place, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * place;
    // 256 does not fit into the byte: 0 stands for it.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(([, png]) => png)]);
}

/**
 * An Apple icon file: "icns", the whole length, then per picture its type, its length with these eight bytes, the PNG.
 * @param pictures type and PNG bytes
 */
export function appleIcon(pictures: readonly (readonly [type: string, png: Buffer])[]): Buffer {
  const parts = pictures.flatMap(([type, png]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return [head, png];
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

/**
 * Renders the icon of every platform from the one drawing.
 * @param drawing the SVG file
 * @param folder where `icon.icns`, `icon.ico` and `linux/NxN.png` are written
 */
export async function renderIcons(drawing: string, folder: string): Promise<void> {
  const rendered = new Map<number, Promise<Buffer>>();
  const png = (size: number): Promise<Buffer> => {
    const known = rendered.get(size);
    if (known !== undefined) return known;
    const picture = sharp(drawing).resize(size, size).png({ compressionLevel: 9 }).toBuffer();
    rendered.set(size, picture);
    return picture;
  };

  await mkdir(join(folder, 'linux'), { recursive: true });
  const windows = await Promise.all(windowsSizes.map(async (size) => [size, await png(size)] as const));
  const apple = await Promise.all(appleTypes.map(async ([size, type]) => [type, await png(size)] as const));
  await writeFile(join(folder, 'icon.ico'), windowsIcon(windows));
  await writeFile(join(folder, 'icon.icns'), appleIcon(apple));
  for (const size of linuxSizes) {
    await writeFile(join(folder, 'linux', `${size}x${size}.png`), await png(size));
  }
}
