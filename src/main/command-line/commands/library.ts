import { resolve } from 'node:path';
import type {
  AccountId,
  LibraryFile,
  LibraryFileType,
  LibraryUpload,
  LibraryUploadId,
  ResultCandidate,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { required } from '../arguments.ts';
import {
  chosenAccount,
  jobByWord,
  refreshed,
  settleElsewhere,
  type Command,
  type CommandContext,
} from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';

const types: readonly LibraryFileType[] = ['video', 'audio', 'image', 'subtitle', 'document', 'web-link'];

/** Files a list shows at most. */
const MOST_LISTED = 5_000;

/** A type as a person writes it, or as the service does (`FILE_TYPE_IMAGE`). */
function typeOf(word: string): LibraryFileType {
  const given = word
    .toLowerCase()
    .replace(/^file_type_/, '')
    .replace('_', '-');
  const type = types.find((each) => each === given);
  if (type === undefined) throw new UsageError(`--type is one of: ${types.join(', ')}.`);
  return type;
}

const uploadView = (upload: LibraryUpload) => ({
  id: upload.fileId,
  uploadId: upload.uploadId,
  name: upload.name,
  state: upload.state,
  type: upload.type,
  size: upload.size,
  parts: upload.parts,
  partsSent: upload.partsSent,
  localId: upload.id,
  reason: upload.sentence,
});

const uploadLine = (upload: LibraryUpload): string =>
  `${upload.fileId ?? upload.id}  ${upload.state}  ${upload.name}  ${upload.sentence}`;

const account = (context: CommandContext): Promise<AccountId> => chosenAccount(context, ['blendvision']);

async function now(context: CommandContext, ids: readonly LibraryUploadId[]) {
  const all = new Map((await context.api.library.uploads()).map((upload) => [upload.id, upload]));
  return ids.flatMap((id) => all.get(id) ?? []);
}

const isFailed = ({ state }: LibraryUpload): boolean => state === 'failed' || state === 'interrupted';
const isStopped = ({ state }: LibraryUpload): boolean =>
  state === 'failed' || state === 'interrupted' || state === 'done' || state === 'cancelled';

/** How uploads ended, as a command's result. */
async function ended(
  context: CommandContext,
  accountId: AccountId,
  uploads: readonly LibraryUpload[],
  isDone: (upload: LibraryUpload) => boolean,
  fetchedBy: AccountId = accountId,
): Promise<Result> {
  const data = { files: uploads.map(uploadView) };
  const lines = uploads.map(uploadLine);
  const failed = uploads.find(isFailed);
  if (failed !== undefined)
    return {
      outcome: 'failed',
      data,
      lines,
      error: failed.error ?? { code: 'failed', message: failed.sentence, action: 'person' },
    };
  if (uploads.every(isDone)) return done(data, lines);
  // The cancel itself may have been refused: its error stands on the upload.
  const refused = uploads.find((upload) => upload.state === 'cancelling' && upload.error !== null);
  if (refused?.error != null && refused.error.action !== 'retry' && refused.error.action !== 'sign-in')
    return { outcome: 'failed', data, lines, error: refused.error };
  // What is not here yet waits for the service of its job.
  const isAway = uploads.some(
    ({ jobId, uploadId, state }) => jobId !== null && uploadId === null && state === 'waiting',
  );
  return {
    outcome: 'kept',
    data,
    lines,
    error: await keptReason(context, isAway ? fetchedBy : accountId),
  };
}

/** Until each of the uploads is there, as their changes tell it. Never rejects; the caller looks. */
function reached(
  context: CommandContext,
  ids: readonly LibraryUploadId[],
  isThere: (upload: LibraryUpload) => boolean,
): Promise<void> {
  return new Promise((resolveReached) => {
    const look = (uploads: readonly LibraryUpload[]): void => {
      const own = uploads.filter((upload) => ids.includes(upload.id));
      if (!own.every(isThere)) return;
      unsubscribe();
      resolveReached();
    };
    const unsubscribe = context.application.onPush((push) => {
      if (push.event === 'library-changed') look(push.value as readonly LibraryUpload[]);
    });
    void context.api.library.uploads().then(look);
  });
}

/** Lets the queue work until the uploads are there, or nothing of the account goes on by itself; others are not waited for. */
async function settled(
  context: CommandContext,
  accountId: AccountId,
  ids: readonly LibraryUploadId[],
  isThere: (upload: LibraryUpload) => boolean,
): Promise<readonly LibraryUpload[]> {
  const enough = new AbortController();
  const signal = AbortSignal.any([context.signal, enough.signal]);
  await Promise.race([settleElsewhere(context, accountId, { signal }), reached(context, ids, isThere)]);
  enough.abort();
  return now(context, ids);
}

/** Begun, or through when `--wait` is given. */
async function begun(
  context: CommandContext,
  accountId: AccountId,
  ids: readonly LibraryUploadId[],
  fetchedBy: AccountId = accountId,
): Promise<Result> {
  context.output.event('queued', { files: ids.length }, `${String(ids.length)} files queued`);
  if (context.flags.wait ?? false) {
    const uploads = await settled(context, accountId, ids, isStopped);
    return ended(context, accountId, uploads, ({ state }) => state === 'done', fetchedBy);
  }
  const uploads = await settled(context, accountId, ids, (each) => each.uploadId !== null || isStopped(each));
  return ended(context, accountId, uploads, ({ uploadId }) => uploadId !== null, fetchedBy);
}

/** The results meant: those named, else all, else the accepted ones that are not in the library yet. */
function chosen(results: readonly ResultCandidate[], words: readonly string[], all: boolean) {
  if (words.length > 0)
    return words.flatMap((word) => {
      const found = results.filter(({ name, imageId }) => name === word || String(imageId) === word);
      if (found.length === 0)
        throw new AppError('person', 'picture_missing', `The job has no result called ${word}.`, {
          field: word,
        });
      return found;
    });
  if (all && results.length > 0) return results.filter(({ isPublished }) => !isPublished);
  const accepted = results.filter(({ isAccepted }) => isAccepted);
  if (accepted.length === 0)
    throw new AppError(
      'person',
      'nothing_accepted',
      results.length === 0
        ? 'This job has no results yet.'
        : 'No result of this job is accepted. Accept some first, name those meant, or publish --all.',
    );
  return accepted.filter(({ isPublished }) => !isPublished);
}

const uploadResults = async (context: CommandContext, number: string): Promise<Result> => {
  const { api, flags, words } = context;
  if (flags.type !== undefined) throw new UsageError('--type goes with files, not with results of a job.');
  const accountId = await account(context);
  const job = await jobByWord(context, number);
  await refreshed(context, job);
  // What came back is in the register once the review room was read.
  await api.reviews.open(job.id);
  const images = chosen(await api.library.results(accountId, job.id), words, flags.all ?? false);
  if (images.length === 0)
    return done({ files: [] }, ['Every accepted result of this job is in the library, or on its way.']);
  const uploads = await api.library.publishResults(accountId, {
    jobId: job.id,
    images: images.map(({ imageId }) => imageId),
    reduce: flags.reduce ?? false,
  });
  // They are fetched by their own service's account first.
  await settleElsewhere(context, job.accountId);
  const ids = uploads.map(({ id }) => id);
  return begun(context, accountId, ids, job.accountId);
};

const upload: Command = async (context) => {
  const { api, flags, words } = context;
  if (flags.job !== undefined) return uploadResults(context, flags.job);
  if (words.length === 0) throw new UsageError('Name at least one file, or a job with --job NUMBER.');
  const type = flags.type === undefined ? null : typeOf(flags.type);
  const accountId = await account(context);
  const files = words.map((word) => ({
    path: resolve(word),
    type,
    reduce: flags.reduce ?? false,
  }));
  const ids = (await api.library.publish(accountId, files)).map(({ id }) => id);
  return begun(context, accountId, ids);
};

async function listed(context: CommandContext, type: LibraryFileType): Promise<readonly LibraryFile[]> {
  const accountId = await account(context);
  const found = new Map<string, LibraryFile>();
  for (let page = 1; found.size < MOST_LISTED; page += 1) {
    const before = found.size;
    const { files, total } = await context.api.library.files(accountId, type, page);
    for (const file of files) found.set(file.id, file);
    // A server that heeds no page gives the same files again.
    if (found.size === before || (total !== null && found.size >= total)) break;
  }
  return [...found.values()];
}

const list: Command = async (context) => {
  const { flags, api } = context;
  if (flags.unfinished ?? false) {
    const accountId = await account(context);
    const open = (await api.library.uploads()).filter(
      (each) => each.accountId === accountId && each.state !== 'done' && each.state !== 'cancelled',
    );
    return done(
      { files: open.map(uploadView) },
      open.length === 0 ? ['No upload is unfinished.'] : open.map(uploadLine),
    );
  }
  const files = await listed(context, typeOf(required(flags.type, 'type')));
  return done(
    { files: files.map((file) => ({ ...file, uploadId: null, state: 'done' })) },
    files.length === 0 ? ['The library has no such file.'] : files.map(({ id, name }) => `${id}  ${name}`),
  );
};

/** The uploads meant by words: ids of the file or of the session at the service, or of this computer. */
async function meant(context: CommandContext, accountId: AccountId): Promise<readonly LibraryUpload[]> {
  const uploads = (await context.api.library.uploads()).filter((each) => each.accountId === accountId);
  return context.words.map((word) => {
    const found = uploads.find((each) => [each.fileId, each.uploadId, each.id].includes(word));
    if (found === undefined)
      throw new AppError(
        'person',
        'upload_unknown',
        `No upload of ${word} was begun here. “library list --unfinished” shows those that were.`,
      );
    return found;
  });
}

const cancel: Command = async (context) => {
  const { api, flags, words } = context;
  const all = flags.all ?? false;
  if (all === words.length > 0) throw new UsageError('Say which FILE_ID is cancelled, or --all.');
  const accountId = await account(context);
  const wanted = all
    ? (await api.library.uploads()).filter(
        (each) => each.accountId === accountId && each.state !== 'done' && each.state !== 'cancelled',
      )
    : await meant(context, accountId);
  if (wanted.length === 0) return done({ files: [] }, ['No upload is unfinished.']);
  const ids = wanted.map(({ id }) => id);
  await api.library.cancel(ids);
  const uploads = await settled(
    context,
    accountId,
    ids,
    (each) => isStopped(each) || (each.state === 'cancelling' && each.error !== null),
  );
  return ended(context, accountId, uploads, ({ state }) => state === 'cancelled');
};

const resumeAll: Command = async (context) => {
  const { api, words } = context;
  const accountId = await account(context);
  const wanted =
    words.length > 0
      ? await meant(context, accountId)
      : (await api.library.uploads()).filter((each) => each.accountId === accountId && isFailed(each));
  const ids = wanted.map(({ id }) => id);
  await api.library.resume(ids);
  const uploads = await settled(context, accountId, ids, isStopped);
  return ended(context, accountId, uploads, ({ state }) => state === 'done');
};

const download: Command = async (context) => {
  const { api, flags, words } = context;
  const [id] = words;
  if (id === undefined) throw new UsageError('Say which FILE_ID is saved, as “library list” shows it.');
  const path = await api.library.download(await account(context), id, resolve(required(flags.to, 'to')));
  return done({ files: [{ id, uploadId: null, name: path.split(/[/\\]/).at(-1), state: 'done', path }] }, [
    path,
  ]);
};

export const libraryCommands: Readonly<Record<string, Command>> = {
  upload,
  list,
  cancel,
  resume: resumeAll,
  download,
};
