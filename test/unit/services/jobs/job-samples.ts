import { fileRecord, jobRecord } from '../../../fakes/records.ts';
import type { RemoteFile } from '../../../../src/main/ports/bright-river.ts';
import type { FileRecord, FileTotals, JobRecord } from '../../../../src/main/ports/store.ts';

/** The job most tests of pure functions are about: sent, with one picture. */
export function aJob(change: Partial<JobRecord> = {}): JobRecord {
  return jobRecord('job-1', { remoteId: null, status: 'CJ_NEW', ...change });
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
  return fileRecord('file-1', 'job-1', { name: 'bag.jpg', state: { kind: 'sent', at: 0 }, ...change });
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
    rejectionReason: '',
    reviewedAt: null,
    previousReviews: [],
    downloadUrl: null,
    ...change,
  };
}
