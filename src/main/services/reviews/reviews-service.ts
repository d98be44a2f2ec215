import type {
  Choice,
  JobId,
  RemoteFileId,
  ReviewPair,
  ReviewRoom,
  ReviewsApi,
  Verdict,
} from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { JobRecord, ShownPicture, Store } from '../../ports/store.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobRefresh } from '../jobs/job-refresh.ts';
import type { KeptPreview } from '../pictures/open-pictures.ts';
import { DecisionDesk } from './decision-desk.ts';
import type { RejectTypes } from './reject-types.ts';
import { reviewHistory } from './review-history.ts';
import { createReviewViews } from './review-views.ts';

const reasonRequired = (): AppError =>
  new AppError('person', 'reason_required', 'Say what is wrong: choose a reason or write a remark.');

function checkVerdict(verdict: Verdict): void {
  if (verdict.kind === 'reject' && verdict.reasons.length === 0 && verdict.remark.trim() === '')
    throw reasonRequired();
}

/** Accepting and rejecting. Every decision is on the disk, with the work that carries it, before the call answers. */
export function createReviews(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly refresh: JobRefresh;
  readonly rejectTypes: RejectTypes;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly log: Log;
  /** Milliseconds a decision stays here before it goes. */
  readonly undoTime: number;
  readonly wakeQueue: () => void;
  readonly keptPreview: KeptPreview;
}): ReviewsApi {
  const { store, clock, refresh, rejectTypes, changes, newId, log, undoTime, wakeQueue, keptPreview } =
    options;
  const views = createReviewViews({ read: store.read, rejectTypes });
  /** Steps taken back, the last one at the end; anything newly decided makes them pointless. */
  const takenBack = new Map<JobId, (readonly Choice[])[]>();
  /** Jobs whose service could not be reached when they were last asked for. */
  const unreachable = new Set<JobId>();

  const jobOf = async (id: JobId): Promise<JobRecord> => {
    const job = await store.read.job(id);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    return job;
  };

  const pairsOf = (job: JobRecord, choices: readonly Choice[]): Promise<readonly ReviewPair[]> =>
    views.pairs(job, new Set(choices.map((choice) => choice.fileId)));

  const told = (job: JobId): void => {
    changes.job(job);
    changes.review(job);
    changes.queue();
    wakeQueue();
  };

  const screensOf = async (
    job: JobId,
    choices: readonly Choice[],
  ): Promise<ReadonlyMap<RemoteFileId, ShownPicture>> => {
    const screens = new Map<RemoteFileId, ShownPicture>();
    for (const { fileId, seen, shown } of choices)
      if (shown !== undefined)
        screens.set(fileId, { ...shown, kept: await keptPreview(job, shown.imageId, seen) });
    return screens;
  };

  /** Runs something at the desk of the job as one transaction. */
  const atDesk = async <T>(
    job: JobRecord,
    work: (desk: DecisionDesk) => Promise<T>,
    choices: readonly Choice[] = [],
  ): Promise<T> => {
    const screens = await screensOf(job.id, choices);
    return store.transaction(async (writer) => {
      const desk = await DecisionDesk.open(writer, job, {
        newId,
        now: clock.now(),
        undoTime,
        fileChanged: (file) => {
          changes.files(job.id, [file.id]);
        },
        screens,
      });
      const outcome = await work(desk);
      await desk.close();
      return outcome;
    });
  };

  /** Those that can be judged are; the others are told with their sentence, or thrown when there is nothing else. */
  const decideTogether = async (job: JobRecord, choices: readonly Choice[]) => {
    for (const { verdict } of choices) checkVerdict(verdict);
    const { taken, refused } = await atDesk(
      job,
      async (desk) => {
        const taken: Choice[] = [];
        const refused: { fileId: RemoteFileId; name: string; sentence: string }[] = [];
        for (const choice of choices) {
          const refusal = desk.refusalOf(choice);
          if (refusal === null) {
            await desk.decide(choice);
            taken.push(choice);
          } else if (choices.length === 1) throw refusal.error;
          else refused.push({ fileId: choice.fileId, name: refusal.name, sentence: refusal.error.message });
        }
        const [first] = refused;
        if (taken.length === 0 && first !== undefined)
          throw new AppError('conflict', 'cannot_judge', first.sentence);
        return { taken, refused };
      },
      choices,
    );
    told(job.id);
    return { pairs: await pairsOf(job, taken), refused };
  };

  /** One verdict for all that is still open. The service's own all-at-once request is used only where it says the same. */
  const decideAll = async (id: JobId, verdict: Verdict): Promise<ReviewRoom> => {
    const job = await jobOf(id);
    await atDesk(job, async (desk) => {
      const open = desk.open();
      if (open.length === 0)
        throw new AppError('person', 'nothing_open', 'Every picture that has come back is decided already.');
      if (open.length === desk.atService) await desk.decideWhole(open, verdict);
      else
        for (const { fileId, versionMark } of open) await desk.decide({ fileId, seen: versionMark, verdict });
    });
    takenBack.delete(id);
    told(id);
    return views.room(job, false);
  };

  const wordingsOf = async (job: JobRecord): Promise<readonly string[]> => store.read.wordings(job.accountId);

  return {
    async open(id) {
      try {
        const { signal } = new AbortController();
        const { accountId } = await jobOf(id);
        await refresh.refreshWhole(id, signal);
        await rejectTypes.of(accountId, signal);
        unreachable.delete(id);
        return await views.room(await jobOf(id), false);
      } catch (thrown) {
        // What was seen before can be judged without the service; a job never opened cannot.
        const error = toAppError(thrown);
        const known = await store.read.reviews(id);
        if (known.length === 0) throw error;
        if (error.action === 'retry' || error.action === 'sign-in') unreachable.add(id);
        else {
          unreachable.delete(id);
          log.warn('A review room was opened from what was seen before', { code: error.code });
        }
        return views.room(await jobOf(id), unreachable.has(id));
      }
    },
    read: async (id) => views.room(await jobOf(id), unreachable.has(id)),
    async decide(id, file, seen, verdict, shown) {
      const job = await jobOf(id);
      const { pairs } = await decideTogether(job, [
        { fileId: file, seen, verdict, ...(shown === undefined ? {} : { shown }) },
      ]);
      takenBack.delete(id);
      const [pair] = pairs;
      if (pair === undefined)
        throw new AppError('gone', 'file_gone', 'This picture is not part of the job any more.');
      return pair;
    },
    async decideTogether(id, choices) {
      const decided = await decideTogether(await jobOf(id), choices);
      takenBack.delete(id);
      return decided;
    },
    async undo(id) {
      const job = await jobOf(id);
      const step = await atDesk(job, (desk) => desk.undo());
      if (step.length === 0) return [];
      takenBack.set(id, [...(takenBack.get(id) ?? []), step]);
      told(id);
      return pairsOf(job, step);
    },
    async redo(id) {
      const job = await jobOf(id);
      const step = takenBack.get(id)?.pop();
      return step === undefined ? [] : (await decideTogether(job, step)).pairs;
    },
    acceptAll: (id) => decideAll(id, { kind: 'accept' }),
    rejectAll(id, reason) {
      if (reason.trim() === '') throw reasonRequired();
      return decideAll(id, { kind: 'reject', reasons: [{ reason, pins: [] }], remark: '' });
    },
    history: async (id, files) => reviewHistory(store.read, await jobOf(id), files),
    async keepDraft(id, draft) {
      await jobOf(id);
      const isEmpty = draft.marks.length === 0 && draft.remark === '';
      await store.transaction((writer) =>
        isEmpty
          ? writer.removeReviewDraft(id, draft.fileId, draft.versionMark)
          : writer.putReviewDraft({ jobId: id, ...draft }),
      );
    },
    async keepWording(id, text) {
      const job = await jobOf(id);
      const words = text.trim();
      if (words !== '')
        await store.transaction((writer) => writer.putWording(job.accountId, words, clock.now()));
      return wordingsOf(job);
    },
    async forgetWording(id, text) {
      const job = await jobOf(id);
      await store.transaction((writer) => writer.removeWording(job.accountId, text));
      return wordingsOf(job);
    },
  };
}
