import type { BodyEncoding } from '../../../preload/contract/index.ts';
import type { BrightRiverApi } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BrightRiverLogin } from '../../ports/secrets.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import {
  fileFactsSchema,
  rejectedFilesCountSchema,
  rejectedJobsSchema,
  rejectTypesSchema,
} from './answer-schemas.ts';
import { createBrightRiverCalls, type Operation } from './bright-river-call.ts';
import { createFetchAddress } from './fetch-address.ts';
import { filesSchema } from './file-schema.ts';
import { jobSchema, statusSchema } from './job-schema.ts';
import { operationPath } from './operation-path.ts';
import { operations, type OperationRow, type PathParts } from './operations.ts';
import type { BodyMembers } from './request-body.ts';
import {
  jobChangeMembers,
  newJobMembers,
  rejectFilesMembers,
  rejectionReasonsMembers,
  reviewMembers,
  reviewsMembers,
} from './request-members.ts';

export interface BrightRiverOptions {
  /** Any base address, with or without a path and a trailing slash; https, or http on this computer. */
  readonly baseUrl: string;
  /** Asked before every call, so that a new token is used as soon as it was entered. */
  readonly credentials: () => Promise<BrightRiverLogin>;
  readonly clock: Pick<Clock, 'now'>;
  /** Shared connections; made here when absent. */
  readonly http?: HttpClient;
  /** Asked before every call, so that the account's setting counts at once; `json` when absent. */
  readonly bodyEncoding?: () => BodyEncoding;
  /** Milliseconds until the whole answer to a call has to be there; five minutes when absent. Pictures have no such limit. */
  readonly deadline?: number;
  /** Called whenever the service answered, whatever it said. */
  readonly onAnswer?: () => void;
  /** Called with the new base address when the service says that it has moved for good. Nothing was sent to another host. */
  readonly onMoved?: (address: string) => void;
}

/** The row of an operation with its path filled in and what it sends. */
function call<Row extends OperationRow>(
  row: Row,
  parts: PathParts<Row['path']>,
  body: BodyMembers | null = null,
): Operation {
  return { method: row.method, path: operationPath(row.path, parts), doing: row.doing, body };
}

/**
 * The Bright River service over HTTP, for one account. Documents: the `/jobs` page of its REST API (both versions) and its
 * `/reject` page. Tokens travel in two headers only; answers are read with tolerance for what is added, missing or null.
 */
export function createBrightRiver(options: BrightRiverOptions): BrightRiverApi {
  const shared = {
    baseUrl: options.baseUrl,
    service: 'Bright River',
    clock: options.clock,
    http: options.http ?? createHttpClient(),
    onAnswer: options.onAnswer ?? (() => undefined),
  };
  const calls = createBrightRiverCalls({
    ...shared,
    credentials: options.credentials,
    bodyEncoding: options.bodyEncoding ?? (() => 'json'),
    deadline: options.deadline ?? 5 * 60_000,
    onMoved: options.onMoved ?? (() => undefined),
  });
  const all = operations;

  // Async, so that a name that cannot be sent is a rejection like every other failure.
  return {
    createJob: async (job, signal) =>
      calls.ask(call(all.createJob, {}, newJobMembers(job)), jobSchema, signal),
    updateJob: async (id, change, signal) =>
      calls.tell(call(all.updateJob, { id }, jobChangeMembers(change)), signal),
    job: async (id, signal) => calls.ask(call(all.job, { id }), jobSchema, signal),
    jobStatus: async (id, signal) => calls.ask(call(all.jobStatus, { id }), statusSchema, signal),
    files: async (id, signal) => calls.ask(call(all.files, { id }), filesSchema, signal),
    file: async (id, fileName, signal) =>
      calls.ask(call(all.file, { id, fileName }), fileFactsSchema, signal),
    updateFile: async (id, fileName, { name, remark, tags }, signal) =>
      calls.tell(call(all.updateFile, { id, fileName }, { name, remark, tags }), signal),
    fileExtended: async (id, fileId, signal) =>
      calls.ask(call(all.fileExtended, { id, fileId }), fileFactsSchema, signal),
    filesForReview: async (id, signal) => calls.ask(call(all.filesForReview, { id }), filesSchema, signal),
    requestOffer: async (id, remarks, signal) => {
      const files = remarks.map(({ name, remark, tags }) => ({ fileName: name, remark, tags }));
      return calls.tell(call(all.requestOffer, { id }, { files }), signal);
    },
    acceptOffer: async (id, signal) => calls.tell(call(all.acceptOffer, { id }, {}), signal),
    cancelJob: async (id, signal) => calls.tell(call(all.cancelJob, { id }, {}), signal),
    acceptAll: async (id, signal) =>
      calls.tell(call(all.acceptAll, { id }, { acceptedByUser: true }), signal),
    acceptFile: async (id, fileId, signal) => calls.tell(call(all.acceptFile, { id, fileId }, {}), signal),
    reviewAll: async (id, reason, signal) =>
      calls.tell(call(all.reviewAll, { id }, { reviews: [{ reason }] }), signal),
    reviewFiles: async (id, reviews, signal) =>
      calls.tell(call(all.reviewFiles, { id }, reviewsMembers(reviews)), signal),
    reviewFile: async (id, review, signal) =>
      calls.tell(call(all.reviewFile, { id, fileId: review.fileId }, reviewMembers(review)), signal),
    setRejectionReasons: async (id, fileName, reasons, signal) =>
      calls.tell(call(all.setRejectionReasons, { id, fileName }, rejectionReasonsMembers(reasons)), signal),
    closeJob: async (id, signal) => calls.tell(call(all.closeJob, { id }, {}), signal),
    rejectedJobs: async (id, signal) => calls.ask(call(all.rejectedJobs, { id }), rejectedJobsSchema, signal),
    rejectedFilesCount: async (id, signal) =>
      calls.ask(call(all.rejectedFilesCount, { id }), rejectedFilesCountSchema, signal),
    rejectFiles: async (id, files, signal) =>
      calls.tell(call(all.rejectFiles, {}, rejectFilesMembers(id, files)), signal),
    rejectTypes: async (signal) => calls.ask(call(all.rejectTypes, {}), rejectTypesSchema, signal),
    fetchAddress: createFetchAddress(shared),
  };
}
