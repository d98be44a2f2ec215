import type {
  ImageId,
  JobId,
  PreflightFinding,
  PreflightResult,
  PreflightSettings,
  PreflightState,
  PreflightSummary,
  RemoteFileId,
} from '../../../../preload/contract/index.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import type { ReviewRecord } from '../../../ports/store.ts';
import { roomImages } from '../delivered-files.ts';
import { habitsOf } from './habits.ts';
import { judge, seriousness, stateOf } from './judge.ts';
import { current } from './known-inspections.ts';
import type { JobHabits } from './subject.ts';

export interface JobView {
  readonly job: JobId;
  readonly reviews: readonly ReviewRecord[];
  readonly known: ReadonlyMap<ImageId, InspectionRecord>;
  readonly settings: PreflightSettings;
  /** Pictures being looked into at this moment. */
  readonly inWork: ReadonlySet<RemoteFileId>;
}

/** What the results have in common that were looked into. */
export function habits(view: JobView): JobHabits {
  const results = view.reviews.flatMap((review) =>
    roomImages(review)
      .filter((image) => !image.isOriginal)
      .flatMap((image) => current(view.known, image) ?? []),
  );
  return habitsOf(results);
}

const unreadable: PreflightFinding = {
  check: 'size',
  outcome: 'not-checked',
  sentence:
    'This file cannot be looked into here: it is not there any more, or in a format Clipdesk cannot read.',
};

function resultsOf(view: JobView, review: ReviewRecord, common: JobHabits): readonly PreflightResult[] {
  const images = roomImages(review);
  const original = images.find((image) => image.isOriginal);
  const originalKnown = original === undefined ? null : current(view.known, original);
  return images
    .filter((image) => !image.isOriginal)
    .map((image): PreflightResult => {
      const record = current(view.known, image);
      const of = { imageId: image.image, name: image.name };
      if (record === null) {
        const state = view.inWork.has(review.fileId) ? 'running' : 'waiting';
        return { ...of, state, findings: [], at: null };
      }
      const { reading } = record;
      if (reading === null) return { ...of, state: 'not-checked', findings: [unreadable], at: record.at };
      const findings = judge(
        {
          name: image.name,
          originalName: original?.name ?? null,
          result: { ...record, reading },
          original: originalKnown?.reading ?? null,
        },
        view.settings,
        common,
      );
      return { ...of, state: stateOf(findings), findings, at: record.at };
    });
}

const worst: readonly PreflightState[] = ['failed', 'running', 'waiting', 'passed', 'not-checked'];

function summary(fileId: RemoteFileId, results: readonly PreflightResult[]): PreflightSummary {
  const failed = new Set(
    results.flatMap(({ findings }) =>
      findings.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check),
    ),
  );
  return {
    fileId,
    state: worst.find((state) => results.some((result) => result.state === state)) ?? 'not-checked',
    failed: seriousness.filter((check) => failed.has(check)),
  };
}

/** Whether there is anything to look into. */
export function isReturned(review: ReviewRecord): boolean {
  return review.results.length > 0 && review.blocked === '';
}

/** What preflight says of one picture of the room, among those with so much in common. */
export function summaryOf(view: JobView, review: ReviewRecord, common: JobHabits): PreflightSummary {
  return isReturned(review)
    ? summary(review.fileId, resultsOf(view, review, common))
    : { fileId: review.fileId, state: 'not-checked', failed: [] };
}

export function findingsOf(view: JobView, file: RemoteFileId): readonly PreflightResult[] {
  const review = view.reviews.find((each) => each.fileId === file);
  return review === undefined ? [] : resultsOf(view, review, habits(view));
}
