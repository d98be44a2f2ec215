import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../errors/app-error.ts';
import type { ArchiveEntry, Archives } from '../../ports/archives.ts';
import { entryNames } from './entry-names.ts';

/** Pictures hardly shrink: what promises to grow beyond both of these is made to fill a disk. */
const largestGrowth = 200;
const freeGrowth = 256 * 1024 * 1024;

/** File type bits of a Unix mode in the upper half of the external attributes. */
const unixTypes = 0o170000;
const unixLink = 0o120000;
const unixRegular = 0o100000;

function damaged(what: string, cause?: unknown): AppError {
  return new AppError(
    'person',
    'archive_damaged',
    `The archive of the service ${what}.`,
    cause === undefined ? {} : { cause },
  );
}

function isFolder(entry: Entry): boolean {
  return entry.fileNameRaw.at(-1) === 0x2f || entry.fileNameRaw.at(-1) === 0x5c;
}

function problemOf(entry: Entry): string {
  const type = (entry.externalFileAttributes >>> 16) & unixTypes;
  if (type === unixLink) return 'is a link in the archive, not a file';
  if (type !== 0 && type !== unixRegular) return 'is no file in the archive';
  if (entry.isEncrypted()) return 'is locked with a password in the archive';
  if (!entry.canDecodeFileData()) return 'is packed in a way Clipdesk does not know';
  if (entry.fileNameRaw.includes(0)) return 'has a name in the archive that is none';
  if (entry.uncompressedSize > freeGrowth && entry.uncompressedSize > entry.compressedSize * largestGrowth)
    return 'claims a size in the archive that cannot be true';
  return '';
}

async function* contentOf(zip: ZipFile, entry: Entry, signal: AbortSignal): AsyncIterable<Uint8Array> {
  let seen = 0;
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    const stop = (): void => void stream.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        seen += chunk.length;
        if (seen > entry.uncompressedSize) throw damaged('holds more than it says');
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      stream.destroy();
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof AppError ? cause : damaged('is damaged', cause);
  }
  signal.throwIfAborted();
  if (seen !== entry.uncompressedSize || sum !== entry.crc32) throw damaged('is damaged');
}

async function allEntries(zip: ZipFile, mostEntries: number): Promise<readonly Entry[]> {
  if (zip.entryCount > mostEntries) throw damaged('holds far more files than the job has results');
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!isFolder(entry)) entries.push(entry);
    if (entries.length > mostEntries) throw damaged('holds far more files than the job has results');
  }
  return entries;
}

/** Zip archives by yauzl. Names are decoded here, so that one odd name does not spoil the others. */
export function createArchives(): Archives {
  return {
    async open(path, mostEntries) {
      let zip: ZipFile | null = null;
      try {
        const { size } = await stat(path);
        const opened = await yauzl.openPromise(path, {
          lazyEntries: true,
          autoClose: false,
          decodeStrings: false,
          validateEntrySizes: true,
        });
        zip = opened;
        const found = await allEntries(opened, mostEntries);
        const unpackedSize = found.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
        if (unpackedSize > freeGrowth && unpackedSize > size * largestGrowth)
          throw damaged('would grow without measure when it is unpacked');
        return {
          entries: found.map((entry): ArchiveEntry => ({
            names: entryNames(entry),
            size: entry.uncompressedSize,
            problem: problemOf(entry),
            read: (signal) => contentOf(opened, entry, signal),
          })),
          close: () => {
            opened.close();
          },
        };
      } catch (cause) {
        zip?.close();
        throw cause instanceof AppError ? cause : damaged('is damaged or cut off', cause);
      }
    },
  };
}
