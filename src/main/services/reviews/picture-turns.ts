import type { JobId, RemoteFileId } from '../../../preload/contract/index.ts';

interface Turn {
  readonly job: JobId;
  /** Null: all pictures of the job. */
  readonly file: RemoteFileId | null;
  readonly ended: Promise<unknown>;
}

/**
 * Requests about one picture go one after the other, in the order they were begun: two on their way at once may arrive
 * the other way round, and the service would keep the older decision. Pictures do not wait for each other.
 */
export interface PictureTurns {
  /** Runs `work` when all that was begun before about the same picture has ended, however it ended. */
  take<T>(job: JobId, file: RemoteFileId | null, work: () => Promise<T>): Promise<T>;
}

export function createPictureTurns(): PictureTurns {
  const turns = new Set<Turn>();
  return {
    async take(job, file, work) {
      const before = [...turns].filter(
        (turn) => turn.job === job && (turn.file === null || file === null || turn.file === file),
      );
      const { promise: ended, resolve } = Promise.withResolvers<undefined>();
      const turn: Turn = { job, file, ended };
      turns.add(turn);
      try {
        await Promise.all(before.map((each) => each.ended));
        return await work();
      } finally {
        turns.delete(turn);
        resolve(undefined);
      }
    },
  };
}
