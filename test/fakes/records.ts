import type {
  AccountId,
  DecisionId,
  FileId,
  JobId,
  QueueItemId,
  RemoteFileId,
  RemoteJobId,
  VersionMark,
} from '../../src/preload/contract/index.ts';
import type {
  JobAccountRecord,
  DecisionRecord,
  FileRecord,
  JobRecord,
  NewJobItem,
} from '../../src/main/ports/store.ts';

/** Whole records for tests; a test names only what it is about. */
export function accountRecord(id: string, change: Partial<JobAccountRecord> = {}): JobAccountRecord {
  return {
    id: id as AccountId,
    kind: 'bright-river',
    name: `Studio ${id}`,
    apiUrl: 'https://api.example.com/v1',
    uploadField: 'file',
    allowPlainFtp: false,
    ftpFingerprint: null,
    rejectWay: 'review',
    bodyEncoding: 'json',
    movedTo: null,
    createdAt: 1_000,
    ...change,
  };
}

export function jobRecord(id: string, change: Partial<JobRecord> = {}): JobRecord {
  return {
    id: id as JobId,
    accountId: 'account' as AccountId,
    remoteId: 7 as RemoteJobId,
    name: `Job ${id}`,
    description: 'Cut out, keep the shadow',
    tags: ['shoes', 'größe “M”'],
    invoiceReference: null,
    isTest: false,
    route: 'ftp',
    requestOffer: true,
    deadlineId: null,
    specificationKey: null,
    stage: 'sending',
    status: null,
    atServer: null,
    inOffer: null,
    parentRemoteId: null,
    rejectedAtServer: null,
    fromTheEditors: '',
    downloadFolder: null,
    createdAt: 1_000,
    changedAt: 1_000,
    actedAt: null,
    goneSince: null,
    nextPollAt: null,
    ...change,
  };
}

export function fileRecord(id: string, job: string, change: Partial<FileRecord> = {}): FileRecord {
  return {
    id: id as FileId,
    jobId: job as JobId,
    position: 0,
    path: `/photos/${id}.jpg`,
    sourceName: `photos/${id}.jpg`,
    name: `${id}.jpg`,
    size: 100,
    modifiedAt: 5,
    md5: null,
    format: 'JPEG, 2000 × 2500',
    note: '',
    remark: '',
    tags: [],
    state: { kind: 'waiting' },
    remoteId: null,
    remoteSize: null,
    returned: false,
    decision: null,
    download: null,
    ...change,
  };
}

export function decisionRecord(
  id: string,
  job: string,
  change: Partial<DecisionRecord> = {},
): DecisionRecord {
  return {
    id: id as DecisionId,
    jobId: job as JobId,
    fileId: 1 as RemoteFileId,
    versionMark: 'v1' as VersionMark,
    verdict: { kind: 'accept' },
    state: { kind: 'kept' },
    at: 1_000,
    replaced: false,
    step: '',
    replaces: null,
    images: [],
    seen: null,
    ...change,
  };
}

export function queueItem(id: string, change: Partial<NewJobItem> = {}): NewJobItem {
  return {
    id: id as QueueItemId,
    payload: { kind: 'upload-file', fileId: `file of ${id}` as FileId },
    jobId: 'job' as JobId,
    accountId: 'account' as AccountId,
    lane: 'send:job',
    parallel: true,
    title: `Send ${id}`,
    bytes: 100,
    retryAt: null,
    createdAt: 1_000,
    ...change,
  };
}
