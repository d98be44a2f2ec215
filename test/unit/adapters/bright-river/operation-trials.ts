import { expect } from 'vitest';
import type { operations } from '../../../../src/main/adapters/bright-river/operations.ts';
import type { BrightRiverApi } from '../../../../src/main/ports/bright-river.ts';
import type { ImageId, RemoteFileId, RemoteJobId } from '../../../../src/preload/contract/index.ts';

export const job = 353413 as RemoteJobId;
const file = 246016 as RemoteFileId;

const rejects = [
  {
    imageId: 246021 as ImageId,
    remark: 'makes shadows brighter',
    reasons: [{ reason: 'Cropping', pins: [{ x: 0.25, y: 0.5, radius: 0.1 }] }],
  },
];
const rejectsSent = [
  {
    imageId: 246021,
    customRejection: 'makes shadows brighter',
    rejects: [{ reason: 'Cropping', positions: [{ xPercent: 0.25, yPercent: 0.5 }] }],
  },
];
const newJob = {
  name: 'Job of fruits',
  description: 'Clip',
  tags: ['Apple'],
  invoiceReference: 'KW 47',
  isTest: true,
  deadlineId: 1,
  specificationKey: 432,
};
const change = { name: 'Job of vegetables', description: 'Clip', tags: ['Potato'], invoiceReference: null };
export const facts = {
  id: 216359,
  fileName: '157863 - Copy.jpg',
  isOriginal: true,
  size: 2302847,
  complexityId: 1,
  mD5: '77-76-80-50-DC-BE-6D-95-12-4F-71-FE-25-6D-6A-97',
  status: 'THUMB_OK',
  remarkToProcessor: null,
  remarkFromProcessor: 'done',
  isRejected: false,
  rejectionReason: null,
  tags: [],
  createdDate: '2016-05-16T12:01:07.39Z',
  downloadUrl: 'http://storage.example.com/ajax/DownloadBin.ashx?fileID=216359&sessionid=s3cret',
};
const factsRead = {
  name: '157863 - Copy.jpg',
  size: 2302847,
  md5: '77768050dcbe6d95124f71fe256d6a97',
  status: 'THUMB_OK',
  complexityId: 1,
  remark: '',
  remarkFromProcessor: 'done',
  rejectionReason: '',
  tags: [],
  createdAt: Date.UTC(2016, 4, 16, 12, 1, 7, 390),
};

export interface OperationTrial {
  readonly call: (api: BrightRiverApi, signal: AbortSignal) => Promise<unknown>;
  readonly request: string;
  /** Exact body; absent for reads. */
  readonly body?: unknown;
  readonly answer: unknown;
  readonly status: number;
  readonly result?: unknown;
}

