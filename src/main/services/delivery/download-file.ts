import { Readable } from 'node:stream';
import { basename, extname, join } from 'node:path';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Store } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { safeFileName } from './safe-file-name.ts';

/** How often a free name is looked for: `bag.png`, `bag 2.png`, … */
const NAMES_TRIED = 1_000;

/**
 * Fetches one result into the folder. The final name appears only when the whole file is on the disk with the length
 * the service announced; a file that has the name already is never overwritten.
 */
export function downloadFileHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly changes: ChangeFeed;
}): Handler {
  const { store, clock, files, connections, addresses, changes } = options;

  const freeName = async (folder: string, name: string): Promise<string> => {
    const extension = extname(name);
    const stem = basename(name, extension);
    for (let turn = 1; turn <= NAMES_TRIED; turn += 1) {
      const path = join(folder, turn === 1 ? name : `${stem} ${String(turn)}${extension}`);
      if (await files.isFree(path)) return path;
    }
    throw new AppError(
      'person',
      'name_taken',
      `The folder holds too many files called ${name}. Choose another folder.`,
    );
  };

  return async (item, { signal }) => {
    const payload = item.payload;
    if (payload.kind !== 'download-file') throw new AppError('bug', 'wrong_item', 'This is not a download.');
    const job = await store.read.job(item.jobId);
    const file = await store.read.file(payload.fileId);
    if (job === null || file === null)
      throw new AppError('gone', 'file_missing', 'This picture was removed from Clipdesk.');
    const image = await addresses.image(job.id, payload.imageId, signal);
    const url = image?.downloadUrl ?? image?.fullUrl ?? null;
    if (image === null || url === null)
      throw new AppError(
        'gone',
        'result_gone',
        `The service does not offer the result of ${file.name} any more.`,
      );

    await files.ensureFolder(payload.folder);
    const path = await freeName(payload.folder, safeFileName(image.name ?? file.name));
    try {
      const answer = await connections.ask(job.accountId, (api) => api.fetchAddress(url, signal));
      const written = await files.writeWhole(path, Readable.from(answer.body), signal, ({ size }) => {
        if (size === 0 || (answer.size !== null && size !== answer.size))
          throw new AppError(
            'retry',
            'download_short',
            `${file.name} came only in part. It is fetched again.`,
          );
      });
      return {
        kind: 'finished',
        commit: async (writer) => {
          const current = await writer.file(file.id);
          if (current) {
            const others = (current.download?.results ?? []).filter(
              (each) => each.imageId !== payload.imageId,
            );
            const results = [...others, { imageId: payload.imageId, path, ...written }];
            await writer.putFile({ ...current, download: { path, ...written, results } });
          }
          changes.files(job.id, [file.id]);
          const rest = (await writer.unfinishedOf(job.id)).filter(
            (each) => each.payload.kind === 'download-file' && each.id !== item.id,
          );
          if (rest.length > 0) return;
          const totals = await writer.fileTotals(job.id);
          await writer.addTimeline({
            jobId: job.id,
            at: clock.now(),
            sentence: `${String(totals.downloaded)} results saved: checked, then named`,
            status: null,
          });
        },
      };
    } catch (thrown) {
      // The address belonged to a session that is over: ask for a new one at the next try.
      if (toAppError(thrown).code === 'address_expired') addresses.forget(job.id);
      throw thrown;
    }
  };
}
