import { basename, extname } from 'node:path';
import type { LibraryFileType } from '../../../preload/contract/index.ts';

const MEGA = 1_000_000;
const GIGA = 1_000_000_000;

interface Limit {
  /** Lower-case, with the dot. Empty: any. */
  readonly extensions: readonly string[];
  /** Bytes; null: the service names none. */
  readonly most: number | null;
  /** As in “takes images up to 5 MB”. */
  readonly words: string;
}

/** What the service's help pages say each type may be; documents and web links are not limited there. */
export const limits: Readonly<Record<LibraryFileType, Limit>> = {
  video: {
    extensions: ['.mp4', '.mpg', '.mov', '.mkv', '.avi', '.m2ts', '.ts', '.wmv'],
    most: 70 * GIGA,
    words: 'videos up to 70 GB',
  },
  audio: {
    extensions: ['.mp3', '.m4a', '.aac', '.wav', '.flac', '.ogg'],
    most: 70 * GIGA,
    words: 'audio up to 70 GB',
  },
  image: { extensions: ['.png', '.jpg', '.jpeg'], most: 5 * MEGA, words: 'PNG and JPEG pictures up to 5 MB' },
  subtitle: { extensions: ['.srt', '.vtt'], most: 3 * MEGA, words: 'subtitles up to 3 MB' },
  document: { extensions: [], most: null, words: 'documents' },
  'web-link': { extensions: [], most: null, words: 'web links' },
};

const documents: readonly string[] = [
  '.pdf',
  '.doc',
  '.docx',
  '.ppt',
  '.pptx',
  '.xls',
  '.xlsx',
  '.txt',
  '.csv',
];

/** What a file's name says it is; null when the library takes no such file. */
export function typeOf(path: string): LibraryFileType | null {
  const extension = extname(path).toLowerCase();
  const listed = (Object.keys(limits) as LibraryFileType[]).find((type) =>
    limits[type].extensions.includes(extension),
  );
  return listed ?? (documents.includes(extension) ? 'document' : null);
}

/** Formats a reduced JPEG can be made of. */
const reducible: readonly string[] = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp', '.avif'];

export function canReduce(path: string, type: LibraryFileType | null): boolean {
  return (type === 'image' || type === null) && reducible.includes(extname(path).toLowerCase());
}

/** Why a file cannot go as this type; null when it can. */
export function limitProblem(
  path: string,
  size: number,
  type: LibraryFileType | null,
): { readonly code: 'file_type' | 'file_too_large' | 'file_empty'; readonly sentence: string } | null {
  const name = basename(path);
  if (type === null || type === 'web-link')
    return {
      code: 'file_type',
      sentence: `The library takes no files like ${name}. It takes ${limits.image.words}, videos, audio, subtitles and documents.`,
    };
  const { extensions, most, words } = limits[type];
  if (extensions.length > 0 && !extensions.includes(extname(path).toLowerCase()))
    return { code: 'file_type', sentence: `${name} is none of these: ${words} (${extensions.join(' ')}).` };
  if (size === 0) return { code: 'file_empty', sentence: `${name} is empty.` };
  if (most !== null && size > most)
    return {
      code: 'file_too_large',
      sentence: `${name} has ${(size / MEGA).toFixed(1)} MB, and the library takes ${words}.`,
    };
  return null;
}
