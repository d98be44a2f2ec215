import type {
  ImageId,
  JobChange,
  Pin,
  RemoteFileId,
  RemoteJobId,
  ServiceFileFacts,
} from '../../preload/contract/index.ts';

/** Addresses of a job's folders and posts. They carry session ids: secrets, in memory only. */
export interface TransferAddresses {
  readonly ftpUrl: string | null;
  readonly httpUrl: string | null;
}

/** POST /jobs body (bright-river-jobs; `deadlineId`, `specificationKey` from the newer version of the document). */
export interface NewRemoteJob {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
  readonly isTest: boolean;
  readonly deadlineId?: number;
  readonly specificationKey?: number;
}

/** GET /jobs/{id}, reduced to what Clipdesk uses. Dates in milliseconds since the epoch (zone-less ones read as UTC). */
export interface RemoteJob {
  readonly id: RemoteJobId;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
  readonly isTest: boolean;
  /** Open set: an unknown code is shown raw and polled on. Null right after creation. */
  readonly status: string | null;
  readonly fileCount: number | null;
  readonly parentJobId: RemoteJobId | null;
  readonly operatorRemarks: string;
  readonly createdAt: number | null;
  readonly upload: TransferAddresses;
  readonly download: TransferAddresses;
}

/** One picture with its addresses; an address the server left empty is null. */
export interface RemoteImage {
  readonly imageId: ImageId;
  readonly name: string | null;
  readonly thumbnailUrl: string | null;
  readonly previewUrl: string | null;
  readonly fullUrl: string | null;
  readonly downloadUrl: string | null;
}

export interface RemoteReject {
  readonly imageId: ImageId;
  readonly remark: string;
  readonly reasons: readonly { readonly reason: string; readonly pins: readonly Pin[] }[];
}

/** One review of a picture as the service keeps it. */
export interface RemoteReview {
  /** Milliseconds since the epoch; null where the service does not say it. */
  readonly at: number | null;
  readonly rejects: readonly RemoteReject[];
}

/** A file of GET …/files and …/filesforreview. */
export interface RemoteFile {
  readonly id: RemoteFileId;
  readonly name: string;
  readonly isOriginal: boolean;
  /** A result without an original. */
  readonly isExtra: boolean;
  /** Bytes; null when the server does not say. */
  readonly size: number | null;
  /** Lower-case hex; null when absent or the MD5 of nothing, which the service uses as a placeholder. */
  readonly md5: string | null;
  readonly status: string | null;
  readonly remark: string;
  readonly remarkFromProcessor: string;
  readonly tags: readonly string[];
  readonly isRejected: boolean;
  readonly acceptedByUser: boolean | null;
  readonly isReviewed: boolean;
  readonly timesRejected: number;
  readonly createdAt: number | null;
  readonly original: RemoteImage | null;
  readonly results: readonly RemoteImage[];
  readonly previousResults: readonly RemoteImage[];
  readonly rejects: readonly RemoteReject[];
  /** The reasons in one text, as the service sums them up; empty when there are none. */
  readonly rejectionReason: string;
  readonly reviewedAt: number | null;
  /** Reviews of the results before, in the service's order: the documents show only null; taken to be shaped as `reviews`. */
  readonly previousReviews: readonly RemoteReview[];
  readonly downloadUrl: string | null;
}

/** One file's review as POST …/files/{fileId}/review takes it. `accepted` is sent as a boolean. */
export interface FileReview {
  readonly fileId: RemoteFileId;
  readonly accepted: boolean;
  readonly rejects: readonly RemoteReject[];
}

/** Remark and tags of one file, by its name at the service. */
export interface FileRemark {
  readonly name: string;
  readonly remark: string;
  readonly tags: readonly string[];
}

/** What PUT /jobs/{id} sets; all four are sent, so that what is left empty becomes empty. */
export type RemoteJobChange = JobChange;

/** Everything the service says of one file except its addresses, which carry session ids. */
export type RemoteFileFacts = ServiceFileFacts;

/** One file's rejections as POST …/files/review takes them: accepted files are not named there. */
export type FileRejects = Pick<FileReview, 'fileId' | 'rejects'>;

