import type {
  AccountId,
  FileId,
  JobCounts,
  JobFile,
  JobId,
  JobSummary,
  QueueItem,
  QueueItemId,
  RemoteJobId,
} from '../../../src/preload/contract/index.ts';

export const NOW = new Date(2026, 10, 20, 14, 32, 8).getTime();

const NO_COUNTS: JobCounts = {
  here: 0,
  proven: 0,
  failed: 0,
  atServer: null,
  inOffer: null,
  returned: 0,
  accepted: 0,
  rejected: 0,
  downloaded: 0,
};

/** A job in production with nothing odd about it; `counts` are merged. */
export function job(
  id: string,
  change: Partial<Omit<JobSummary, 'counts'>> & { readonly counts?: Partial<JobCounts> } = {},
): JobSummary {
  const { counts, ...rest } = change;
  return {
    id: id as JobId,
    accountId: 'account' as AccountId,
    accountName: 'Studio Noord',
    remoteId: 418206 as RemoteJobId,
    name: id,
    description: '',
    tags: [],
    invoiceReference: null,
    isTest: false,
    route: 'ftp',
    stage: 'production',
    status: 'InProduction',
    sentence: '',
    needsYou: false,
    createdAt: NOW - 3_600_000,
    changedAt: NOW - 60_000,
    bytesTotal: 0,
    bytesSent: 0,
    contactSheet: [],
    parentRemoteId: null,
    ...rest,
    counts: { ...NO_COUNTS, ...counts },
  };
}

export function file(name: string, change: Partial<JobFile> = {}): JobFile {
  return {
    id: name as FileId,
    remoteId: null,
    name,
    sourceName: name,
    size: 24_800_000,
    format: 'JPEG, 2000 × 2500',
    note: '',
    remark: '',
    tags: [],
    transfer: { kind: 'draft' },
    thumbnail: '',
    returned: false,
    decision: null,
    md5: null,
    sizeAtServer: null,
    download: null,
    fetching: null,
    ...change,
  };
}

export function queueItem(
  id: string,
  change: Partial<Extract<QueueItem, { readonly subject: 'job' }>> = {},
): QueueItem {
  return {
    subject: 'job',
    id: id as QueueItemId,
    kind: 'upload-file',
    jobId: 'job' as JobId,
    jobName: 'KW47 accessories',
    accountId: 'account' as AccountId,
    title: `Send ${id}`,
    state: { kind: 'waiting', sentence: 'Next' },
    changedAt: NOW,
    bytes: 1_000_000,
    ...change,
  };
}
