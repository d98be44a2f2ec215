import type { ImageId, Pin, RemoteFileId, RemoteJobId } from '../../preload/contract/index.ts';

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
  readonly downloadUrl: string | null;
}

/** One file's review as POST …/files/{fileId}/review takes it. `accepted` is sent as a boolean. */
export interface FileReview {
  readonly fileId: RemoteFileId;
  readonly accepted: boolean;
  readonly rejects: readonly RemoteReject[];
}

export interface FileRemark {
  readonly name: string;
  readonly remark: string;
  readonly tags: readonly string[];
}

/**
 * The Bright River service, for one account. Every method throws `AppError` with its action decided
 * (retry, sign-in, person, gone, conflict, bug); `maybeDone` tells that the server may have carried it out.
 */
export interface BrightRiverApi {
  /** POST /jobs → 201. Not idempotent. */
  createJob(job: NewRemoteJob, signal: AbortSignal): Promise<RemoteJob>;
  /** GET /jobs/{id} → 200. */
  job(id: RemoteJobId, signal: AbortSignal): Promise<RemoteJob>;
  /** GET /jobs/{id}/status → 200. */
  jobStatus(id: RemoteJobId, signal: AbortSignal): Promise<string>;
  /** GET /jobs/{id}/files → 200. */
  files(id: RemoteJobId, signal: AbortSignal): Promise<readonly RemoteFile[]>;
  /** GET /jobs/{id}/filesforreview → 200. A redo job shows the parent's old results until new ones arrive. */
  filesForReview(id: RemoteJobId, signal: AbortSignal): Promise<readonly RemoteFile[]>;
  /** POST /jobs/{id}/requestoffer → 204. */
  requestOffer(id: RemoteJobId, remarks: readonly FileRemark[], signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/acceptoffer → 204. Costs money; not idempotent. */
  acceptOffer(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/files/{fileId}/review → 200. */
  reviewFile(id: RemoteJobId, review: FileReview, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/accept → 200. */
  acceptAll(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/review → 200: one reason for all files. */
  reviewAll(id: RemoteJobId, reason: string, signal: AbortSignal): Promise<void>;
  /** POST /jobs/{id}/close → 204. */
  closeJob(id: RemoteJobId, signal: AbortSignal): Promise<void>;
  /** GET an address the service gave (picture or download); never sends tokens to a foreign host. Body as a stream with its length when known. */
  fetchAddress(
    url: string,
    signal: AbortSignal,
  ): Promise<{
    readonly body: AsyncIterable<Uint8Array>;
    readonly size: number | null;
    readonly type: string | null;
  }>;
}
