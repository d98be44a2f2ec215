import { createHash, randomUUID } from 'node:crypto';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.ts';
import type { Written } from '../../ports/files.ts';
import { fileError, isMissing, isTaken, onDisk } from './file-error.ts';

/** True when nothing, not even a dangling link, has that name. */
export async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (thrown) {
    if (isMissing(thrown)) return true;
    throw fileError(thrown, path, 'read');
  }
}

function taken(path: string): AppError {
  return new AppError(
    'conflict',
    'file_exists',
    `There is already a file called “${basename(path)}” in that folder. Nothing was overwritten; choose another name or folder.`,
  );
}

/** The name survives a power cut only when its folder is on the disk too; Windows cannot open folders and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } catch (thrown) {
    // Some network drives refuse to sync a folder; the file's own content was synced before.
    if (!(
      thrown instanceof Error &&
      'code' in thrown &&
      (thrown.code === 'EINVAL' || thrown.code === 'ENOTSUP')
    ))
      throw thrown;
  } finally {
    await folder.close();
  }
}

/** Gives the finished part its name without ever replacing a file: a hard link fails when the name is taken, a rename would not. */
async function nameIt(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (thrown) {
    if (isTaken(thrown)) throw taken(path);
    // exFAT and many network drives know no hard links.
    if (!(await isFree(path))) throw taken(path);
    await rename(part, path);
    return;
  }
  await unlink(part);
}

/** See `Files.giveName`. */
export async function giveName(part: string, path: string): Promise<void> {
  await onDisk(path, 'write', async () => {
    await nameIt(part, path);
    await syncFolder(path);
  });
}

const active = new Set<string>();

/** Characters that tell an unfinished file from any other of its folder. */
const TOKEN = 8;

/** See `Files.writeWhole`. */
export async function writeWhole(
  path: string,
  content: Readable,
  signal: AbortSignal,
  check: (written: Written) => void,
): Promise<Written> {
  // A stream that fails before it is read would otherwise end the process; the loop below still sees its error.
  content.on('error', () => undefined);
  // A name nobody else has, and only if nobody has: what is called `NAME.part` may be the person's own.
  const part = `${path}.${randomUUID().slice(0, TOKEN)}.part`;
  if (active.has(path) || !(await isFree(path))) {
    content.destroy();
    throw taken(path);
  }
  active.add(path);
  let opened = false;
  const stop = (): void => {
    content.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  };
  try {
    signal.throwIfAborted();
    // A stream that stands still would otherwise hold the cancelled work open.
    signal.addEventListener('abort', stop, { once: true });
    const handle = await open(part, 'wx');
    opened = true;
    const hash = createHash('md5');
    let size = 0;
    try {
      for await (const chunk of content as AsyncIterable<unknown>) {
        signal.throwIfAborted();
        const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
        let offset = 0;
        while (offset < bytes.length) {
          const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
          offset += bytesWritten;
        }
        hash.update(bytes);
        size += bytes.length;
      }
      signal.throwIfAborted();
      await handle.sync();
      const onDisk = (await handle.stat()).size;
      if (onDisk !== size) throw Object.assign(new Error('short write'), { code: 'EIO' });
    } finally {
      await handle.close();
    }
    const written = { size, md5: hash.digest('hex') };
    check(written);
    await nameIt(part, path);
    opened = false;
    await syncFolder(path);
    return written;
  } catch (thrown) {
    content.destroy();
    if (opened) await unlink(part).catch(() => undefined);
    throw isSystemError(thrown) ? fileError(thrown, path, 'write') : thrown;
  } finally {
    signal.removeEventListener('abort', stop);
    active.delete(path);
  }
}

/** Errors of the disk are told in our words; those of the incoming stream belong to whoever opened it. */
function isSystemError(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    !(thrown instanceof AppError) &&
    'code' in thrown &&
    typeof thrown.code === 'string' &&
    /^E[A-Z]+$/.test(thrown.code) &&
    !/^E(CONN|PIPE|TIMEDOUT|NET|HOST|AI_|NOTFOUND)/.test(thrown.code)
  );
}
