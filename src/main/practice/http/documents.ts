import { EMPTY_MD5 } from '../data/originals.ts';
import type { StudioFile, StudioJob, StudioResult, StudioReview } from '../data/studio-data.ts';
import { isRejected } from '../redo-job.ts';
import type { StudioParts } from '../studio-parts.ts';
import { zonedDate } from './dates.ts';

/** `D4-1D-8C-…` */
function dashed(md5: string): string {
  return (md5.toUpperCase().match(/../g) ?? []).join('-');
}

/** The addresses of the storage carry the session, as in the documents' examples: they end with it. */
function addresses(parts: StudioParts) {
  const session = encodeURIComponent(parts.register.identity().sessionToken);
  const picture = (id: number, type: string, size: string): string =>
    `${parts.api()}/ajax/getimage.ashx?fileID=${id}&sessionid=${session}&type=${type}&ispreview=${size}`;
  return {
    download: (id: number): string =>
      `${parts.api()}/ajax/DownloadBin.ashx?fileID=${id}&sessionid=${session}`,
    views: (id: number, type: 'original' | 'clipped') => ({
      preview: picture(id, type, 'true'),
      thumbnail: picture(id, type, 'false'),
      real: picture(id, type, 'original'),
    }),
    upload: (job: StudioJob) => ({
      ftpUrl: `${parts.ftp()}/${job.day}/${job.id}/ORIGINAL/`,
      postUrl: `${parts.api()}/upload/UploadFile.ashx?jobID=${job.id}&accountID=${session}`,
    }),
    zip: (job: StudioJob) => ({
      ftpUrl: `${parts.ftp()}/${job.day}/${job.id}/CLIPPED/`,
      getUrl: `${parts.api()}/ajax/DownloadZip.ashx?centraljobid=${job.id}&sessionID=${session}`,
    }),
  };
}

/** POST /jobs → 201. */
export function createJobDocument(parts: StudioParts, job: StudioJob) {
  const at = addresses(parts);
  return {
    id: job.id,
    name: job.name,
    description: job.description,
    tags: job.tags,
    invoiceReference: job.invoiceReference,
    isTest: job.isTest,
    upload: at.upload(job),
    download: at.zip(job),
    _type: 'CreateJobResponseBody',
  };
}

/** GET /jobs/{id}. */
export function jobDocument(parts: StudioParts, job: StudioJob) {
  const at = addresses(parts);
  return {
    id: job.id,
    guid: job.guid,
    status: job.status,
    createdDate: zonedDate(job.createdAt),
    accountId: parts.register.identity().accountId,
    name: job.name,
    description: job.description,
    invoiceReference: job.invoiceReference,
    tags: job.tags,
    fileCount: job.offeredFiles ?? parts.register.files(job.id).length,
    masterJobId: null,
    sentDate: zonedDate(job.sentAt),
    acceptedDate: zonedDate(job.acceptedAt),
    orderedDate: zonedDate(job.orderedAt),
    paidDate: null,
    deliveredDate: zonedDate(job.deliveredAt),
    reviewedDate: zonedDate(job.reviewedAt),
    isDeleted: false,
    operatorRemarks: null,
    isAutoFetch: false,
    parentJobId: job.parentJobId,
    productionDate: zonedDate(job.productionAt),
    cancelledDate: zonedDate(job.cancelledAt),
    isTest: job.isTest,
    upload: at.upload(job),
    download: at.zip(job),
    _type: 'JobResponseBody',
  };
}

function rejectionReason(review: StudioReview | null): string | null {
  if (review === null) return null;
  const reasons = review.rejects.flatMap((reject) => [
    ...reject.rejects.map(({ reason }) => reason),
    ...(reject.customRejection === '' ? [] : [reject.customRejection]),
  ]);
  return [...new Set(reasons)].map((reason) => ` - ${reason}`).join('\n');
}

/** GET …/files/{fileName} and …/filesextended/{fileId}. */
export function fileDocument(parts: StudioParts, file: StudioFile) {
  return {
    id: file.id,
    fileName: file.name,
    isOriginal: true,
    size: file.size,
    complexityId: 1,
    mD5: dashed(parts.plan.md5IsEmpty ? EMPTY_MD5 : file.md5),
    status: 'THUMB_OK',
    remarkToProcessor: file.remark,
    remarkFromProcessor: file.remarkFromProcessor,
    isRejected: isRejected(file),
    rejectionReason: isRejected(file) ? rejectionReason(file.review) : null,
    tags: file.tags,
    createdDate: zonedDate(file.createdAt),
    downloadUrl: addresses(parts).download(file.id),
  };
}

/** Until the studio has made new results, a redo shows those of the job it came from (documented for filesforreview). */
export function shownResults(file: StudioFile): readonly StudioResult[] {
  return file.results.length > 0 ? file.results : file.previousResults;
}

function reviewDocument(review: StudioReview | null) {
  return review === null ? null : { id: review.fileId, fileId: review.fileId, rejects: review.rejects };
}

function listed(parts: StudioParts, file: StudioFile) {
  const { downloadUrl, tags, createdDate, ...facts } = fileDocument(parts, file);
  return {
    ...facts,
    reviewDate: zonedDate(file.reviewedAt),
    isReviewed: file.reviewedAt !== null,
    reviews: reviewDocument(file.review),
    previousReviews: reviewDocument(file.previousReview),
    tags,
    createdDate,
    downloadUrl,
  };
}

/** One entry of GET …/files. */
export function listedFileDocument(parts: StudioParts, file: StudioFile) {
  const at = addresses(parts);
  const results = shownResults(file);
  return {
    ...listed(parts, file),
    original: { imageId: file.id, ...at.views(file.id, 'original') },
    clipped:
      results.length === 0
        ? null
        : results.map((result) => ({ imageId: result.id, ...at.views(result.id, 'clipped') })),
  };
}

/** One entry of GET …/filesforreview. */
export function reviewFileDocument(parts: StudioParts, file: StudioFile) {
  const at = addresses(parts);
  const results = (list: readonly StudioResult[]) =>
    list.length === 0
      ? null
      : list.map((result) => ({
          imageId: result.id,
          fileName: result.name,
          ...at.views(result.id, 'clipped'),
          downloadUrl: at.download(result.id),
          additionalComplexityID: null,
        }));
  return {
    ...listed(parts, file),
    isExtraClipped: false,
    acceptedByUser: file.acceptedByUser,
    partIsReviewed: file.reviewedAt !== null,
    additionalComplexityID: null,
    original: {
      imageId: file.id,
      fileName: file.name,
      ...at.views(file.id, 'original'),
      downloadUrl: at.download(file.id),
      additionalComplexityID: null,
    },
    clipped: results(shownResults(file)),
    previousClipped: results(file.previousResults),
    timesRejected: file.timesRejected + (isRejected(file) ? 1 : 0),
  };
}
