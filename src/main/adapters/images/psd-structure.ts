import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, type Structure } from './structure.ts';

/** Header and section positions of a Photoshop file (Adobe Photoshop File Format Specification). */
export interface PsdLayout {
  readonly large: boolean;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Bits per channel: 1, 8, 16, 32. */
  readonly depth: number;
  /** 1 grey, 2 indexed, 3 RGB, 4 CMYK, 9 Lab. */
  readonly mode: number;
  readonly resources: { readonly start: number; readonly end: number };
  readonly layers: { readonly start: number; readonly end: number };
  /** Where the merged picture's compression word stands. */
  readonly merged: number;
}

/** Null when the file ends before its last section begins. */
export async function psdLayout(reader: ByteReader): Promise<PsdLayout | 'cut' | 'damaged'> {
  const head = await reader.bytes(0, 30);
  if (head.length < 30) return 'cut';
  const version = head.readUInt16BE(4);
  if (version !== 1 && version !== 2) return 'damaged';
  const large = version === 2;
  const fields = {
    large,
    channels: head.readUInt16BE(12),
    height: head.readUInt32BE(14),
    width: head.readUInt32BE(18),
    depth: head.readUInt16BE(22),
    mode: head.readUInt16BE(24),
  };
  if (fields.channels < 1 || fields.channels > 56 || ![1, 8, 16, 32].includes(fields.depth)) return 'damaged';
  if (fields.width < 1 || fields.height < 1 || fields.width > 300_000 || fields.height > 300_000) {
    return 'damaged';
  }
  const colours = 30 + head.readUInt32BE(26);
  const resourceLength = await reader.bytes(colours, 4);
  if (resourceLength.length < 4) return 'cut';
  const resources = { start: colours + 4, end: colours + 4 + resourceLength.readUInt32BE(0) };
  const width = large ? 8 : 4;
  const layerLength = await reader.bytes(resources.end, width);
  if (layerLength.length < width) return 'cut';
  const layerBytes = large ? Number(layerLength.readBigUInt64BE(0)) : layerLength.readUInt32BE(0);
  const layers = { start: resources.end + width, end: resources.end + width + layerBytes };
  if (layers.end + 2 > reader.size) return 'cut';
  return { ...fields, resources, layers, merged: layers.end };
}

/** Every section, and the merged picture behind the last one, must lie inside the file. */
export async function psdStructure(reader: ByteReader): Promise<Structure> {
  const layout = await psdLayout(reader);
  if (layout === 'cut') return cut;
  if (layout === 'damaged') return damaged;
  const rows = layout.height * layout.channels;
  const start = layout.merged + 2;
  const compression = (await reader.bytes(layout.merged, 2)).readUInt16BE(0);
  let end = start + 1;
  if (compression === 0) {
    end = start + rows * Math.ceil((layout.width * layout.depth) / 8);
  } else if (compression === 1) {
    const width = layout.large ? 4 : 2;
    const table = await reader.bytes(start, rows * width);
    if (table.length < rows * width) return cut;
    end = start + table.length;
    for (let at = 0; at < table.length; at += width) end += table.readUIntBE(at, width);
  } else if (compression > 3) {
    return damaged;
  }
  if (end > reader.size) return { kind: 'cut', reached: reader.size / end };
  return { kind: 'complete', size: { width: layout.width, height: layout.height } };
}
