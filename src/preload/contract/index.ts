import type { AccountsApi, AccountSummary } from './accounts.ts';
import type { CompareApi } from './compare.ts';
import type { DownloadsApi } from './downloads.ts';
import type { JobFile, JobsApi, JobSummary } from './jobs.ts';
import type { LibraryApi, LibraryUpload } from './library.ts';
import type { InspectApi, OfflineState, PreflightProgress } from './inspect.ts';
import type { QueueApi, QueueOverview } from './queue.ts';
import type { ReviewsApi } from './reviews.ts';
import type { Settings, SystemApi } from './system.ts';
import type { SupportApi } from './support.ts';
import type { AccountId, JobId } from './ids.ts';
import type { WatchApi, WatchFolder } from './watch.ts';
import type { WorkflowApi } from './workflow.ts';

export type * from './accounts.ts';
export type * from './bridge.ts';
export type * from './compare.ts';
export type * from './downloads.ts';
export type * from './errors.ts';
export type * from './ids.ts';
export type * from './inspect.ts';
export type * from './jobs.ts';
export type * from './library.ts';
export type * from './queue.ts';
export type * from './receipt.ts';
export type * from './reviews.ts';
export type * from './support.ts';
export type * from './system.ts';
export type * from './watch.ts';
export type * from './workflow.ts';

/** Requests: what the window may ask. One interface per area; every method answers with a promise. */
export interface AppApi {
  readonly accounts: AccountsApi;
  readonly jobs: JobsApi;
  readonly downloads: DownloadsApi;
  readonly reviews: ReviewsApi;
  readonly inspect: InspectApi;
  readonly compare: CompareApi;
  readonly library: LibraryApi;
  readonly queue: QueueApi;
  readonly watch: WatchApi;
  readonly workflow: WorkflowApi;
  readonly system: SystemApi;
  readonly support: SupportApi;
}

/** Pushes: what the main process tells. Snapshots, so that losing or repeating one does no harm. */
export interface PushEvents {
  /** The jobs that changed, whole. */
  readonly 'jobs-changed': readonly JobSummary[];
  readonly 'jobs-removed': readonly JobId[];
  /** Files of one job that changed, whole; progress included. */
  readonly 'files-changed': { readonly jobId: JobId; readonly files: readonly JobFile[] };
  /** What waits for approval on a site, or its rejections, changed; null: of any site. */
  readonly 'waiting-changed': { readonly accountId: AccountId | null };
  /** Decisions or returned pictures of a job changed: an open review room reads it again. */
  readonly 'review-changed': { readonly jobId: JobId };
  /** Preflight of a job went on or its rules changed. */
  readonly 'preflight-changed': PreflightProgress;
  readonly 'offline-changed': OfflineState;
  /** All uploads to libraries, whole. */
  readonly 'library-changed': readonly LibraryUpload[];
  readonly 'queue-changed': QueueOverview;
  readonly 'accounts-changed': readonly AccountSummary[];
  readonly 'watch-changed': readonly WatchFolder[];
  readonly 'settings-changed': Settings;
}
