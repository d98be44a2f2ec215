import type { CompareApi, ImageId, JobId, RemoteFileId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Comparing } from '../../ports/comparing.ts';
import type { Store } from '../../ports/store.ts';
import { KeptAnswers } from './kept-answers.ts';
import { LooksInProgress } from './looks-in-progress.ts';

export interface CompareParts {
  readonly store: Store;
  readonly comparing: Comparing;
  /** The bytes of a picture of the service, from the cache or fetched; null when it cannot be had now. */
  readonly picture: (job: JobId, image: ImageId, variant: 'preview' | 'full') => Promise<Uint8Array | null>;
}

/** Answers kept in memory: a few hundred bytes each, more than any job has pictures. */
const MOST_KEPT = 4_000;

function notHere(): AppError {
  return new AppError(
    'retry',
    'picture_not_here',
    'This picture is not on this computer and cannot be fetched now. Go on when the network is back.',
  );
}

/** Finds the pictures meant and has them compared; an answer is kept by image ids, which never change their picture. */
export function createCompare(parts: CompareParts): CompareApi {
  const { store, comparing } = parts;
  const kept = new KeptAnswers(MOST_KEPT);
  const looks = new LooksInProgress();
  const tourKey = (job: JobId, file: RemoteFileId, result: ImageId): string =>
    `edge-tour ${job} ${String(file)} ${String(result)}`;

  async function originalOf(job: JobId, file: RemoteFileId): Promise<ImageId | null> {
    const reviews = await store.read.reviews(job);
    return reviews.find((review) => review.fileId === file)?.originalImageId ?? null;
  }

  async function bytesOf(job: JobId, image: ImageId, variant: 'preview' | 'full'): Promise<Uint8Array> {
    const bytes = await parts.picture(job, image, variant);
    if (bytes === null) throw notHere();
    return bytes;
  }

  /** A redo's earlier results belong to the job it redoes. */
  async function bytesHereOrOfParent(job: JobId, image: ImageId): Promise<Uint8Array> {
    const here = await parts.picture(job, image, 'full');
    if (here !== null) return here;
    const record = await store.read.job(job);
    if (record === null || record.parentRemoteId === null) throw notHere();
    const parent = await store.read.jobByRemoteId(record.accountId, record.parentRemoteId);
    if (parent === null) throw notHere();
    return bytesOf(parent.id, image, 'full');
  }

  const api: CompareApi = {
    lineUp: (job, file, result) =>
      kept.get(`line-up ${job} ${String(file)} ${String(result)}`, async () => {
        const original = await originalOf(job, file);
        if (original === null)
          return { kind: 'not-sure', sentence: 'There is no original to line this result up with.' };
        const [originalBytes, resultBytes] = await Promise.all([
          bytesOf(job, original, 'preview'),
          bytesOf(job, result, 'preview'),
        ]);
        return comparing.lineUp(originalBytes, resultBytes);
      }),

    edgeTour: (job, file, result) =>
      kept.get(tourKey(job, file, result), () =>
        looks.run(tourKey(job, file, result), async (signal) => {
          const bytes = await bytesOf(job, result, 'full');
          const original = await originalOf(job, file);
          const found = original === null ? null : await api.lineUp(job, file, result).catch(() => null);
          const beneath =
            original === null || found?.kind !== 'lined-up'
              ? null
              : await parts.picture(job, original, 'full');
          signal.throwIfAborted();
          return comparing.edgeTour(
            bytes,
            beneath === null || found?.kind !== 'lined-up' ? null : { bytes: beneath, frame: found.frame },
            signal,
          );
        }),
      ),

    stopEdgeTour(job, file, result) {
      looks.giveUp(tourKey(job, file, result));
      return Promise.resolve();
    },

    changes: (job, file, before, after, pins) =>
      kept.get(
        `changes ${job} ${String(file)} ${String(before)} ${String(after)} ${JSON.stringify(pins)}`,
        async () => {
          const [old, current] = await Promise.all([
            bytesHereOrOfParent(job, before),
            bytesOf(job, after, 'full'),
          ]);
          return comparing.changes(old, current, pins);
        },
      ),
  };
  return api;
}
