import type { BrightRiverApi } from '../../ports/bright-river.ts';

/** One documented operation. */
export interface OperationRow {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As the documents write it; parts in braces are filled in and encoded. */
  readonly path: `/${string}`;
  /** The page of the service's documents it comes from. */
  readonly document: '/jobs' | '/reject';
  /** To follow "while" in a sentence. */
  readonly doing: string;
}

/**
 * Every operation of the service, by the method of the client that calls it. The client takes its requests from here and
 * `docs/api-coverage.md` is written from it, so that neither can forget one.
 */
export const operations = {
  createJob: { method: 'POST', path: '/jobs', document: '/jobs', doing: 'creating the job' },
  updateJob: { method: 'PUT', path: '/jobs/{id}', document: '/jobs', doing: 'changing the job' },
  job: { method: 'GET', path: '/jobs/{id}', document: '/jobs', doing: 'reading the job' },
  jobStatus: {
    method: 'GET',
    path: '/jobs/{id}/status',
    document: '/jobs',
    doing: 'asking how the job is',
  },
  files: { method: 'GET', path: '/jobs/{id}/files', document: '/jobs', doing: 'reading the list of files' },
  updateFile: {
    method: 'PUT',
    path: '/jobs/{id}/files/{fileName}',
    document: '/jobs',
    doing: 'changing a remark',
  },
  file: {
    method: 'GET',
    path: '/jobs/{id}/files/{fileName}',
    document: '/jobs',
    doing: 'asking about a file',
  },
  fileExtended: {
    method: 'GET',
    path: '/jobs/{id}/filesextended/{fileId}',
    document: '/jobs',
    doing: 'asking about a file',
  },
  requestOffer: {
    method: 'POST',
    path: '/jobs/{id}/requestoffer',
    document: '/jobs',
    doing: 'asking for the offer',
  },
  acceptOffer: {
    method: 'POST',
    path: '/jobs/{id}/acceptoffer',
    document: '/jobs',
    doing: 'accepting the offer',
  },
  cancelJob: { method: 'POST', path: '/jobs/{id}/cancel', document: '/jobs', doing: 'cancelling the job' },
  filesForReview: {
    method: 'GET',
    path: '/jobs/{id}/filesforreview',
    document: '/jobs',
    doing: 'reading the pictures to review',
  },
  acceptAll: {
    method: 'POST',
    path: '/jobs/{id}/accept',
    document: '/jobs',
    doing: 'accepting all pictures',
  },
  acceptFile: {
    method: 'POST',
    path: '/jobs/{id}/files/{fileId}/accept',
    document: '/jobs',
    doing: 'accepting a picture',
  },
  reviewAll: {
    method: 'POST',
    path: '/jobs/{id}/review',
    document: '/jobs',
    doing: 'rejecting all pictures',
  },
  reviewFiles: {
    method: 'POST',
    path: '/jobs/{id}/files/review',
    document: '/jobs',
    doing: 'rejecting pictures',
  },
  reviewFile: {
    method: 'POST',
    path: '/jobs/{id}/files/{fileId}/review',
    document: '/jobs',
    doing: 'sending a decision',
  },
  setRejectionReasons: {
    method: 'PUT',
    path: '/jobs/{id}/files/{fileName}/rejectionreasons',
    document: '/jobs',
    doing: 'sending the marks of a rejection',
  },
  closeJob: { method: 'POST', path: '/jobs/{id}/close', document: '/jobs', doing: 'closing the job' },
  rejectedJobs: {
    method: 'GET',
    path: '/jobs/{id}/rejectedjobs',
    document: '/jobs',
    doing: 'asking for the redos of the job',
  },
  rejectedFilesCount: {
    method: 'GET',
    path: '/jobs/{id}/rejectedfilescount',
    document: '/jobs',
    doing: 'counting the rejected pictures',
  },
  rejectFiles: { method: 'POST', path: '/reject', document: '/reject', doing: 'rejecting pictures' },
  rejectTypes: {
    method: 'GET',
    path: '/accounts/me/rejecttypes',
    document: '/jobs',
    doing: 'asking for the reasons of the account',
  },
} as const satisfies Record<Exclude<keyof BrightRiverApi, 'fetchAddress'>, OperationRow>;

type PartsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PartsOf<Rest>
  : never;

/** What has to be given for the parts of a path in braces. */
export type PathParts<Path extends string> = Readonly<Record<PartsOf<Path>, string | number>>;
