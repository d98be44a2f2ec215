import { basename } from 'node:path';
import { assertNever } from '../../errors/assert-never.ts';
import type { PictureCheck } from '../../ports/images.ts';
import { boxStructure } from './box-structure.ts';
import type { ByteReader } from './byte-reader.ts';
import { pngStructure } from './png-structure.ts';
import { psdStructure } from './psd-structure.ts';
import { rafStructure } from './raf-structure.ts';
import { rawFormat } from './raw-formats.ts';
import { sniff, type Format } from './sniff.ts';
import { brokenSentence, cut, type Structure } from './structure.ts';
import { tiffStructure } from './tiff-structure.ts';
import { webpStructure } from './webp-structure.ts';

const headLength = 4096;

interface Looked {
  readonly format: string;
  readonly structure: Structure;
}

/** Judges the whole content of a JPEG. */
export type JudgeJpeg = (reader: ByteReader) => Promise<Structure>;

async function look(
  path: string,
  reader: ByteReader,
  head: Buffer,
  format: Format,
  judge: JudgeJpeg,
): Promise<Looked> {
  switch (format) {
    case 'JPEG':
      return { format, structure: await judge(reader) };
    case 'PNG':
      return { format, structure: await pngStructure(reader) };
    case 'TIFF': {
      const raw = rawFormat(head, basename(path));
      const { structure, isDng } = await tiffStructure(reader, raw !== null);
      return { format: raw ?? (isDng ? 'DNG' : 'TIFF'), structure };
    }
    case 'WebP':
      return { format, structure: await webpStructure(reader) };
    case 'PSD':
    case 'PSB':
      return { format, structure: await psdStructure(reader) };
    case 'HEIC':
    case 'AVIF':
      return { format, structure: await boxStructure(reader, 'meta') };
    case 'CR3':
      return { format, structure: await boxStructure(reader, 'moov') };
    case 'RAF':
      return { format, structure: await rafStructure(reader) };
    default:
      return assertNever(format);
  }
}

const emptyEnd = 512;
/** Compressed to the last byte: zeros at the end were never written by an encoder. */
const denseFormats: ReadonlySet<string> = new Set(['WebP', 'HEIC', 'AVIF']);

/** Some programs make room for the whole file first and fill it afterwards: its structure then looks complete, or damaged. */
async function endsInNothing(reader: ByteReader, looked: Looked): Promise<boolean> {
  const suspicious =
    looked.structure.kind === 'damaged' ||
    (looked.structure.kind === 'complete' && denseFormats.has(looked.format));
  if (!suspicious || reader.size <= emptyEnd * 2) return false;
  const end = await reader.bytes(reader.size - emptyEnd, emptyEnd);
  return end.every((byte) => byte === 0);
}

const pictureEnding = /\.(jpe?g|png|tiff?|webp|psd|psb|hei[cf]|avif|cr[23]|nef|nrw|arw|dng|raf|orf|rw2)$/i;

function notSendable(what: string): string {
  return `Not a picture Clipdesk can send (${what}).`;
}

/**
 * Looks at the whole structure of one file; see `Images.check`.
 * @param reader of the file; nobody else uses it any more
 * @throws the system's error when the file cannot be read
 */
export async function checkPicture(
  path: string,
  reader: ByteReader,
  judge: JudgeJpeg,
): Promise<PictureCheck> {
  try {
    if (reader.size === 0) return { kind: 'empty', sentence: 'An empty file, 0 bytes.' };
    reader.reuse();
    const head = Buffer.from(await reader.bytes(0, headLength));
    const sniffed = sniff(head);
    if (sniffed.kind === 'zeros') {
      return pictureEnding.test(path)
        ? {
            kind: 'broken',
            format: '',
            sentence:
              'Holds nothing but zeros where a picture should begin. It was probably not copied to its end.',
          }
        : { kind: 'not-a-picture', sentence: notSendable('unknown kind of file') };
    }
    if (sniffed.kind === 'other') return { kind: 'not-a-picture', sentence: notSendable(sniffed.what) };
    // The walk of a JPEG keeps nothing of what it read; the others follow addresses back and forth.
    if (sniffed.format !== 'JPEG') reader.keep();
    const looked = await look(path, reader, head, sniffed.format, judge);
    const { format } = looked;
    const structure = (await endsInNothing(reader, looked)) ? cut : looked.structure;
    if (structure.kind !== 'complete') {
      return { kind: 'broken', format, sentence: brokenSentence(structure) };
    }
    const { size } = structure;
    return {
      kind: 'picture',
      format,
      width: size?.width ?? null,
      height: size?.height ?? null,
      description: size === null ? format : `${format}, ${String(size.width)} × ${String(size.height)}`,
    };
  } finally {
    reader.release();
  }
}
