import sharp, { type Metadata } from 'sharp';
import type { ColourSpace } from '../../../../preload/contract/index.ts';
import type { PictureReading } from '../../../ports/inspector.ts';
import type { ByteReader } from '../byte-reader.ts';
import { psdLayout, type PsdLayout } from '../psd-structure.ts';
import type { Format } from '../sniff.ts';
import { shown } from '../structure.ts';
import { readProfile } from './icc-profile.ts';
import { pngChunks, pngColourNote } from './png-chunks.ts';
import { resourceArea, resourceBlocks } from './resource-blocks.ts';
import { exifResolution, jfifResolution, photoshopResolution, pngResolution } from './resolution.ts';

const iccResource = 1039;
const resolutionResource = 1005;
const mostProfileBytes = 8 * 1024 * 1024;

const psdSpaces: Readonly<Record<number, ColourSpace>> = {
  0: 'grey',
  1: 'grey',
  3: 'rgb',
  4: 'cmyk',
  8: 'grey',
  9: 'lab',
};
const psdColours: Readonly<Record<ColourSpace, number>> = { grey: 1, rgb: 3, cmyk: 4, lab: 3, other: 99 };

async function isTransparent(reader: ByteReader, layout: PsdLayout): Promise<boolean> {
  const width = layout.large ? 8 : 4;
  if (layout.layers.end - layout.layers.start < width + 2) return false;
  const count = await reader.bytes(layout.layers.start + width, 2);
  return count.length === 2 && count.readInt16BE(0) < 0;
}

/** One image resource's data; null when the file has no such resource. */
async function resource(
  reader: ByteReader,
  format: Format,
  id: number,
  most: number,
): Promise<Buffer | null> {
  const area = await resourceArea(reader, format);
  const found = area === null ? null : await resourceBlocks(area);
  if (area === null || found?.kind !== 'blocks') return null;
  const block = found.blocks.find((each) => each.id === id);
  return block === undefined || block.length > most
    ? null
    : Buffer.from(await area.reader.bytes(block.start, block.length));
}

async function readPsd(reader: ByteReader, format: Format): Promise<PictureReading | null> {
  const layout = await psdLayout(reader);
  if (typeof layout === 'string') return null;
  const colourSpace = psdSpaces[layout.mode] ?? 'other';
  const profile = await resource(reader, format, iccResource, mostProfileBytes);
  const resolution = await resource(reader, format, resolutionResource, 64);
  return {
    width: layout.width,
    height: layout.height,
    format,
    size: reader.size,
    bitsPerChannel: layout.depth,
    colourSpace,
    profile: profile === null ? '' : (readProfile(profile)?.description ?? ''),
    dpi: resolution === null ? null : photoshopResolution(resolution),
    hasAlpha: layout.channels > psdColours[colourSpace] && (await isTransparent(reader, layout)),
    orientation: 1,
    colourNote: '',
  };
}

function spaceOf(space: string): ColourSpace {
  if (/^(srgb|rgb|rgb16|scrgb)$/.test(space)) return 'rgb';
  if (/^(b-w|grey16)$/.test(space)) return 'grey';
  if (space === 'cmyk') return 'cmyk';
  return /^lab/.test(space) ? 'lab' : 'other';
}

const depths: Readonly<Record<string, number>> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
};

const names: Readonly<Record<string, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  tiff: 'TIFF',
  webp: 'WebP',
  gif: 'GIF',
};

async function resolutionOf(reader: ByteReader, format: Format, metadata: Metadata): Promise<number | null> {
  if (format === 'JPEG') {
    const exif = metadata.exif === undefined ? null : exifResolution(metadata.exif);
    const jfif = (await jfifResolution(reader)) ?? exif;
    if (jfif !== null) return jfif;
    const photoshop = await resource(reader, format, resolutionResource, 64);
    return photoshop === null ? null : photoshopResolution(photoshop);
  }
  if (format === 'PNG') {
    const chunk = (await pngChunks(reader)).get('pHYs');
    return chunk === undefined ? null : pngResolution(chunk);
  }
  return format === 'TIFF' ? (metadata.density ?? null) : null;
}

/** Everything the head of a picture says, without decoding it. Null when it is no picture that is understood here. */
export async function readPicture(
  path: string,
  reader: ByteReader,
  format: Format,
): Promise<PictureReading | null> {
  if (format === 'PSD' || format === 'PSB') return readPsd(reader, format);
  let metadata: Metadata;
  try {
    metadata = await sharp(path, { failOn: 'none', limitInputPixels: false }).metadata();
  } catch {
    return null;
  }
  const orientation = metadata.orientation ?? 1;
  const size = shown(metadata.width, metadata.height, orientation);
  if (size === null) return null;
  const profile = metadata.icc === undefined ? null : readProfile(metadata.icc);
  const space = spaceOf(metadata.space);
  return {
    ...size,
    format: metadata.format === 'heif' ? format : (names[metadata.format] ?? format),
    size: reader.size,
    bitsPerChannel: metadata.bitsPerSample ?? depths[metadata.depth] ?? 8,
    // libvips calls everything with three plain channels sRGB; the profile knows better.
    colourSpace: space === 'other' && profile !== null ? profile.space : space,
    profile: profile?.description ?? '',
    dpi: await resolutionOf(reader, format, metadata),
    hasAlpha: metadata.hasAlpha,
    orientation,
    colourNote: format === 'PNG' && profile === null ? pngColourNote(await pngChunks(reader)) : '',
  };
}