/** A circle on a result for PUT …/rejectionreasons. The document gives no unit; its example goes beyond 100, so that it is no percentage. */
export interface RejectionCircle {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** The body of PUT …/files/{fileName}/rejectionreasons. */
export interface RejectionReasons {
  readonly rejections: readonly {
    /** The number of one of the account's reject types. */
    readonly rejectTypeId: number;
    /** Null: the whole picture. */
    readonly circle: RejectionCircle | null;
    readonly remark: string;
  }[];
  readonly generalRemark: string;
}

/** One redo of a job (GET …/rejectedjobs). */
export interface RejectedJob {
  readonly id: RemoteJobId;
  readonly name: string;
  /** Empty when the service says null, as in its example. */
  readonly description: string;
  /** Milliseconds since the epoch; the service writes it without a zone, read as UTC. */
  readonly createdAt: number | null;
}

/** One file of POST /reject. */
export interface FileRejectReason {
  readonly fileId: RemoteFileId;
  readonly reason: string;
}

/** A standard reason of the account. */
export interface RejectType {
  /** Null when the service gave only names. */
  readonly id: number | null;
  readonly name: string;
}

/**
 * The Bright River service, for one account: the 21 operations of the `/jobs` document, POST /reject of the `/reject`
 * document, and GET /accounts/me/rejecttypes, which the first one mentions. Every method throws `AppError` with its action
 * decided (retry, sign-in, person, gone, conflict, bug; see `errors/http-errors.ts`); `maybeDone` tells that the server may
 * have carried it out. Names in paths are encoded here: callers pass them as they are.
 */
export interface BrightRiverApi {
  /**
   * POST /jobs → 201 (`/jobs`, both versions). Not idempotent.
   * @throws AppError `name_required` (person, field `name`), `missing_parameter`, `invalid_parameter` (person, with the field)
   */
  createJob(job: NewRemoteJob, signal: AbortSignal): Promise<RemoteJob>;
  /**
   * PUT /jobs/{id} → 204 (`/jobs`): name, description, tags, invoice reference. The same change twice is the same.
   * @throws AppError `missing_parameter`, `invalid_parameter` (person, with the field)
   */
  updateJob(id: RemoteJobId, change: RemoteJobChange, signal: AbortSignal): Promise<void>;
  /** GET /jobs/{id} → 200 (`/jobs`). Its addresses carry the session: secrets, valid until the next sign-in. */
  job(id: RemoteJobId, signal: AbortSignal): Promise<RemoteJob>;
  /** GET /jobs/{id}/status → 200 (`/jobs`): a code of an open set. */
  jobStatus(id: RemoteJobId, signal: AbortSignal): Promise<string>;
  /** GET /jobs/{id}/files → 200 (`/jobs`). */
  files(id: RemoteJobId, signal: AbortSignal): Promise<readonly RemoteFile[]>;
  /** GET /jobs/{id}/files/{fileName} → 200 (`/jobs`). @throws AppError `not_found` (gone), `bad_name` for a name no path can hold */
  file(id: RemoteJobId, fileName: string, signal: AbortSignal): Promise<RemoteFileFacts>;
  /**
   * PUT /jobs/{id}/files/{fileName} → 204 (`/jobs`): name, remark and tags; a `name` that differs asks for another name.
   * @throws AppError `no_files_to_update` (person, field `fileName`), `bad_name`
   */
  updateFile(id: RemoteJobId, fileName: string, change: FileRemark, signal: AbortSignal): Promise<void>;
  /** GET /jobs/{id}/filesextended/{fileId} → 200 (`/jobs`): the same members as `file`, by number. */
  fileExtended(id: RemoteJobId, file: RemoteFileId, signal: AbortSignal): Promise<RemoteFileFacts>;
  /** GET /jobs/{id}/filesforreview → 200 (`/jobs`). A redo job shows the parent's old results until new ones arrive. */
  filesForReview(id: RemoteJobId, signal: AbortSignal): Promise<readonly RemoteFile[]>;
  /** POST /jobs/{id}/requestoffer → 204 (`/jobs`), with remarks and tags per file. */
  requestOffer(id: RemoteJobId, remarks: readonly FileRemark[], signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/acceptoffer → 204 (`/jobs`). Costs money; not idempotent. */
  acceptOffer(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /**
   * POST /jobs/{id}/cancel → 204 (`/jobs`). Only in CJ_NEW, CJ_WAIT_ACCEPTANCE, CJ_WAIT_ACCEPTANCE2, CJ_PAY_INITIATED,
   * CJ_TD_PAY_TIMEOUT, CJ_TD_PAY_ERROR, CJ_TD_PAY_CANCELED. @throws AppError `bad_request` (conflict) in any other
   */
  cancelJob(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/accept → 200 (`/jobs`): every result of the job. */
  acceptAll(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/files/{fileId}/accept → 200 (`/jobs`): one file, by the number of its original. */
  acceptFile(id: RemoteJobId, file: RemoteFileId, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/review → 200 (`/jobs`): one reason for all files. */
  reviewAll(id: RemoteJobId, reason: string, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/files/review → 200 (`/jobs`): many files rejected at once, pins in fractions 0…1 from the top left. */
  reviewFiles(id: RemoteJobId, reviews: readonly FileRejects[], signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/files/{fileId}/review → 200 (`/jobs`): one file, accepted or rejected, pins in fractions 0…1 from the top left. */
  reviewFile(id: RemoteJobId, review: FileReview, signal: AbortSignal): Promise<void>;
  /** PUT /jobs/{id}/files/{fileName}/rejectionreasons → 204 (`/jobs`): circles in a unit the document does not name. @throws AppError `bad_name` */
  setRejectionReasons(
    id: RemoteJobId,
    fileName: string,
    reasons: RejectionReasons,
    signal: AbortSignal,
  ): Promise<void>;
  /** POST /jobs/{id}/close → 204 (`/jobs`). */
  closeJob(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** GET /jobs/{id}/rejectedjobs → 200 (`/jobs`): the redos made from this job, in the service's order. */
  rejectedJobs(id: RemoteJobId, signal: AbortSignal): Promise<readonly RejectedJob[]>;
  /**
   * GET /jobs/{id}/rejectedfilescount → 200 (`/jobs`, which shows no answer): taken as a number, or an object with one member
   * that is a number and named after a count. @throws AppError `bad_answer` for anything else
   */
  rejectedFilesCount(id: RemoteJobId, signal: AbortSignal): Promise<number>;
  /**
   * POST /reject → 200 (`/reject`, which shows no body). Assumption: `{"jobId", "files": [{"fileId", "reason"}]}`; in form
   * encoding `files` is that list as JSON text. Chosen per account (`rejectWay`), never by itself.
   */
  rejectFiles(id: RemoteJobId, files: readonly FileRejectReason[], signal: AbortSignal): Promise<void>;
  /**
   * GET /accounts/me/rejecttypes → 200 (mentioned by `/jobs`, shape undocumented): a list of texts, or of objects with an id
   * and a name or reason, bare or as the one list of an object. @throws AppError `bad_answer` for anything else: fall back
   */
  rejectTypes(signal: AbortSignal): Promise<readonly RejectType[]>;
  /**
   * GET an address the service gave (picture or download); never sends tokens to a foreign host. Body as a stream with its
   * length when known. With `resume` the rest of a file is asked for; whether the rest or all of it comes is in `from`.
   * @throws AppError `address_expired` (retry) when its session is over, `foreign_address` (person), `range_refused`
   * (retry) when the rest cannot be had: begin anew
   */
  fetchAddress(url: string, signal: AbortSignal, resume?: ResumePoint): Promise<FetchedAddress>;
}

/** From which byte on a file is wanted, and what it was when its beginning came. */
export interface ResumePoint {
  readonly from: number;
  readonly total: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface FetchedAddress {
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of this body; null when the server does not say. */
  readonly size: number | null;
  readonly type: string | null;
  /** Where the body begins in the file; 0: it is the whole file. */
  readonly from: number;
  /** Bytes of the whole file; null when unknown. */
  readonly total: number | null;
  /** A strong one, or null. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Of the whole file, lower-case hex, where the server really gives one. */
  readonly md5: string | null;
}
