import type { ClippingPath, ClippingPaths } from '../../../../preload/contract/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { Format } from '../sniff.ts';
import { pathSubpaths } from './path-records.ts';
import { resourceArea, resourceBlocks, type ResourceArea, type ResourceBlock } from './resource-blocks.ts';

const firstPath = 2000;
const lastPath = 2997;
const clippingPathName = 2999;
/** A path of 200,000 knots. */
const mostPathBytes = 5_200_000;

/** Names are MacRoman by the specification; newer programs write UTF-8. */
function decoded(name: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(name);
  } catch {
    return new TextDecoder('macintosh').decode(name);
  }
}

async function data(area: ResourceArea, block: ResourceBlock): Promise<Buffer> {
  return area.reader.bytes(block.start, block.length);
}

/** Resource 2999 begins with the name as a Pascal string. */
async function namedForClipping(
  area: ResourceArea,
  blocks: readonly ResourceBlock[],
): Promise<string | null> {
  const block = blocks.find((each) => each.id === clippingPathName);
  if (block === undefined || block.length < 2 || block.length > 1024) return null;
  const bytes = await data(area, block);
  const length = bytes[0] ?? 0;
  return length === 0 || length + 1 > bytes.length ? null : decoded(bytes.subarray(1, 1 + length));
}

function listed(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ');
}

function sentenceFor(
  format: string,
  paths: readonly ClippingPath[],
  named: string | null,
  damaged: readonly string[],
): string {
  const parts: string[] = [];
  const clipping = paths.find((path) => path.isClippingPath);
  if (clipping !== undefined) parts.push(`Clipping path “${clipping.name}”.`);
  else if (named !== null)
    parts.push(`The file names “${named}” as its clipping path, but holds no such path that can be drawn.`);
  else if (paths.length > 0)
    parts.push(
      `${paths.length === 1 ? 'One path' : `${String(paths.length)} paths`} (${listed(paths.map((path) => path.name))}), none of them named as the clipping path.`,
    );
  if (damaged.length > 0)
    parts.push(
      `The ${damaged.length === 1 ? 'path' : 'paths'} ${listed(damaged)} cannot be drawn: the data is damaged. Ask the editors to save it again.`,
    );
  return parts.length === 0 ? `This ${format} holds no path.` : parts.join(' ');
}

/**
 * The paths of a file, the clipping path first. Only the resources are read, never the picture data.
 * @param orientation EXIF orientation of the file, 1 to 8
 */
export async function readClippingPaths(
  reader: ByteReader,
  format: Format,
  orientation: number,
): Promise<ClippingPaths> {
  if (!['JPEG', 'TIFF', 'PSD', 'PSB'].includes(format))
    return { paths: [], sentence: `No path: a ${format} file cannot hold one.` };
  const area = await resourceArea(reader, format);
  if (area === null) return { paths: [], sentence: `This ${format} holds no path.` };
  const found = await resourceBlocks(area);
  if (found.kind === 'damaged')
    return {
      paths: [],
      sentence: `Whether this ${format} holds a path cannot be told: its descriptions are damaged. Ask the editors to save it again.`,
    };
  const named = await namedForClipping(area, found.blocks);
  const paths: ClippingPath[] = [];
  const damaged: string[] = [];
  for (const block of found.blocks) {
    if (block.id < firstPath || block.id > lastPath) continue;
    const name = block.name.length === 0 ? `Path ${String(block.id - firstPath + 1)}` : decoded(block.name);
    const subpaths = block.length > mostPathBytes ? null : pathSubpaths(await data(area, block), orientation);
    if (subpaths === null) damaged.push(name);
    else paths.push({ name, isClippingPath: name === named, subpaths });
  }
  paths.sort((left, right) => Number(right.isClippingPath) - Number(left.isClippingPath));
  return { paths, sentence: sentenceFor(format, paths, named, damaged) };
}