/** One row per operation; the type makes sure that none is missing. */
export const trials: Readonly<Record<keyof typeof operations, OperationTrial>> = {
  createJob: {
    call: (api, signal) => api.createJob(newJob, signal),
    request: 'POST /jobs',
    body: newJob,
    status: 201,
    answer: { id: 5, name: 'Job of fruits' },
    result: expect.objectContaining({ id: 5, name: 'Job of fruits', status: null }),
  },
  updateJob: {
    call: (api, signal) => api.updateJob(job, change, signal),
    request: 'PUT /jobs/353413',
    body: { ...change, invoiceReference: '' },
    status: 204,
    answer: undefined,
  },
  job: {
    call: (api, signal) => api.job(job, signal),
    request: 'GET /jobs/353413',
    status: 200,
    answer: { id: 353413, status: 'CJ_REVIEWING', parentJobId: 12 },
    result: expect.objectContaining({ id: 353413, status: 'CJ_REVIEWING', parentJobId: 12 }),
  },
  jobStatus: {
    call: (api, signal) => api.jobStatus(job, signal),
    request: 'GET /jobs/353413/status',
    status: 200,
    answer: { status: 'CJ_PREPROCESS' },
    result: 'CJ_PREPROCESS',
  },
  files: {
    call: (api, signal) => api.files(job, signal),
    request: 'GET /jobs/353413/files',
    status: 200,
    answer: { files: [facts] },
    result: [expect.objectContaining({ id: 216359, name: '157863 - Copy.jpg' })],
  },
  updateFile: {
    call: (api, signal) =>
      api.updateFile(
        job,
        'Chrysanthemum.jpg',
        { name: 'Chrysanthemum.jpg', remark: 'add sun rays in the background', tags: ['flower'] },
        signal,
      ),
    request: 'PUT /jobs/353413/files/Chrysanthemum.jpg',
    body: { name: 'Chrysanthemum.jpg', remark: 'add sun rays in the background', tags: ['flower'] },
    status: 204,
    answer: undefined,
  },
  file: {
    call: (api, signal) => api.file(job, '157863 - Copy.jpg', signal),
    request: 'GET /jobs/353413/files/157863%20-%20Copy.jpg',
    status: 200,
    answer: facts,
    result: factsRead,
  },
  fileExtended: {
    call: (api, signal) => api.fileExtended(job, file, signal),
    request: 'GET /jobs/353413/filesextended/246016',
    status: 200,
    answer: { ...facts, mD5: 'D4-1D-8C-D9-8F-00-B2-04-E9-80-09-98-EC-F8-42-7E', _type: 'x' },
    result: { ...factsRead, md5: null },
  },
  requestOffer: {
    call: (api, signal) => api.requestOffer(job, [{ name: 'a #1.jpg', remark: 'r', tags: ['t'] }], signal),
    request: 'POST /jobs/353413/requestoffer',
    body: { files: [{ fileName: 'a #1.jpg', remark: 'r', tags: ['t'] }] },
    status: 204,
    answer: undefined,
  },
  acceptOffer: {
    call: (api, signal) => api.acceptOffer(job, signal),
    request: 'POST /jobs/353413/acceptoffer',
    body: {},
    status: 204,
    answer: undefined,
  },
  cancelJob: {
    call: (api, signal) => api.cancelJob(job, signal),
    request: 'POST /jobs/353413/cancel',
    body: {},
    status: 204,
    answer: undefined,
  },
  filesForReview: {
    call: (api, signal) => api.filesForReview(job, signal),
    request: 'GET /jobs/353413/filesforreview',
    status: 200,
    answer: { files: null, _type: 'x' },
    result: [],
  },
  acceptAll: {
    call: (api, signal) => api.acceptAll(job, signal),
    request: 'POST /jobs/353413/accept',
    body: { acceptedByUser: true },
    status: 200,
    answer: undefined,
  },
  acceptFile: {
    call: (api, signal) => api.acceptFile(job, file, signal),
    request: 'POST /jobs/353413/files/246016/accept',
    body: {},
    status: 200,
    answer: { _type: 'x' },
  },
  reviewAll: {
    call: (api, signal) => api.reviewAll(job, 'Cropping', signal),
    request: 'POST /jobs/353413/review',
    body: { reviews: [{ reason: 'Cropping' }] },
    status: 200,
    answer: undefined,
  },
  reviewFiles: {
    call: (api, signal) =>
      api.reviewFiles(
        job,
        [
          { fileId: file, rejects },
          { fileId: 7 as RemoteFileId, rejects: [] },
        ],
        signal,
      ),
    request: 'POST /jobs/353413/files/review',
    body: {
      reviews: [
        { fileId: 246016, rejects: rejectsSent },
        { fileId: 7, rejects: [] },
      ],
    },
    status: 200,
    answer: undefined,
  },
  reviewFile: {
    call: (api, signal) => api.reviewFile(job, { fileId: file, accepted: false, rejects }, signal),
    request: 'POST /jobs/353413/files/246016/review',
    body: { acceptedByUser: false, reviews: [{ fileId: 246016, rejects: rejectsSent }] },
    status: 200,
    answer: undefined,
  },
  setRejectionReasons: {
    call: (api, signal) =>
      api.setRejectionReasons(
        job,
        'a.jpg',
        {
          rejections: [
            { rejectTypeId: 6, circle: { x: 12.34, y: 56.78, r: 5 }, remark: 'light grey' },
            { rejectTypeId: 6, circle: null, remark: '' },
          ],
          generalRemark: 'Wrong shadow colors applied',
        },
        signal,
      ),
    request: 'PUT /jobs/353413/files/a.jpg/rejectionreasons',
    body: {
      rejections: [
        {
          rejectTypeId: 6,
          instruction: { shape: 'Circle', coordinates: { x: 12.34, y: 56.78, r: 5 } },
          remark: 'light grey',
        },
        { rejectTypeId: 6, remark: '' },
      ],
      generalRemark: 'Wrong shadow colors applied',
    },
    status: 204,
    answer: undefined,
  },
  closeJob: {
    call: (api, signal) => api.closeJob(job, signal),
    request: 'POST /jobs/353413/close',
    body: {},
    status: 204,
    answer: undefined,
  },
  rejectedJobs: {
    call: (api, signal) => api.rejectedJobs(job, signal),
    request: 'GET /jobs/353413/rejectedjobs',
    status: 200,
    answer: {
      rejectedJobs: [
        {
          id: 345035,
          createdDate: '2015-08-25T17:25:57.69',
          name: 'Rejected pictures of job #345033',
          description: null,
        },
      ],
      _type: 'GetRejectedJobsResponseBody',
    },
    result: [
      {
        id: 345035,
        createdAt: Date.UTC(2015, 7, 25, 17, 25, 57, 690),
        name: 'Rejected pictures of job #345033',
        description: '',
      },
    ],
  },
  rejectedFilesCount: {
    call: (api, signal) => api.rejectedFilesCount(job, signal),
    request: 'GET /jobs/353413/rejectedfilescount',
    status: 200,
    answer: 3,
    result: 3,
  },
  rejectFiles: {
    call: (api, signal) => api.rejectFiles(job, [{ fileId: file, reason: 'Cropping' }], signal),
    request: 'POST /reject',
    body: { jobId: 353413, files: [{ fileId: 246016, reason: 'Cropping' }] },
    status: 200,
    answer: undefined,
  },
  rejectTypes: {
    call: (api, signal) => api.rejectTypes(signal),
    request: 'GET /accounts/me/rejecttypes',
    status: 200,
    answer: ['Cropping'],
    result: [{ id: null, name: 'Cropping' }],
  },
};
