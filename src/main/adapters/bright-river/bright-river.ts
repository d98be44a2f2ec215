import type { RemoteJobId } from '../../../preload/contract/index.ts';
import type { BrightRiverApi, FileReview, NewRemoteJob, RemoteReject } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Credentials } from '../../ports/secrets.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import { createBrightRiverCalls } from './bright-river-call.ts';
import { createFetchAddress } from './fetch-address.ts';
import { filesSchema } from './file-schema.ts';
import { jobSchema, statusSchema } from './job-schema.ts';
import type { BodyEncoding, BodyMembers } from './request-body.ts';

export interface BrightRiverOptions {
  /** Any base address, with or without a path and a trailing slash; https, or http on this computer. */
  readonly baseUrl: string;
  /** Asked before every call, so that a new token is used as soon as it was entered. */
  readonly credentials: () => Promise<Credentials>;
  readonly clock: Pick<Clock, 'now'>;
  /** Shared connections; made here when absent. */
  readonly http?: HttpClient;
  /** `json` unless said otherwise. */
  readonly bodyEncoding?: BodyEncoding;
  /** Called whenever the service answered, whatever it said. */
  readonly onAnswer?: () => void;
}

function jobBody(job: NewRemoteJob): BodyMembers {
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

function rejectBody(reject: RemoteReject): BodyMembers {
  return {
    imageId: reject.imageId,
    customRejection: reject.remark,
    rejects: reject.reasons.map(({ reason, pins }) => ({
      reason,
      positions: pins.map(({ x, y }) => ({ xPercent: x, yPercent: y })),
    })),
  };
}

function reviewBody(review: FileReview): BodyMembers {
  return {
    acceptedByUser: review.accepted,
    reviews: [{ fileId: review.fileId, rejects: review.rejects.map(rejectBody) }],
  };
}

/**
 * The Bright River service over HTTP, for one account. Documents: the `/jobs` page of its REST API (both versions).
 * Tokens travel in two headers only; answers are read with tolerance for what is added, missing or null.
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
    bodyEncoding: options.bodyEncoding ?? 'json',
  });

  function read(id: RemoteJobId, below: readonly (string | number)[], doing: string) {
    return { method: 'GET', path: ['jobs', id, ...below], body: null, doing } as const;
  }

  function act(id: RemoteJobId, below: readonly (string | number)[], body: BodyMembers, doing: string) {
    return { method: 'POST', path: ['jobs', id, ...below], body, doing } as const;
  }

  return {
    createJob: (job, signal) =>
      calls.ask(
        { method: 'POST', path: ['jobs'], body: jobBody(job), doing: 'creating the job' },
        jobSchema,
        signal,
      ),
    job: (id, signal) => calls.ask(read(id, [], 'reading the job'), jobSchema, signal),
    jobStatus: (id, signal) => calls.ask(read(id, ['status'], 'asking how the job is'), statusSchema, signal),
    files: (id, signal) => calls.ask(read(id, ['files'], 'reading the list of files'), filesSchema, signal),
    filesForReview: (id, signal) =>
      calls.ask(read(id, ['filesforreview'], 'reading the pictures to review'), filesSchema, signal),
    requestOffer: (id, remarks, signal) => {
      const files = remarks.map(({ name, remark, tags }) => ({ fileName: name, remark, tags }));
      return calls.tell(act(id, ['requestoffer'], { files }, 'asking for the offer'), signal);
    },
    acceptOffer: (id, signal) => calls.tell(act(id, ['acceptoffer'], {}, 'accepting the offer'), signal),
    reviewFile: (id, review, signal) =>
      calls.tell(
        act(id, ['files', review.fileId, 'review'], reviewBody(review), 'sending a decision'),
        signal,
      ),
    acceptAll: (id, signal) =>
      calls.tell(act(id, ['accept'], { acceptedByUser: true }, 'accepting all pictures'), signal),
    reviewAll: (id, reason, signal) =>
      calls.tell(act(id, ['review'], { reviews: [{ reason }] }, 'rejecting all pictures'), signal),
    closeJob: (id, signal) => calls.tell(act(id, ['close'], {}, 'closing the job'), signal),
    fetchAddress: createFetchAddress(shared),
  };
}
