import { basename, extname, join } from 'node:path';
import type { AccountId, LibraryApi, LibraryUploadId, PublishFile } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileFacts, Files } from '../../ports/files.ts';
import type { MakeReducedCopy } from '../../ports/reduced-copy.ts';
import type { LibraryUploadRecord, Store } from '../../ports/store.ts';
import { libraryItem } from './library-items.ts';
import { canReduce, limitProblem, limits, typeOf } from './limits.ts';
import { offer, reducedNote } from './reduced-words.ts';

export interface PublishParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly makeReducedCopy: MakeReducedCopy;
  /** Where reduced copies lie until they are sent. */
  readonly copiesFolder: string;
  readonly newId: () => string;
}

/** A file that may go, as it goes. */
interface Ready {
  readonly file: PublishFile;
  readonly facts: FileFacts;
  readonly type: LibraryUploadRecord['type'];
  readonly isReduced: boolean;
}

const openStates: ReadonlySet<LibraryUploadRecord['state']> = new Set([
  'waiting',
  'sending',
  'interrupted',
  'completing',
  'failed',
]);

/** What the library would take a file as, and why not. */
export async function lookAt(files: Files, paths: readonly string[]): ReturnType<LibraryApi['look']> {
  return Promise.all(
    paths.map(async (path) => {
      const { size, kind } = await files.facts(path);
      const type = kind === 'file' ? typeOf(path) : null;
      const problem = limitProblem(path, size, type);
      return {
        path,
        name: basename(path),
        size,
        type,
        problem: problem?.sentence ?? '',
        canReduce: problem !== null && problem.code !== 'file_empty' && canReduce(path, type),
      };
    }),
  );
}

/** Checks everything before anything is sent. @throws AppError naming the first file that cannot go */
async function ready(files: Files, file: PublishFile): Promise<Ready> {
  const facts = await files.facts(file.path);
  if (facts.kind !== 'file')
    throw new AppError('person', 'file_type', `${basename(file.path)} is a folder. Name its files.`);
  const named = file.type ?? typeOf(file.path);
  const problem = limitProblem(file.path, facts.size, named);
  if (problem === null && named !== null) return { file, facts, type: named, isReduced: false };
  const reducible = problem?.code !== 'file_empty' && canReduce(file.path, named);
  if (file.reduce && reducible) return { file, facts, type: 'image', isReduced: true };
  throw new AppError(
    'person',
    problem?.code ?? 'file_type',
    `${problem?.sentence ?? ''}${reducible ? offer : ''}`,
    {
      field: file.path,
    },
  );
}

/** Puts files on their way; a file that is on its way already, unchanged, goes on where it was. */
export function createPublish(parts: PublishParts) {
  const { store, clock, files, copiesFolder, newId } = parts;

  const copied = async (id: string, { file, type }: Ready): Promise<string> => {
    await files.ensureFolder(copiesFolder);
    const path = join(copiesFolder, `${id}.jpg`);
    await parts.makeReducedCopy(file.path, path, limits[type].most ?? Number.MAX_SAFE_INTEGER);
    return path;
  };

  const known = (
    uploads: readonly LibraryUploadRecord[],
    account: AccountId,
    { file, facts, type }: Ready,
  ): LibraryUploadRecord | undefined =>
    uploads.find(
      (upload) =>
        openStates.has(upload.state) &&
        upload.accountId === account &&
        upload.type === type &&
        (upload.copyOf === file.path ||
          (upload.path === file.path &&
            upload.size === facts.size &&
            upload.modifiedAt === Math.floor(facts.modifiedAt))),
    );

  const record = async (account: AccountId, each: Ready): Promise<LibraryUploadRecord> => {
    const id = newId();
    const { file, isReduced } = each;
    const path = isReduced ? await copied(id, each) : file.path;
    const facts = isReduced ? await files.facts(path) : each.facts;
    const name = basename(file.path);
    const now = clock.now();
    return {
      id: id as LibraryUploadId,
      accountId: account,
      path,
      copyOf: isReduced ? file.path : null,
      result: null,
      jobId: null,
      name: isReduced ? `${name.slice(0, name.length - extname(name).length)}.jpg` : name,
      type: each.type,
      size: facts.size,
      modifiedAt: Math.floor(facts.modifiedAt),
      sha1: null,
      fileId: null,
      uploadId: null,
      sealed: null,
      state: 'waiting',
      error: null,
      note: isReduced ? reducedNote : '',
      createdAt: now,
      changedAt: now,
    };
  };

  /** @returns ids in the order of the files, and which of them were on their way already */
  return async (account: AccountId, wanted: readonly PublishFile[]) => {
    const all = await Promise.all(wanted.map((file) => ready(files, file)));
    const uploads = await store.read.libraryUploads();
    const ids: LibraryUploadId[] = [];
    const goingOn: LibraryUploadId[] = [];
    for (const each of all) {
      const before = known(uploads, account, each);
      if (before !== undefined) {
        ids.push(before.id);
        goingOn.push(before.id);
        continue;
      }
      const upload = await record(account, each);
      await store.transaction(async (writer) => {
        await writer.putLibraryUpload(upload);
        await writer.enqueue([libraryItem(newId(), upload, 'send-to-library', clock.now())]);
      });
      ids.push(upload.id);
    }
    return { ids, goingOn };
  };
}
