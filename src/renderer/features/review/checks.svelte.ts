import type {
  InspectApi,
  JobId,
  Preflight,
  PreflightResult,
  RemoteFileId,
  ReviewRoom,
  ReviewsApi,
} from '../../../preload/contract/index.ts';

/** What the check of the returned files says of the job, and of the picture looked at. */
export class Checks {
  preflight = $state.raw<Preflight | null>(null);
  /** The results of the picture that was asked for last, with its number. */
  shown = $state.raw<{ readonly file: RemoteFileId; readonly results: readonly PreflightResult[] } | null>(
    null,
  );
  readonly failed: ReadonlySet<RemoteFileId> = $derived(
    new Set(
      this.preflight?.files.filter(({ state }) => state === 'failed').map(({ fileId }) => fileId) ?? [],
    ),
  );
  readonly #job: JobId;
  readonly #inspect: InspectApi;
  /** Pictures that had failed when the room was opened: they stand first and stay there. */
  #first: ReadonlySet<RemoteFileId> | null = null;
  #wanted: RemoteFileId | null = null;

  constructor(job: JobId, inspect: InspectApi) {
    this.#job = job;
    this.#inspect = inspect;
  }

  /** Reads how the check stands; pictures not looked at yet are begun with. */
  async read(): Promise<void> {
    this.preflight = await this.#inspect.preflight(this.#job);
    if (this.#wanted !== null) await this.look(this.#wanted);
  }

  /** Stops looking into the files, or goes on with it. */
  async toggle(): Promise<void> {
    if (this.preflight?.progress.running === true) await this.#inspect.stopPreflight(this.#job);
    else await this.#inspect.startPreflight(this.#job);
  }

  /** Reads the findings on one picture. */
  async look(file: RemoteFileId): Promise<void> {
    this.#wanted = file;
    const results = await this.#inspect.preflightOf(this.#job, file);
    if (this.#wanted === file) this.shown = { file, results };
  }

  /** The room with what failed first, in the order it had when it was opened: nothing moves under the person. */
  async arrange(room: ReviewRoom): Promise<ReviewRoom> {
    if (this.#first === null) {
      // A check that cannot be read must not keep anybody out of the room.
      await this.read().catch(() => undefined);
      this.#first = this.failed;
    }
    const first = this.#first;
    if (first.size === 0) return room;
    const pairs = [
      ...room.pairs.filter(({ fileId }) => first.has(fileId)),
      ...room.pairs.filter(({ fileId }) => !first.has(fileId)),
    ];
    return { ...room, pairs };
  }
}

function isRoom(value: unknown): value is ReviewRoom {
  return typeof value === 'object' && value !== null && 'pairs' in value && 'jobName' in value;
}

/** The same requests; every room they answer with has what failed the check first. */
export function failedFirst(reviews: ReviewsApi, checks: Checks): ReviewsApi {
  return new Proxy(reviews, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(method, target, args);
        return isRoom(answer) ? checks.arrange(answer) : answer;
      };
    },
  });
}
