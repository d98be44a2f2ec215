import { assertNever } from '../errors/assert-never.ts';
import type { QueueRecord } from '../ports/store.ts';
import type { QueueSubject } from '../../preload/contract/index.ts';

/** The id of what an item belongs to: its job, its library upload, its rejection. */
export function subjectIdOf(item: QueueRecord): string {
  switch (item.subject) {
    case 'job':
      return item.jobId;
    case 'library':
      return item.libraryUploadId;
    case 'workflow':
      return item.rejectionId;
    default:
      return assertNever(item);
  }
}

/** What the contract says of an item's subject. */
export function queueSubject(item: QueueRecord): QueueSubject {
  switch (item.subject) {
    case 'job':
      return { subject: 'job', jobId: item.jobId };
    case 'library':
      return { subject: 'library', jobId: null, libraryUploadId: item.libraryUploadId };
    case 'workflow':
      return { subject: 'workflow', jobId: null, rejectionId: item.rejectionId };
    default:
      return assertNever(item);
  }
}
