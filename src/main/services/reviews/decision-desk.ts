import type {
  Choice,
  DecisionId,
  QueueItemId,
  RemoteFileId,
  Verdict,
  VersionMark,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type {
  DecisionRecord,
  FileRecord,
  JobRecord,
  NewQueueItem,
  JobQueueRecord,
  ReviewRecord,
  ShownPicture,
  StoreWriter,
} from '../../ports/store.ts';
import { decisionItem } from '../transfers/job-items.ts';

export interface DeskParts {
  readonly newId: () => string;
  readonly now: number;
  /** Milliseconds a decision stays here before it goes. */
  readonly undoTime: number;
  readonly fileChanged: (file: FileRecord) => void;
  /** What of these pictures was on the screen; one that is not here was decided without being shown. */
  readonly screens: ReadonlyMap<RemoteFileId, ShownPicture>;
}

const wholeKind = { accept: 'accept-all', reject: 'reject-all' } as const;

function title(review: ReviewRecord, verdict: Verdict): string {
  if (verdict.kind === 'accept') return `Accept ${review.name}`;
  const pins = verdict.reasons.reduce((sum, reason) => sum + reason.pins.length, 0);
  return pins === 0
    ? `Reject ${review.name}`
    : `Reject ${review.name} with ${pins === 1 ? '1 pin' : `${String(pins)} pins`}`;
}

/** Why this version cannot be judged; null when it can. */
function refusal(review: ReviewRecord | undefined, seen: VersionMark): AppError | null {
  if (review === undefined)
    return new AppError('gone', 'file_gone', 'This picture is not part of the job any more.');
  if (review.blocked !== '') return new AppError('conflict', 'cannot_judge', review.blocked);
  if (review.versionMark === seen) return null;
  return new AppError(
    'conflict',
    'other_version',
    `${review.name} came back again while you looked. Look at the new one, then decide.`,
  );
}

/**
 * The decisions of one job within one transaction. Everything is read once, so that two thousand decisions are one step
 * and take no longer than two thousand rows do.
 */
export class DecisionDesk {
  readonly #writer: StoreWriter;
  readonly #job: JobRecord;
  readonly #parts: DeskParts;
  readonly #reviews: ReadonlyMap<RemoteFileId, ReviewRecord>;
  readonly #current: Map<RemoteFileId, DecisionRecord>;
  readonly #files: Map<RemoteFileId, FileRecord>;
  readonly #items: readonly JobQueueRecord[];
  readonly #step: string;
  readonly #gone = new Set<QueueItemId>();
  /** By the decision they carry; one that is lifted again takes its item along. */
  readonly #sends = new Map<DecisionId, NewQueueItem>();
  #whole: NewQueueItem | null = null;

  private constructor(
    writer: StoreWriter,
    job: JobRecord,
    parts: DeskParts,
    read: {
      readonly reviews: readonly ReviewRecord[];
      readonly decisions: readonly DecisionRecord[];
      readonly files: readonly FileRecord[];
      readonly items: readonly JobQueueRecord[];
    },
  ) {
    this.#writer = writer;
    this.#job = job;
    this.#parts = parts;
    this.#step = parts.newId();
    this.#reviews = new Map(read.reviews.map((review) => [review.fileId, review]));
    this.#current = new Map(read.decisions.map((decision) => [decision.fileId, decision]));
    this.#files = new Map(
      read.files.flatMap((file) => (file.remoteId === null ? [] : [[file.remoteId, file] as const])),
    );
    this.#items = read.items;
  }

  static async open(writer: StoreWriter, job: JobRecord, parts: DeskParts): Promise<DecisionDesk> {
    const [reviews, decisions, files, items] = await Promise.all([
      writer.reviews(job.id),
      writer.decisions(job.id),
      writer.files(job.id),
      writer.unfinishedOf(job.id),
    ]);
    return new DecisionDesk(writer, job, parts, { reviews, decisions, files, items });
  }

  /** Pictures that can be judged and that nobody has decided on. */
  open(): readonly ReviewRecord[] {
    return [...this.#reviews.values()].filter(
      (review) =>
        review.blocked === '' &&
        !this.#current.has(review.fileId) &&
        (this.#files.get(review.fileId)?.decision ?? null) === null,
    );
  }

  /** How many pictures of the job the service knows: two it lists under one name are one file here, and two there. */
  get atService(): number {
    return Math.max(this.#files.size, this.#reviews.size);
  }

  refusalOf(
    choice: Pick<Choice, 'fileId' | 'seen'>,
  ): { readonly name: string; readonly error: AppError } | null {
    const review = this.#reviews.get(choice.fileId);
    const error = refusal(review, choice.seen);
    return error === null ? null : { name: review?.name ?? '', error };
  }

  /** Takes one decision and queues what carries it. @throws AppError when the picture cannot be judged */
  async decide({ fileId, seen, verdict }: Choice): Promise<void> {
    const review = this.#reviews.get(fileId);
    const error = refusal(review, seen);
    if (error !== null || review === undefined)
      throw error ?? new Error('A review without a refusal is there.');
    this.#send(await this.#record(review, verdict), review);
  }

  /** Takes the same decision on all of these, carried by the service's one request for the whole job. */
  async decideWhole(reviews: readonly ReviewRecord[], verdict: Verdict): Promise<void> {
    for (const review of reviews) await this.#record(review, verdict);
    const count = `${String(reviews.length)} ${reviews.length === 1 ? 'picture' : 'pictures'}`;
    const { now, undoTime } = this.#parts;
    this.#whole = decisionItem(
      this.#parts.newId() as QueueItemId,
      this.#job,
      verdict.kind === 'accept'
        ? { kind: 'accept-all' }
        : { kind: 'reject-all', reason: verdict.reasons[0]?.reason ?? '' },
      `${verdict.kind === 'accept' ? 'Accept' : 'Reject'} ${count}`,
      now,
      now + undoTime,
    );
  }

  /** Takes the last step back of which everything is still here. @returns what it had decided */
  async undo(): Promise<readonly Choice[]> {
    const here = [...this.#current.values()].filter((decision) => this.#isHere(decision));
    const last = here.at(-1);
    if (last === undefined) return [];
    const step = last.step === '' ? [last] : here.filter((decision) => decision.step === last.step);
    for (const decision of step) await this.#takeBack(decision);
    return step.map(({ fileId, versionMark: seen, verdict }) => ({ fileId, seen, verdict }));
  }

  /** Writes what was queued; to be called last. */
  async close(): Promise<void> {
    const items = [...this.#sends.values(), ...(this.#whole === null ? [] : [this.#whole])];
    if (items.length === 0) return;
    // Closing ends the review at the service: while its request is still here, every decision goes before it.
    const closing = this.#waiting((item) => item.payload.kind === 'close-job' && !item.mayHaveBeenSent);
    if (closing !== null) await this.#writer.removeQueueItem(closing.id);
    await this.#writer.enqueue(closing === null ? items : [...items, closing]);
  }

  #isHere(decision: DecisionRecord): boolean {
    return decision.state.kind === 'kept' && (this.#ownItem(decision) ?? this.#wholeItem(decision)) !== null;
  }

  #waiting(matches: (item: JobQueueRecord) => boolean): JobQueueRecord | null {
    return (
      this.#items.find((item) => item.state === 'waiting' && !this.#gone.has(item.id) && matches(item)) ??
      null
    );
  }

  #ownItems: ReadonlyMap<DecisionId, JobQueueRecord> | null = null;

  /** The unfinished item of this decision that is not running. */
  #ownItem(decision: DecisionRecord): JobQueueRecord | null {
    this.#ownItems ??= new Map(
      this.#items.flatMap((item) =>
        item.payload.kind === 'send-decision' ? [[item.payload.decisionId, item] as const] : [],
      ),
    );
    const item = this.#ownItems.get(decision.id);
    return item === undefined || item.state === 'running' || this.#gone.has(item.id) ? null : item;
  }

  /** The request for the whole job that would carry this decision. */
  #wholeItem(decision: DecisionRecord): JobQueueRecord | null {
    if (this.#ownItems?.has(decision.id) === true) return null;
    return this.#waiting((item) => item.payload.kind === wholeKind[decision.verdict.kind]);
  }

  async #record(review: ReviewRecord, verdict: Verdict): Promise<DecisionRecord> {
    const before = this.#current.get(review.fileId);
    if (before !== undefined) await this.#lift(before);
    const decision: DecisionRecord = {
      id: this.#parts.newId() as DecisionId,
      jobId: this.#job.id,
      fileId: review.fileId,
      versionMark: review.versionMark,
      verdict,
      state: { kind: 'kept' },
      at: this.#parts.now,
      replaced: false,
      step: this.#step,
      replaces: before?.id ?? null,
      images: review.results,
      seen: { listed: review.listed, screen: this.#parts.screens.get(review.fileId) ?? null },
    };
    await this.#writer.putDecision(decision);
    await this.#writer.removeReviewDraft(this.#job.id, review.fileId, review.versionMark);
    this.#current.delete(review.fileId);
    this.#current.set(review.fileId, decision);
    await this.#setFile(review.fileId, verdict.kind === 'accept' ? 'accepted' : 'rejected');
    return decision;
  }

  #send(decision: DecisionRecord, review: ReviewRecord): void {
    const { newId, now, undoTime } = this.#parts;
    this.#sends.set(
      decision.id,
      decisionItem(
        newId() as QueueItemId,
        this.#job,
        { kind: 'send-decision', decisionId: decision.id },
        title(review, decision.verdict),
        now,
        now + undoTime,
      ),
    );
  }

  /** The decision gives way: it stays as history, what would carry it goes. */
  async #lift(decision: DecisionRecord): Promise<void> {
    await this.#writer.putDecision({ ...decision, replaced: true });
    if (this.#sends.delete(decision.id)) return;
    const own = this.#ownItem(decision);
    if (own !== null) {
      this.#gone.add(own.id);
      await this.#writer.removeQueueItem(own.id);
      return;
    }
    const whole = decision.state.kind === 'kept' ? this.#wholeItem(decision) : null;
    if (whole !== null) await this.#split(whole, decision);
  }

  /** A request for the whole job would take the lifted picture along: its other pictures go one by one instead. */
  async #split(whole: JobQueueRecord, lifted: DecisionRecord): Promise<void> {
    const others = [...this.#current.values()].filter(
      (each) => each.id !== lifted.id && each.state.kind === 'kept' && this.#wholeItem(each)?.id === whole.id,
    );
    this.#gone.add(whole.id);
    await this.#writer.removeQueueItem(whole.id);
    for (const decision of others) {
      const review = this.#reviews.get(decision.fileId);
      if (review !== undefined) this.#send(decision, review);
    }
  }

  async #takeBack(decision: DecisionRecord): Promise<void> {
    const { fileId } = decision;
    await this.#lift(decision);
    this.#current.delete(fileId);
    const before = decision.replaces === null ? null : await this.#writer.decision(decision.replaces);
    const review = this.#reviews.get(fileId);
    if (before === null || review === undefined) {
      await this.#setFile(fileId, null);
      return;
    }
    // One that was held is carried again, to be held again: what nothing carries could not be seen in the queue.
    const unsent = before.state.kind !== 'sent';
    const again: DecisionRecord = {
      ...before,
      replaced: false,
      state: unsent ? { kind: 'kept' } : before.state,
    };
    await this.#writer.putDecision(again);
    this.#current.set(fileId, again);
    if (unsent) this.#send(again, review);
    await this.#setFile(fileId, again.verdict.kind === 'accept' ? 'accepted' : 'rejected');
  }

  async #setFile(file: RemoteFileId, decision: FileRecord['decision']): Promise<void> {
    const record = this.#files.get(file);
    if (record === undefined || record.decision === decision) return;
    const changed = { ...record, decision };
    this.#files.set(file, changed);
    await this.#writer.putFile(changed);
    this.#parts.fileChanged(changed);
  }
}
