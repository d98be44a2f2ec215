import type {
  FileId,
  JobDetail,
  JobFile,
  JobId,
  JobLink,
  JobSummary,
  Stage,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileRecord, FileTotals, JobRecord, Store } from '../../ports/store.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { jobActions } from './job-actions.ts';
import { jobFile } from './job-file.ts';
import { statusMeaning } from './status-table.ts';
import { jobSummary } from './job-summary.ts';

/** Files of a job that are read one by one; more of them are read with the whole list. */
const MANY = 200;

const noTotals: FileTotals = {
  here: 0,
  proven: 0,
  failed: 0,
  returned: 0,
  accepted: 0,
  rejected: 0,
  downloaded: 0,
  bytesTotal: 0,
  bytesProven: 0,
};

/** The register as the window and the command line read it. */
export interface JobViews {
  list(): Promise<readonly JobSummary[]>;
  /** Null when the job is not in the register any more. */
  summary(job: JobId): Promise<JobSummary | null>;
  /** @throws AppError `job_missing` (gone) */
  detail(job: JobId): Promise<JobDetail>;
  files(job: JobId, only: ReadonlySet<FileId>): Promise<readonly JobFile[]>;
}

/** The stage a status code names by itself; codes between two steps name none. */
function stageNamed(status: string | null): Stage | null {
  const stage = status === null ? 'unchanged' : statusMeaning(status).stage;
  return stage === 'unchanged' ? null : stage;
}

export function createJobViews(options: {
  readonly store: Store;
  readonly moving: MovingFiles;
  readonly reading: (job: JobId) => boolean;
  readonly onlyAccount: string | null;
}): JobViews {
  const { store, moving, reading, onlyAccount } = options;

  const summaryOf = async (job: JobRecord): Promise<JobSummary> => {
    const [account, totals, sheet, reviews, unfinished] = await Promise.all([
      store.read.account(job.accountId),
      store.read.fileTotals(job.id),
      store.read.contactSheet(job.id),
      store.read.reviews(job.id),
      store.read.notableOf(job.id),
    ]);
    return jobSummary({
      job,
      accountName: account?.name ?? '',
      totals,
      sheet,
      reviews,
      unfinished,
      bytesUnderWay: moving.bytesUnderWayOf(job.id),
    });
  };

  const each = async (job: JobId, ids: ReadonlySet<FileId>): Promise<readonly FileRecord[]> => {
    const files = await Promise.all([...ids].map((id) => store.read.file(id)));
    return files
      .filter((file): file is FileRecord => file?.jobId === job)
      .toSorted((one, other) => one.position - other.position);
  };

  const link = (job: JobRecord & { readonly remoteId: NonNullable<JobRecord['remoteId']> }): JobLink => ({
    jobId: job.id,
    remoteId: job.remoteId,
    name: job.name,
    createdAt: job.createdAt,
  });

  /** The job this one redoes: by its number alone while it is not in the register. */
  const redoOf = async (job: JobRecord): Promise<JobLink | null> => {
    if (job.parentRemoteId === null) return null;
    const parent = await store.read.jobByRemoteId(job.accountId, job.parentRemoteId);
    return parent?.remoteId == null
      ? { jobId: null, remoteId: job.parentRemoteId, name: '', createdAt: null }
      : link({ ...parent, remoteId: parent.remoteId });
  };

  const redos = async (job: JobRecord): Promise<readonly JobLink[]> => {
    if (job.remoteId === null) return [];
    const found = await store.read.redosOf(job.accountId, job.remoteId);
    return found.flatMap(({ remoteId, ...rest }) => (remoteId === null ? [] : [link({ ...rest, remoteId })]));
  };

  return {
    async list() {
      const [jobs, accounts, totals, sheets, queue] = await Promise.all([
        store.read.jobs(),
        store.read.accounts(),
        store.read.allFileTotals(),
        store.read.contactSheets(),
        store.read.boardItems(),
      ]);
      const names = new Map(accounts.map((account) => [account.id, account.name]));
      const work = Map.groupBy(
        queue.filter((item) => item.subject === 'job'),
        (item) => item.jobId,
      );
      const wanted = jobs.filter((job) => onlyAccount === null || names.get(job.accountId) === onlyAccount);
      return Promise.all(
        wanted.map(async (job) => {
          const sheet = sheets.get(job.id) ?? [];
          const total = totals.get(job.id) ?? noTotals;
          return jobSummary({
            job,
            accountName: names.get(job.accountId) ?? '',
            totals: total,
            sheet,
            // Result pictures are on the row once some are back; other rows need no second look.
            reviews: total.returned > 0 || sheet.length === 0 ? await store.read.reviews(job.id) : [],
            unfinished: work.get(job.id) ?? [],
            bytesUnderWay: moving.bytesUnderWayOf(job.id),
          });
        }),
      );
    },
    async summary(id) {
      const job = await store.read.job(id);
      return job === null ? null : summaryOf(job);
    },
    async detail(id) {
      const job = await store.read.job(id);
      if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
      const [summary, files, reviews, totals, unfinished, timeline] = await Promise.all([
        summaryOf(job),
        store.read.files(id),
        store.read.reviews(id),
        store.read.fileTotals(id),
        store.read.unfinishedOf(id),
        store.read.timeline(id),
      ]);
      const reviewOf = new Map(reviews.map((review) => [review.fileId, review]));
      return {
        job: summary,
        files: files.map((file) =>
          jobFile(file, moving.of(file.id), file.remoteId === null ? undefined : reviewOf.get(file.remoteId)),
        ),
        actions: jobActions(job, totals, unfinished),
        timeline: [...timeline]
          .sort((a, b) => b.at - a.at)
          .map(({ at, sentence, status }) => ({ at, sentence, status, stage: stageNamed(status) })),
        fromTheEditors: job.fromTheEditors,
        reading: reading(id),
        downloadFolder: job.downloadFolder,
        redoOf: await redoOf(job),
        redos: await redos(job),
        rejectedAtServer: job.rejectedAtServer,
        draft:
          job.stage === 'draft'
            ? {
                requestOffer: job.requestOffer,
                deadlineId: job.deadlineId,
                specificationKey: job.specificationKey,
              }
            : null,
      };
    },
    async files(id, only) {
      const found = only.size > MANY ? await store.read.files(id) : await each(id, only);
      const reviews = found.some((file) => file.path === null) ? await store.read.reviews(id) : [];
      const reviewOf = new Map(reviews.map((review) => [review.fileId, review]));
      return found
        .filter((file) => only.has(file.id))
        .map((file) =>
          jobFile(file, moving.of(file.id), file.remoteId === null ? undefined : reviewOf.get(file.remoteId)),
        );
    },
  };
}
