import { isAbsolute } from 'node:path';
import type {
  DownloadChoices,
  DownloadsApi,
  DownloadWish,
  ImageId,
  JobId,
  OnCollision,
  QueueItemId,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { JobRecord, JobQueueRecord, Store, StoreReader } from '../../ports/store.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { allowAction } from '../jobs/job-actions.ts';
import { archiveItem, downloadItem } from '../transfers/job-items.ts';
import { lookAtFolder, type StandingResult } from './look-at-folder.ts';
import { defaultTemplate, parseTemplate } from './name-template.ts';
import { planNames } from './plan-names.ts';

/** Names a plan shows. */
const namesShown = 5;

/** What Windows takes as a whole path without being asked nicely, less the ending of a part. */
const longestWindowsPath = 245;

function isUnderWay(item: JobQueueRecord, folder: string): ImageId | null {
  const { payload, state } = item;
  return payload.kind === 'download-file' &&
    payload.folder === folder &&
    (state === 'waiting' || state === 'running')
    ? payload.imageId
    : null;
}

/** The results of a job into a folder: named by a template, what is taken asked once, before anything is fetched. */
export function createDownloads(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly wakeQueue: () => void;
  /** Removes half files of downloads that were given up. */
  readonly sweep: () => Promise<void>;
  /** `process.platform` */
  readonly platform: string;
}): DownloadsApi {
  const { store, clock, files, changes, newId, wakeQueue, sweep, platform } = options;
  const queueId = (): QueueItemId => newId() as QueueItemId;
  const never = new AbortController().signal;

  const jobOf = async (reader: StoreReader, id: JobId): Promise<JobRecord> => {
    const job = await reader.job(id);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    return job;
  };

  const look = async (id: JobId, wish: DownloadWish, exact: boolean): Promise<readonly StandingResult[]> => {
    const template = parseTemplate(wish.template);
    if (!isAbsolute(wish.folder))
      throw new AppError('person', 'bad_folder', 'Write the whole path of the folder.', { field: 'folder' });
    const job = await jobOf(store.read, id);
    const [account, records, reviews] = await Promise.all([
      store.read.account(job.accountId),
      store.read.files(id),
      store.read.reviews(id),
    ]);
    const planned = planNames({
      job,
      accountName: account?.name ?? '',
      files: records,
      reviews,
      template,
      now: clock.now(),
    });
    const found = await lookAtFolder(files, wish.folder, planned, records, exact, never);
    const tooLong =
      platform === 'win32' ? found.find(({ path }) => path.length > longestWindowsPath) : undefined;
    if (tooLong !== undefined)
      throw new AppError(
        'person',
        'path_too_long',
        `Folder and name of ${tooLong.from} are longer than Windows takes. Choose a folder nearer to the drive, or a shorter name.`,
        { field: 'template' },
      );
    return found;
  };

  /**
   * What is to be fetched. A name that is taken is numbered only when its file is here: what has the name may be the very
   * same picture, saved before.
   */
  const toFetch = (found: readonly StandingResult[], onCollision: OnCollision): readonly StandingResult[] =>
    found.filter(({ standing }) => standing === 'free' || (standing === 'taken' && onCollision !== 'skip'));

  const choicesOf = async (job: JobRecord): Promise<DownloadChoices> => {
    const [kept, settings] = await Promise.all([
      store.read.downloadChoices(job.accountId),
      store.read.settings(),
    ]);
    return {
      folder: job.downloadFolder ?? settings.downloadFolder,
      template: kept?.template ?? defaultTemplate,
      route: kept?.route ?? 'file',
    };
  };

  return {
    choices: async (id) => choicesOf(await jobOf(store.read, id)),

    async plan(id, wish) {
      const found = await look(id, wish, false);
      const taken = found.filter(({ standing }) => standing === 'taken');
      const shown = [...taken, ...found.filter(({ standing }) => standing !== 'taken')].slice(0, namesShown);
      return {
        results: found.length,
        alreadyThere: found.filter(({ standing }) => standing === 'already-there').length,
        collisions: taken.length,
        names: shown.map(({ from, to, standing }) => ({ from, to, taken: standing === 'taken' })),
        freeBytes: await files.room(wish.folder),
      };
    },

    async start(id, wish, onCollision) {
      await store.transaction((writer) => allowAction(writer, id, 'download'));
      const found = await look(id, wish, true);
      const taken = found.filter(({ standing }) => standing === 'taken');
      const [first] = taken;
      if (onCollision === null && first !== undefined)
        throw new AppError(
          'conflict',
          'names_taken',
          taken.length === 1
            ? `The folder has a file called ${first.to} already. Say whether to keep both, to leave it out or to replace it.`
            : `The folder has files called ${first.to} and ${String(taken.length - 1)} other of these names already. Say whether to keep both, to leave them out or to replace them.`,
        );
      const wanted = toFetch(found, onCollision ?? 'keep-both');
      await files.ensureFolder(wish.folder);
      const enqueued = await store.transaction(async (writer) => {
        const job = await allowAction(writer, id, 'download');
        await writer.putJob({ ...job, downloadFolder: wish.folder });
        await writer.putSettings({ ...(await writer.settings()), downloadFolder: wish.folder });
        await writer.putDownloadChoices(job.accountId, { template: wish.template.trim(), route: wish.route });
        const asked = new Set<ImageId>();
        const byImage = new Map(wanted.map((result) => [result.imageId, result]));
        const isSuperseded = ({ payload, state }: JobQueueRecord, result?: StandingResult): boolean =>
          result !== undefined &&
          state === 'waiting' &&
          payload.kind === 'download-file' &&
          (payload.onCollision !== (onCollision ?? 'keep-both') ||
            payload.name !== result.to ||
            payload.route !== wish.route);
        for (const item of await writer.unfinishedOf(id)) {
          const { kind } = item.payload;
          if (kind !== 'download-file' && kind !== 'download-archive') continue;
          const image = isUnderWay(item, wish.folder);
          // What still waits goes as it was wished last; what is on its way stays as it is.
          if (image !== null && !isSuperseded(item, byImage.get(image))) asked.add(image);
          else if (image !== null) await writer.removeQueueItem(item.id);
          // Asking again is the way out of a full disk or a missing folder: the new wish takes the failed one's place.
          else if (item.state === 'failed' || item.state === 'held') await writer.removeQueueItem(item.id);
        }
        const now = clock.now();
        const results = wanted.filter(({ imageId }) => !asked.has(imageId));
        await writer.enqueue([
          ...(wish.route === 'zip' && results.length > 0
            ? [archiveItem(queueId(), job, wish.folder, now)]
            : []),
          ...results.map(({ fileId, imageId, from, to }) =>
            downloadItem(
              queueId(),
              job,
              {
                kind: 'download-file',
                fileId,
                imageId,
                folder: wish.folder,
                name: to,
                onCollision: onCollision ?? 'keep-both',
                route: wish.route,
              },
              from,
              now,
            ),
          ),
        ]);
        return results.length;
      });
      void sweep();
      changes.job(id);
      changes.queue();
      wakeQueue();
      const alreadyThere = found.filter(({ standing }) => standing === 'already-there').length;
      return {
        toFetch: enqueued,
        alreadyThere,
        skipped: found.length - alreadyThere - wanted.length,
      };
    },
  };
}
