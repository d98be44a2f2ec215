import { statusOf, type QuirkyFile, type QuirkyJob } from './quirky-job.ts';

const emptyMd5 = 'D4-1D-8C-D9-8F-00-B2-04-E9-80-09-98-EC-F8-42-7E';
/** Without a zone and with seven digits, as such servers write them. */
const someDay = '2018-05-17T09:15:22.7330000';

export interface QuirkyAddresses {
  image(id: number): string;
  bin(id: number): string;
  upload(job: number): string;
  /** Empty where the studio has no FTP server. */
  ftp(job: number): string;
}

export function jobDocument(job: QuirkyJob, at: QuirkyAddresses, isNew: boolean): unknown {
  return {
    _type: isNew ? 'CreateJobResponseBody' : 'JobResponseBody',
    tags: null,
    ...job.members,
    id: job.id,
    ...(isNew
      ? {}
      : {
          status: statusOf(job),
          createdDate: someDay,
          fileCount: job.files.length,
          acceptedDate: '',
          sentDate: null,
          isDeleted: false,
        }),
    operatorRemarks: job.files.length > 0 ? 'Nice <b>pictures</b> & colours' : null,
    masterJobId: null,
    parentJobId: job.parent ?? 0,
    upload: { ftpUrl: at.ftp(job.id), postUrl: at.upload(job.id) },
    download: null,
    somethingNew: [{ deep: null }],
  };
}

function imageDocument(id: number, name: string | null, at: QuirkyAddresses, downloadUrl: string | null) {
  return {
    imageId: id,
    fileName: name,
    preview: at.image(id),
    thumbnail: at.image(id),
    real: at.image(id),
    ...(downloadUrl === null ? {} : { downloadUrl }),
    additionalComplexityID: null,
  };
}

/** GET …/files/{fileName} and …/filesextended/{fileId}. */
export function fileDocument(file: QuirkyFile, at: QuirkyAddresses) {
  return {
    id: file.id,
    fileName: file.name,
    isOriginal: true,
    size: file.content.byteLength,
    complexityId: null,
    mD5: emptyMd5,
    status: 'THUMB_OK',
    remarkToProcessor: file.remark,
    remarkFromProcessor: '',
    isRejected: file.accepted === 'false',
    rejectionReason: file.accepted === 'false' ? 'Rejected by 1 reasons:\nsomething' : null,
    tags: file.tags.length === 0 ? null : file.tags,
    createdDate: someDay,
    downloadUrl: at.bin(file.id),
    _type: 'FileResponseBody',
  };
}

/** One entry of GET …/files and …/filesforreview. */
export function listedDocument(file: QuirkyFile, at: QuirkyAddresses): unknown {
  const shown = file.result ?? file.previousResult;
  return {
    ...fileDocument(file, at),
    acceptedByUser: file.accepted,
    reviewDate: file.accepted === null ? null : someDay,
    isReviewed: file.accepted !== null,
    reviews: file.review,
    previousReviews: file.previousReview,
    original: imageDocument(file.id, null, at, null),
    clipped: shown === null ? null : [imageDocument(shown, file.name, at, at.bin(shown))],
    previousClipped: null,
    timesRejected: file.timesRejected,
    downloadUrl: shown === null ? '' : at.bin(file.id),
  };
}

/** A result that belongs to no original: its original is there, with nothing but empty members. */
export function extraDocument(id: number, at: QuirkyAddresses): unknown {
  return {
    id,
    fileName: 'extra.jpg',
    isOriginal: false,
    isExtraClipped: true,
    mD5: emptyMd5,
    createdDate: someDay,
    reviews: null,
    downloadUrl: null,
    original: { imageId: id, fileName: null, preview: '', thumbnail: '', real: '', downloadUrl: '' },
    clipped: [imageDocument(id, 'extra.jpg', at, at.bin(id))],
    timesRejected: 0,
  };
}
