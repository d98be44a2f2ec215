import type { Instant, JobId, WatchFolderId } from './ids.ts';

export type WatchState =
  { readonly kind: 'watching' } | { readonly kind: 'missing'; readonly sentence: string };

export interface HeldFile {
  readonly path: string;
  readonly sentence: string;
}

export interface WatchFolder {
  readonly id: WatchFolderId;
  readonly path: string;
  readonly name: string;
  readonly jobId: JobId;
  readonly jobName: string;
  readonly state: WatchState;
  readonly taken: number;
  /** Files seen but not taken yet, each with the reason. */
  readonly held: readonly HeldFile[];
  readonly lastTakenAt: Instant | null;
}

export interface WatchApi {
  list(): Promise<readonly WatchFolder[]>;
  /** Watches a folder and adds its finished pictures to a draft, or to a job that still takes pictures. */
  add(path: string, job: JobId): Promise<WatchFolder>;
  remove(folder: WatchFolderId): Promise<void>;
}
