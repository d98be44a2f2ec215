import type {
  ClippingPaths,
  CompareApi,
  EdgeTour,
  InspectApi,
  JobId,
  LineUp,
  PureWhite,
  ReviewImage,
  ReviewPair,
} from '../../../preload/contract/index.ts';
import { Answers } from './answers.svelte.ts';

export interface FindingsParts {
  readonly compare: Pick<CompareApi, 'lineUp' | 'edgeTour' | 'stopEdgeTour' | 'changes'>;
  readonly inspect: Pick<InspectApi, 'clippingPaths' | 'pureWhite' | 'stopPureWhite'>;
}

/** One result of one picture, as it was when it was looked at. */
export interface Looked {
  readonly pair: ReviewPair;
  readonly result: ReviewImage;
}

/** What the main process found out about the results that are looked at. */
export class Findings {
  readonly lineUps: Answers<LineUp>;
  readonly tours: Answers<EdgeTour>;
  readonly paths: Answers<ClippingPaths>;
  readonly whites: Answers<PureWhite>;
  readonly #looked = new Map<string, Looked>();

  constructor(job: JobId, { compare, inspect }: FindingsParts) {
    const answers = <Value>(
      ask: (looked: Looked) => Promise<Value>,
      stop: (looked: Looked) => Promise<void> = () => Promise.resolve(),
    ): Answers<Value> =>
      new Answers(
        (key) => {
          const looked = this.#looked.get(key);
          return looked === undefined ? Promise.reject(new Error('Nobody looked at it')) : ask(looked);
        },
        (key) => {
          const looked = this.#looked.get(key);
          // That it could not be stopped changes nothing: it ends by itself.
          if (looked !== undefined) stop(looked).catch(() => undefined);
        },
      );
    this.lineUps = answers(({ pair, result }) => compare.lineUp(job, pair.fileId, result.imageId));
    this.tours = answers(
      ({ pair, result }) => compare.edgeTour(job, pair.fileId, result.imageId),
      ({ pair, result }) => compare.stopEdgeTour(job, pair.fileId, result.imageId),
    );
    this.whites = answers(
      ({ pair, result }) => inspect.pureWhite(job, pair.fileId, result.imageId),
      ({ pair, result }) => inspect.stopPureWhite(job, pair.fileId, result.imageId),
    );
    this.paths = answers(({ pair, result }) => inspect.clippingPaths(job, pair.fileId, result.imageId));
  }

  /** Under which the answers about a result are kept: by image and version, so that a newer version is asked for anew. */
  keyOf(looked: Looked): string {
    const key = `${looked.pair.fileId} ${looked.pair.versionMark} ${looked.result.imageId}`;
    this.#looked.set(key, looked);
    return key;
  }
}
