import type {
  EarlierVersion,
  PictureHistory,
  RemoteFileId,
  ReviewImage,
  ReviewPair,
  ReviewsApi,
} from '../../../preload/contract/index.ts';
import { draftOf } from './marks.ts';
import type { Mark } from './marks.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';

/** What stands to the left of the result. */
export interface Beside {
  readonly image: ReviewImage | null;
  readonly label: string;
  /** What was marked on it then; empty for the original. */
  readonly marks: readonly Mark[];
  readonly isOriginal: boolean;
}

/** Earlier versions of the pictures in the room, and which of them is looked at beside the result. */
export class Past {
  readonly #room: ReviewRoomState;
  readonly #reviews: ReviewsApi;
  #histories = $state.raw<ReadonlyMap<RemoteFileId, PictureHistory>>(new Map());
  readonly #asked = new Set<string>();
  /** 0 is the original, 1 the version before, and so on; null until somebody chose. */
  #chosen = $state<number | null>(null);

  #kept: ReviewPair | null = null;

  constructor(room: ReviewRoomState, reviews: ReviewsApi) {
    this.#room = room;
    this.#reviews = reviews;
  }

  /** Earlier versions of a picture, newest first; empty until they were read. */
  versionsOf(pair: ReviewPair): readonly EarlierVersion[] {
    return this.#histories.get(pair.fileId)?.versions ?? [];
  }

  /** Reads the earlier versions of these pictures, once for each version. */
  async read(pairs: readonly ReviewPair[]): Promise<void> {
    const wanted = pairs.filter(
      (pair) => pair.hasHistory && !this.#asked.has(`${pair.fileId} ${pair.versionMark}`),
    );
    if (wanted.length === 0) return;
    for (const pair of wanted) this.#asked.add(`${pair.fileId} ${pair.versionMark}`);
    const found = await this.#reviews.history(
      this.#room.jobId,
      wanted.map((pair) => pair.fileId),
    );
    const histories = new Map(this.#histories);
    for (const history of found) histories.set(history.fileId, history);
    this.#histories = histories;
  }

  /** A held decision is shown beside what it was taken on, without being asked for. */
  readonly beside: Beside = $derived.by(() => {
    const pair = this.#room.pair;
    const original = { image: pair?.original ?? null, label: 'Original', marks: [], isOriginal: true };
    if (pair === null) return original;
    const versions = this.versionsOf(pair);
    const judged = pair.judged[0];
    const held = pair.decision?.state.kind === 'held' && judged !== undefined;
    if (held && this.#chosen === null)
      return {
        image: judged,
        label: 'What you judged',
        marks: pair.decision === null ? [] : draftOf(pair.decision.verdict).marks,
        isOriginal: false,
      };
    const version = versions[(this.#chosen ?? 0) - 1];
    const image = version?.images[0];
    if (version === undefined || image === undefined) return original;
    return {
      image,
      label: `Version ${String(version.version)}`,
      marks: version.verdict === null ? [] : draftOf(version.verdict).marks,
      isOriginal: false,
    };
  });

  /** The version before, the one before that …, the original again. @returns false when there is nothing earlier */
  turn(): boolean {
    const pair = this.#room.pair;
    const count = pair === null ? 0 : this.versionsOf(pair).length;
    if (count === 0) return false;
    const held = pair?.decision?.state.kind === 'held' && this.#chosen === null;
    this.#chosen = held ? 0 : ((this.#chosen ?? 0) + 1) % (count + 1);
    return true;
  }

  /** Puts the version before beside the result, where there is one; stays until another picture is chosen. */
  showVersionBefore(): void {
    const pair = this.#room.pair;
    this.#kept = pair;
    this.#chosen = pair !== null && this.versionsOf(pair).length > 0 ? 1 : null;
  }

  /** Another picture: the original is beside it again. */
  reset(): void {
    // What was just chosen for the picture that comes onto the screen stays.
    if (this.#kept === null || this.#kept.fileId !== this.#room.pair?.fileId) this.#chosen = null;
    this.#kept = null;
  }
}
