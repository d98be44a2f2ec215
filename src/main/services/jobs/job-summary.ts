import type { FileId, JobSummary } from '../../../preload/contract/index.ts';
import type { FileTotals, JobRecord, JobQueueRecord, ReviewRecord } from '../../ports/store.ts';
import { localPicture, remotePicture } from '../pictures/addresses.ts';
import { statusMeaning } from './status-table.ts';

/** How many small pictures stand in a row of the board. */
const SHEET = 5;

function contactSheet(
  job: JobRecord,
  files: readonly FileId[],
  reviews: readonly ReviewRecord[],
): readonly string[] {
  const results = reviews.filter((review) => review.results.length > 0 && review.blocked === '');
  const fromResults = results.slice(0, SHEET).flatMap((review) => {
    const first = review.results[0];
    return first ? [remotePicture(job.id, first.imageId, 'thumbnail', review.versionMark)] : [];
  });
  if (fromResults.length > 0 && job.stage !== 'production') return fromResults;
  if (files.length > 0) return files.slice(0, SHEET).map((file) => localPicture(job.id, file, 96));
  return reviews
    .slice(0, SHEET)
    .flatMap((review) =>
      review.originalImageId === null ? [] : [remotePicture(job.id, review.originalImageId, 'thumbnail')],
    );
}

/** What is wrong, and with which picture. */
function troubleWords({ title, payload }: JobQueueRecord, message: string, others: number): string {
  if (payload.kind !== 'upload-file' && payload.kind !== 'download-file') return message;
  const name = title.slice(title.indexOf(' ') + 1);
  if (message.includes(name)) return message;
  return `${name}${others > 0 ? ` and ${String(others)} more` : ''}: ${message}`;
}

/** Trouble in the queue comes before what the service says: it is what the person can do something about. */
function sentence(job: JobRecord, totals: FileTotals, unfinished: readonly JobQueueRecord[]): string {
  const [stuck, ...others] = unfinished.filter((item) => item.state === 'held' || item.state === 'failed');
  if (stuck?.lastError) {
    const { code, message } = stuck.lastError;
    return troubleWords(stuck, message, others.filter((item) => item.lastError?.code === code).length);
  }
  if (job.stage === 'draft') return 'Nothing is sent until you say so';
  if (job.stage === 'sending') {
    const left = totals.here - totals.proven;
    if (job.remoteId === null) return 'Waiting to be made at the service';
    return left === 0 ? 'Every picture is proven' : `${String(totals.proven)} proven, ${String(left)} to go`;
  }
  if (job.stage === 'production' && totals.returned > 0)
    return `${String(totals.returned)} of ${String(job.inOffer ?? totals.here)} back`;
  if (job.stage === 'review') {
    const left = totals.returned - totals.accepted - totals.rejected;
    return left > 0
      ? `${String(left)} of ${String(totals.returned)} left to review`
      : 'All reviewed; close the job';
  }
  return job.status === null ? '' : statusMeaning(job.status).sentence;
}

/** A job as the board shows it. */
export function jobSummary(options: {
  readonly job: JobRecord;
  readonly accountName: string;
  readonly totals: FileTotals;
  readonly sheet: readonly FileId[];
  readonly reviews: readonly ReviewRecord[];
  readonly unfinished: readonly JobQueueRecord[];
  readonly bytesUnderWay: number;
}): JobSummary {
  const { job, accountName, totals, sheet, reviews, unfinished, bytesUnderWay } = options;
  const stuck = unfinished.some((item) => item.state === 'held' || item.state === 'failed');
  const asked = job.stage !== 'draft' && job.status !== null && statusMeaning(job.status).needsYou;
  const accepting = unfinished.some(
    (item) => item.payload.kind === 'accept-offer' || item.payload.kind === 'close-job',
  );
  return {
    id: job.id,
    accountId: job.accountId,
    accountName,
    remoteId: job.remoteId,
    name: job.name,
    description: job.description,
    tags: job.tags,
    invoiceReference: job.invoiceReference,
    isTest: job.isTest,
    route: job.route,
    stage: job.stage,
    status: job.status,
    sentence: sentence(job, totals, unfinished),
    needsYou: stuck || (asked && !accepting),
    createdAt: job.createdAt,
    changedAt: job.changedAt,
    counts: {
      here: totals.here,
      proven: totals.proven,
      failed: totals.failed,
      atServer: job.atServer,
      inOffer: job.inOffer,
      returned: totals.returned,
      accepted: totals.accepted,
      rejected: totals.rejected,
      downloaded: totals.downloaded,
    },
    bytesTotal: totals.bytesTotal,
    bytesSent: Math.min(totals.bytesTotal, totals.bytesProven + bytesUnderWay),
    contactSheet: contactSheet(job, sheet, reviews),
    parentRemoteId: job.parentRemoteId,
  };
}
