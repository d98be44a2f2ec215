import sharp from 'sharp';
import { CHANNELS, type Raster } from './raster.ts';

export interface Decoded {
  /** Upright pixels of the picture before it was reduced. */
  readonly fullWidth: number;
  readonly fullHeight: number;
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity, interleaved; sRGB, 8 bit, not multiplied. */
  readonly pixels: Uint8Array;
  readonly hasTransparency: boolean;
}

/** Larger pictures are not worked on. */
const mostPixels = 400_000_000;
/** Share of the pixels that have to be at least partly transparent for a picture to count as cut out. */
const transparentShare = 0.002;

/**
 * A picture reduced to fit into `edge` × `edge` pixels, upright, in sRGB.
 * @throws when it cannot be decoded
 */
export async function decode(bytes: Uint8Array, edge: number): Promise<Decoded> {
  const source = sharp(bytes, { failOn: 'none', limitInputPixels: mostPixels, autoOrient: true });
  const { autoOrient } = await source.metadata();
  const { data, info } = await source
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 250) clear += 1;
  return {
    fullWidth: autoOrient.width,
    fullHeight: autoOrient.height,
    width: info.width,
    height: info.height,
    pixels: data,
    hasTransparency: clear > (data.length / 4) * transparentShare,
  };
}

/** Laid over white (`ground` 1) or another grey, all of it counted as product. */
export function toRaster({ width, height, pixels }: Decoded, ground = 1): Raster {
  const data = new Float32Array(width * height * CHANNELS);
  for (let at = 0; at < data.length; at += CHANNELS) {
    const opacity = (pixels[at + 3] ?? 255) / 255;
    const rest = ground * (1 - opacity);
    data[at] = ((pixels[at] ?? 0) / 255) * opacity + rest;
    data[at + 1] = ((pixels[at + 1] ?? 0) / 255) * opacity + rest;
    data[at + 2] = ((pixels[at + 2] ?? 0) / 255) * opacity + rest;
    data[at + 3] = 1;
  }
  return { width, height, data };
}
