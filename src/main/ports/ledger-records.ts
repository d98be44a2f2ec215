import type { FileId, Instant, JobId, Proof, RemoteFileId, Route } from '../../preload/contract/index.ts';

/** One picture that was sent, or began to be. */
export interface LedgerRecord {
  readonly fileId: FileId;
  readonly jobId: JobId;
  /** Absolute path of what was read. */
  readonly path: string;
  /** Name at the service. */
  readonly name: string;
  readonly route: Route;
  /** Bytes of the file as it was sent. */
  readonly size: number;
  /** Of the very bytes that went, lower-case hex; null while unknown. */
  readonly md5: string | null;
  /** Bytes of it the far end confirmed. */
  readonly bytesSent: number;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly serverId: RemoteFileId | null;
  readonly proof: Proof | null;
}

type Entry = Pick<LedgerRecord, 'fileId' | 'jobId' | 'path' | 'name' | 'route' | 'size' | 'startedAt'>;

/**
 * Written with the states they describe, in the same transactions. `startedAt` counts for a sending that is not known to
 * have begun before; what was known of an earlier, finished sending is replaced.
 */
export interface LedgerWriter {
  /** So much of a picture has gone; told now and then for large ones. */
  ledgerPart(entry: Entry & Pick<LedgerRecord, 'bytesSent'>): Promise<void>;
  /** The far end confirmed it whole. */
  ledgerFinished(entry: Entry & Pick<LedgerRecord, 'md5'>, at: Instant): Promise<void>;
  ledgerProven(file: FileId, server: RemoteFileId, proof: Proof): Promise<void>;
}
