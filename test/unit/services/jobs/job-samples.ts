import type { AccountId, FileId, JobId } from '../../../../src/preload/contract/index.ts';
import type { RemoteFile } from '../../../../src/main/ports/bright-river.ts';
import type { FileRecord, FileTotals, JobRecord } from '../../../../src/main/ports/store.ts';

/** A job record for tests of pure functions; only what the test is about is named by the test. */
export function aJob(change: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'job-1' as JobId,
    accountId: 'account-1' as AccountId,
    remoteId: null,
    name: 'KW47 bags',
    description: 'Cut out',
    tags: [],
    invoiceReference: null,
    isTest: false,
    route: 'ftp',
    requestOffer: true,
    deadlineId: null,
    specificationKey: null,
    stage: 'sending',
    status: 'CJ_NEW',
    atServer: null,
    inOffer: null,
    parentRemoteId: null,
    rejectedAtServer: null,
    fromTheEditors: '',
    downloadFolder: null,
    createdAt: 0,
    changedAt: 0,
    actedAt: null,
    goneSince: null,
    nextPollAt: null,
    ...change,
  };
}

export function someTotals(change: Partial<FileTotals> = {}): FileTotals {
  return {
    here: 0,
    proven: 0,
    failed: 0,
    returned: 0,
    accepted: 0,
    rejected: 0,
    downloaded: 0,
    bytesTotal: 0,
    bytesProven: 0,
    ...change,
  };
}

export function aFile(change: Partial<FileRecord> = {}): FileRecord {
  return {
    id: 'file-1' as FileId,
    jobId: 'job-1' as JobId,
    position: 0,
    path: '/pictures/bag.jpg',
    sourceName: 'pictures/bag.jpg',
    name: 'bag.jpg',
    size: 100,
    modifiedAt: 0,
    md5: null,
    format: 'JPEG',
    note: '',
    remark: '',
    tags: [],
    state: { kind: 'sent', at: 0 },
    remoteId: null,
    remoteSize: null,
    returned: false,
    decision: null,
    download: null,
    ...change,
  };
}

export function aRemoteFile(change: Partial<RemoteFile> = {}): RemoteFile {
  return {
    id: 1 as RemoteFile['id'],
    name: 'bag.jpg',
    isOriginal: true,
    isExtra: false,
    size: 100,
    md5: null,
    status: 'THUMB_OK',
    remark: '',
    remarkFromProcessor: '',
    tags: [],
    isRejected: false,
    acceptedByUser: null,
    isReviewed: false,
    timesRejected: 0,
    createdAt: 0,
    original: null,
    results: [],
    previousResults: [],
    rejects: [],
    downloadUrl: null,
    ...change,
  };
}
