import type {
  FileRejectReason,
  FileRejects,
  FileReview,
  NewRemoteJob,
  RejectionReasons,
  RemoteJobChange,
  RemoteReject,
} from '../../ports/bright-river.ts';
import type { RemoteJobId } from '../../../preload/contract/index.ts';
import type { BodyMembers } from './request-body.ts';

/** POST /jobs; `deadlineId` and `specificationKey` only when given (newer version of the document). */
export function newJobMembers(job: NewRemoteJob): BodyMembers {
  return {
    name: job.name,
    description: job.description,
    tags: job.tags,
    ...(job.invoiceReference === null ? {} : { invoiceReference: job.invoiceReference }),
    isTest: job.isTest,
    ...(job.deadlineId === undefined ? {} : { deadlineId: job.deadlineId }),
    ...(job.specificationKey === undefined ? {} : { specificationKey: job.specificationKey }),
  };
}

/** PUT /jobs/{id}; an invoice reference that was taken away is sent as empty text, because leaving it out keeps it. */
export function jobChangeMembers(change: RemoteJobChange): BodyMembers {
  return {
    name: change.name,
    description: change.description,
    tags: change.tags,
    invoiceReference: change.invoiceReference ?? '',
  };
}

function rejectMembers(reject: RemoteReject): BodyMembers {
  return {
    imageId: reject.imageId,
    customRejection: reject.remark,
    rejects: reject.reasons.map(({ reason, pins }) => ({
      reason,
      positions: pins.map(({ x, y }) => ({ xPercent: x, yPercent: y })),
    })),
  };
}

/** POST …/files/review. */
export function reviewsMembers(reviews: readonly FileRejects[]): BodyMembers {
  return {
    reviews: reviews.map(({ fileId, rejects }) => ({ fileId, rejects: rejects.map(rejectMembers) })),
  };
}

/** POST …/files/{fileId}/review; the document shows `acceptedByUser` as text and types it boolean: sent as boolean. */
export function reviewMembers(review: FileReview): BodyMembers {
  return { acceptedByUser: review.accepted, ...reviewsMembers([review]) };
}

/** PUT …/rejectionreasons. */
export function rejectionReasonsMembers(reasons: RejectionReasons): BodyMembers {
  return {
    rejections: reasons.rejections.map(({ rejectTypeId, circle, remark }) => ({
      rejectTypeId,
      ...(circle === null
        ? {}
        : { instruction: { shape: 'Circle', coordinates: { x: circle.x, y: circle.y, r: circle.r } } }),
      remark,
    })),
    generalRemark: reasons.generalRemark,
  };
}

/** POST /reject: an assumption, because its document shows no body. */
export function rejectFilesMembers(jobId: RemoteJobId, files: readonly FileRejectReason[]): BodyMembers {
  return { jobId, files: files.map(({ fileId, reason }) => ({ fileId, reason })) };
}
