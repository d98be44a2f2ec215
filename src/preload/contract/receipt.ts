import type { FileId, Instant, RemoteFileId, RemoteJobId } from './ids.ts';
import type { Route } from './jobs.ts';

/** What the service's own list said when a picture was proven. */
export interface Proof {
  /** The list has its name with its size; with the hash too where the service gave a real one. */
  readonly kind: 'name-and-size' | 'name-size-and-hash';
  readonly at: Instant;
  /** As listed. */
  readonly name: string;
  readonly size: number;
  /** Lower-case hex; null where the service says none, or that of nothing. */
  readonly md5: string | null;
}

export interface ReceiptLine {
  readonly fileId: FileId;
  readonly name: string;
  /** Where it lay on this computer. */
  readonly path: string;
  readonly size: number;
  /** MD5 of the bytes that were sent, lower-case hex; null while unknown. */
  readonly md5: string | null;
  readonly route: Route;
  readonly serverId: RemoteFileId | null;
  readonly bytesSent: number;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly state: 'waiting' | 'sent' | 'proven' | 'failed' | 'left-out';
  /** Why it failed or was left out; empty otherwise. */
  readonly reason: string;
  readonly proof: Proof | null;
}

/** What was sent for a job and how it is known to have arrived. Holds no address and no secret. */
export interface Receipt {
  readonly schema: 'clipdesk-receipt';
  readonly version: 1;
  readonly madeAt: Instant;
  readonly job: {
    readonly number: RemoteJobId | null;
    readonly name: string;
    readonly account: string;
    readonly createdAt: Instant;
  };
  readonly pictures: number;
  readonly proven: number;
  readonly files: readonly ReceiptLine[];
}

export type ReceiptFormat = 'csv' | 'json';
