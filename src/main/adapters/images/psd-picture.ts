import type { ByteReader } from './byte-reader.ts';
import { labAsSrgb } from './lab-colours.ts';
import { psdLayout, type PsdLayout } from './psd-structure.ts';
import { plainTiff, type PlainColours } from './plain-tiff.ts';

const iccResource = 1039;
/** Beyond this the reduced picture is not made at all rather than filling the memory. */
const mostPixels = 120_000_000;

interface Plane {
  readonly colours: PlainColours;
  readonly channels: number;
}

/** Image resource blocks: "8BIM", id, padded name, length, data. */
async function iccProfile(reader: ByteReader, layout: PsdLayout): Promise<Buffer | null> {
  let at = layout.resources.start;
  while (at + 12 <= layout.resources.end) {
    const head = await reader.bytes(at, 7);
    if (head.length < 7 || !/^(8BIM|MeSa|8B64)/.test(head.toString('latin1', 0, 4))) return null;
    const nameLength = 1 + (head[6] ?? 0);
    const lengthAt = at + 6 + nameLength + (nameLength % 2);
    const lengthBytes = await reader.bytes(lengthAt, 4);
    if (lengthBytes.length < 4) return null;
    const length = lengthBytes.readUInt32BE(0);
    if (head.readUInt16BE(4) === iccResource) return reader.bytes(lengthAt + 4, length);
    at = lengthAt + 4 + length + (length % 2);
  }
  return null;
}

/** A negative layer count says that the first extra channel is the merged picture's transparency. */
async function isTransparent(reader: ByteReader, layout: PsdLayout): Promise<boolean> {
  const lengthWidth = layout.large ? 8 : 4;
  if (layout.layers.end - layout.layers.start < lengthWidth + 2) return false;
  const count = await reader.bytes(layout.layers.start + lengthWidth, 2);
  return count.length === 2 && count.readInt16BE(0) < 0;
}

function planeOf(layout: PsdLayout, transparent: boolean): Plane | null {
  const extra = (colours: number): number => (transparent && layout.channels > colours ? 1 : 0);
  switch (layout.mode) {
    case 1:
      return { colours: 'grey', channels: 1 + extra(1) };
    case 3:
      return { colours: 'rgb', channels: 3 + extra(3) };
    case 4:
      return { colours: 'cmyk', channels: 4 };
    case 9:
      return { colours: 'lab', channels: 3 };
    default:
      return null;
  }
}

/** PackBits (TIFF 6.0, section 9), as Photoshop packs each row. */
function unpack(packed: Buffer, into: Buffer): void {
  let from = 0;
  let to = 0;
  while (from < packed.length && to < into.length) {
    const control = packed.readInt8(from);
    from += 1;
    if (control >= 0) {
      const length = Math.min(control + 1, into.length - to, packed.length - from);
      packed.copy(into, to, from, from + length);
      from += control + 1;
      to += length;
    } else if (control !== -128) {
      const length = Math.min(1 - control, into.length - to);
      into.fill(packed[from] ?? 0, to, to + length);
      from += 1;
      to += length;
    }
  }
}

/** Start and length of every row, channel after channel. */
async function rowExtents(
  reader: ByteReader,
  layout: PsdLayout,
  rowBytes: number,
): Promise<((row: number) => { readonly at: number; readonly length: number }) | null> {
  const compression = (await reader.bytes(layout.merged, 2)).readUInt16BE(0);
  const start = layout.merged + 2;
  if (compression === 0) return (row) => ({ at: start + row * rowBytes, length: rowBytes });
  if (compression !== 1) return null;
  const width = layout.large ? 4 : 2;
  const rows = layout.height * layout.channels;
  const table = await reader.bytes(start, rows * width);
  if (table.length < rows * width) return null;
  const ends = new Float64Array(rows + 1);
  ends[0] = start + table.length;
  for (let row = 0; row < rows; row++) {
    ends[row + 1] = (ends[row] ?? 0) + table.readUIntBE(row * width, width);
  }
  return (row) => ({ at: ends[row] ?? 0, length: (ends[row + 1] ?? 0) - (ends[row] ?? 0) });
}

/**
 * The merged picture of a Photoshop file as an uncompressed TIFF with its profile, so that one decoder treats all colours
 * alike. Rows and columns are left out where the picture is wanted much smaller: at least twice `edge` stays.
 * Null for colour modes, depths and packings that are not read here.
 */
export async function psdAsTiff(reader: ByteReader, edge: number): Promise<Buffer | null> {
  const layout = await psdLayout(reader);
  if (typeof layout === 'string' || (layout.depth !== 8 && layout.depth !== 16)) return null;
  const plane = planeOf(layout, await isTransparent(reader, layout));
  if (plane === null || layout.channels < plane.channels) return null;
  const step = Math.max(1, Math.floor(Math.max(layout.width, layout.height) / (edge * 2)));
  const width = Math.ceil(layout.width / step);
  const height = Math.ceil(layout.height / step);
  if (width * height > mostPixels) return null;
  const sample = layout.depth / 8;
  const rowBytes = layout.width * sample;
  const extents = await rowExtents(reader, layout, rowBytes);
  if (extents === null) return null;
  const packed = (await reader.bytes(layout.merged, 2)).readUInt16BE(0) === 1;
  const pixels = Buffer.alloc(width * height * plane.channels);
  const unpacked = Buffer.alloc(rowBytes);
  for (let channel = 0; channel < plane.channels; channel++) {
    // Photoshop counts ink from 255 down.
    const flip = plane.colours === 'cmyk' ? 0xff : 0;
    for (let row = 0; row < height; row++) {
      const extent = extents(channel * layout.height + row * step);
      const stored = await reader.bytes(extent.at, extent.length);
      if (packed) unpack(stored, unpacked);
      const line = packed ? unpacked : stored;
      for (let column = 0; column < width; column++) {
        pixels[(row * width + column) * plane.channels + channel] =
          (line[column * step * sample] ?? 0) ^ flip;
      }
    }
  }
  if (plane.colours === 'lab') {
    const converted = await labAsSrgb({ samples: pixels, channels: plane.channels, signed: false });
    return plainTiff({ width, height, channels: 3, colours: 'rgb', pixels: converted, profile: null });
  }
  const profile = await iccProfile(reader, layout);
  return plainTiff({ width, height, channels: plane.channels, colours: plane.colours, pixels, profile });
}
