import type { Instant, QueueItemId } from '../../../preload/contract/index.ts';
import type { FileRecord, JobRecord, NewJobItem, JobPayload } from '../../ports/store.ts';

type JobIdentity = Pick<JobRecord, 'id' | 'accountId'>;

function item(
  id: QueueItemId,
  job: JobIdentity,
  payload: JobPayload,
  now: Instant,
  rest: Pick<NewJobItem, 'lane' | 'parallel' | 'title' | 'bytes'> & { readonly retryAt?: Instant },
): NewJobItem {
  return {
    id,
    payload,
    jobId: job.id,
    accountId: job.accountId,
    createdAt: now,
    ...rest,
    retryAt: rest.retryAt ?? null,
  };
}

/** Making, sending, proving, asking, accepting: strictly in this order for one job; only uploads run side by side. */
const sendingLane = (job: JobIdentity): string => `send:${job.id}`;
/** Decisions run side by side, closing waits for all of them. */
const reviewLane = (job: JobIdentity): string => `review:${job.id}`;
const downloadLane = (job: JobIdentity): string => `download:${job.id}`;

export function createItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'create-job' }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: `Make the job “${job.name}”`,
    bytes: 0,
  });
}

export function uploadItem(id: QueueItemId, job: JobRecord, file: FileRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'upload-file', fileId: file.id }, now, {
    lane: sendingLane(job),
    parallel: true,
    title: `Send ${file.name}`,
    bytes: file.size,
  });
}

export function proofItem(id: QueueItemId, job: JobRecord, round: number, now: Instant): NewJobItem {
  return item(id, job, { kind: 'prove-uploads', round }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: 'Check names and sizes at the service',
    bytes: 0,
  });
}

export function requestOfferItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'request-offer' }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: 'Ask for the offer',
    bytes: 0,
  });
}

export function acceptOfferItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'accept-offer' }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: 'Accept the offer',
    bytes: 0,
  });
}

export function updateJobItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'update-job' }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: `Change the job “${job.name}”`,
    bytes: 0,
  });
}

export function updateRemarkItem(
  id: QueueItemId,
  job: JobRecord,
  file: Pick<FileRecord, 'id' | 'name'>,
  now: Instant,
): NewJobItem {
  return item(id, job, { kind: 'update-remark', fileId: file.id }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: `Send the remark on ${file.name}`,
    bytes: 0,
  });
}

export function cancelItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'cancel-job' }, now, {
    lane: sendingLane(job),
    parallel: false,
    title: `Cancel the job “${job.name}”`,
    bytes: 0,
  });
}

/** @param notBefore a decision can be taken back until then */
export function decisionItem(
  id: QueueItemId,
  job: JobRecord,
  payload: JobPayload & { readonly kind: 'send-decision' | 'accept-all' | 'reject-all' },
  title: string,
  now: Instant,
  notBefore: Instant,
): NewJobItem {
  return item(id, job, payload, now, {
    lane: reviewLane(job),
    parallel: true,
    title,
    bytes: 0,
    retryAt: notBefore,
  });
}

export function closeItem(id: QueueItemId, job: JobRecord, now: Instant): NewJobItem {
  return item(id, job, { kind: 'close-job' }, now, {
    lane: reviewLane(job),
    parallel: false,
    title: `Close the job “${job.name}”`,
    bytes: 0,
  });
}

export function downloadItem(
  id: QueueItemId,
  job: JobRecord,
  payload: JobPayload & { readonly kind: 'download-file' },
  name: string,
  now: Instant,
): NewJobItem {
  return item(id, job, payload, now, {
    lane: downloadLane(job),
    parallel: true,
    title: `Download ${name}`,
    bytes: 0,
  });
}

/** Goes before the single downloads of its lane, which then find their results in place, or fetch what it did not hold. */
export function archiveItem(id: QueueItemId, job: JobRecord, folder: string, now: Instant): NewJobItem {
  return item(id, job, { kind: 'download-archive', folder }, now, {
    lane: downloadLane(job),
    parallel: false,
    title: `Download the archive of “${job.name}”`,
    bytes: 0,
  });
}
