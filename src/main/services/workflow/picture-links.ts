import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { JobId, ReviewsApi, WorkflowApi } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Files } from '../../ports/files.ts';
import type { Store } from '../../ports/store.ts';
import { safeFileName } from '../delivery/safe-file-name.ts';
import { largestPicture } from './site-pictures.ts';
import type { WorkflowConnections } from './workflow-connections.ts';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** Without folder and ending: a site often keeps another format than the result had. */
const stemOf = (path: string): string => nameOf(path).replace(/\.[^.]+$/, '');

/** The way from a picture of a site to the job it came from, or to a new one. */
export function createPictureLinks(options: {
  readonly store: Store;
  readonly files: Files;
  readonly connections: WorkflowConnections;
  /** Pictures taken from sites to be sent on lie below it. */
  readonly folder: string;
  readonly newId: () => string;
  readonly reviews: () => Pick<ReviewsApi, 'read' | 'open' | 'decide'>;
  readonly openDraft: (paths: readonly string[], name: string) => Promise<JobId>;
}): Pick<WorkflowApi, 'origins' | 'toJob' | 'rejectOrigin'> {
  const { store, files, connections } = options;
  return {
    origins: (_account, path) => store.read.returnedFilesNamed(stemOf(path)),
    async toJob(account, path) {
      const { site } = await connections.account(account);
      const never = new AbortController().signal;
      const { bytes, type } = await connections.ask(account, (api) =>
        api.content(site, path, largestPicture, never),
      );
      if (type?.startsWith('text/') === true || bytes.byteLength === 0)
        throw new AppError('person', 'not_a_picture', 'The site keeps no picture there that could be sent.');
      // A folder of its own: the name is the picture's, whatever was taken before.
      const folder = join(options.folder, options.newId());
      const target = join(folder, safeFileName(nameOf(path)));
      await files.ensureFolder(folder);
      await files.writeWhole(target, Readable.from([bytes]), never, () => undefined);
      return options.openDraft([target], stemOf(path));
    },
    async rejectOrigin(job, file, reason) {
      const record = await store.read.file(file);
      const reviews = options.reviews();
      const find = (room: Awaited<ReturnType<ReviewsApi['read']>>) =>
        room.pairs.find(({ fileId }) => fileId === record?.remoteId);
      const pair = find(await reviews.read(job)) ?? find(await reviews.open(job));
      if (pair === undefined)
        throw new AppError('gone', 'file_gone', 'This picture is not part of the job any more.');
      await reviews.decide(job, pair.fileId, pair.versionMark, {
        kind: 'reject',
        reasons: [{ reason, pins: [] }],
        remark: '',
      });
    },
  };
}
