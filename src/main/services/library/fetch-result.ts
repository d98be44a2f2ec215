import { extname } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import type { LibraryQueueRecord, LibraryUploadRecord } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { ResultParts } from './job-results.ts';
import { libraryItem } from './library-items.ts';
import { canReduce, limitProblem, limits, typeOf } from './limits.ts';
import type { PublishParts } from './publish.ts';
import { offer, reducedNote } from './reduced-words.ts';
import type { LibraryHandlerParts } from './send-to-library.ts';

type Parts = PublishParts & ResultParts & Pick<LibraryHandlerParts, 'onChanged'>;

interface Copied {
  readonly path: string;
  readonly name: string;
  readonly isReduced: boolean;
}

const jpegName = (name: string): string => `${name.slice(0, name.length - extname(name).length)}.jpg`;

/**
 * Brings a result of a job onto this disk, as it was when it was accepted, and lets the upload begin. Runs as work of the
 * job's account, so that its network and its sign-in are waited for, not the library's.
 * @throws AppError `other_version` (conflict) when another version came back meanwhile, `file_too_large` (person) when
 *   only a reduced copy would do and none was wanted
 */
export function fetchForLibrary(parts: Parts): Handler<LibraryQueueRecord> {
  const { store, clock, files, delivered, newId, onChanged } = parts;

  const copied = async (
    upload: LibraryUploadRecord,
    from: string,
    reduce: boolean,
    signal: AbortSignal,
  ): Promise<Copied> => {
    const { size } = await files.facts(from);
    const type = typeOf(upload.name);
    const problem = limitProblem(upload.name, size, type);
    await files.ensureFolder(parts.copiesFolder);
    await files.remove(upload.path);
    if (problem === null) {
      await files.writeWhole(upload.path, files.read(from), signal, () => undefined);
      return { path: upload.path, name: upload.name, isReduced: false };
    }
    const isReducible = problem.code !== 'file_empty' && canReduce(upload.name, type);
    if (!reduce || !isReducible)
      throw new AppError('person', problem.code, `${problem.sentence}${isReducible ? offer : ''}`);
    const path = `${upload.path.slice(0, upload.path.length - extname(upload.path).length)}.jpg`;
    await parts.makeReducedCopy(from, path, limits.image.most ?? Number.MAX_SAFE_INTEGER);
    return { path, name: jpegName(upload.name), isReduced: true };
  };

  return async (item, { signal }) => {
    const upload = await store.read.libraryUpload(item.libraryUploadId);
    if (upload?.result == null || upload.jobId === null || upload.state !== 'waiting')
      return { kind: 'finished' };
    const { fileId, imageId, version, reduce } = upload.result;
    const image = await delivered().find(upload.jobId, fileId, imageId);
    if (image.version !== version)
      throw new AppError(
        'conflict',
        'other_version',
        `${upload.name} came back again after you had chosen it: it is not published. Look at the new one, then publish that.`,
      );
    const { path: from } = await delivered().open(image, signal);
    const { path, name, isReduced } = await copied(upload, from, reduce, signal);
    const facts = await files.facts(path);
    return {
      kind: 'finished',
      commit: async (writer) => {
        const current = await writer.libraryUpload(upload.id);
        if (current?.state !== 'waiting') {
          await files.remove(path).catch(() => undefined);
          return;
        }
        const ready: LibraryUploadRecord = {
          ...current,
          path,
          name,
          type: isReduced ? 'image' : current.type,
          size: facts.size,
          modifiedAt: Math.floor(facts.modifiedAt),
          note: isReduced ? reducedNote : '',
          changedAt: clock.now(),
        };
        await writer.putLibraryUpload(ready);
        await writer.enqueue([libraryItem(newId(), ready, 'send-to-library', clock.now())]);
        onChanged();
      },
    };
  };
}
