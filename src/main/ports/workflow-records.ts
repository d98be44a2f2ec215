import type {
  AccountId,
  Instant,
  ItemMark,
  PictureOrigin,
  RejectionState,
  WaitingItem,
  WorkflowRejectionId,
} from '../../preload/contract/index.ts';

/** What waited for approval on a site when it was read last. */
export interface WaitingListRecord {
  readonly accountId: AccountId;
  readonly site: string;
  readonly readAt: Instant;
  readonly items: readonly WaitingItem[];
}

export interface RejectedItemRecord {
  readonly path: string;
  readonly label: string;
  readonly category: string;
  readonly isPicture: boolean;
  /** The version that was looked at. */
  readonly mark: ItemMark;
  readonly state: RejectionState;
}

/** Items of a site rejected together: one request, one reason. */
export interface RejectionRecord {
  readonly id: WorkflowRejectionId;
  readonly accountId: AccountId;
  readonly site: string;
  readonly reason: string;
  readonly scheduledDate: string | null;
  readonly at: Instant;
  readonly items: readonly RejectedItemRecord[];
}

export interface WorkflowReader {
  /** Null before the first time, and when it cannot be read any more: it is asked for again. */
  waitingList(account: AccountId): Promise<WaitingListRecord | null>;
  /** The reasons the site keeps ready, as they were read last; null before the first time. */
  readyReasons(account: AccountId, site: string): Promise<readonly string[] | null>;
  /** All that are not through, then the last that are, each newest first. */
  rejections(account: AccountId): Promise<readonly RejectionRecord[]>;
  rejection(id: WorkflowRejectionId): Promise<RejectionRecord | null>;
  /** Results of jobs whose name begins so and goes on with an ending; those of the job that changed last first. */
  returnedFilesNamed(stem: string): Promise<readonly PictureOrigin[]>;
}

export interface WorkflowWriter {
  putWaitingList(list: WaitingListRecord): Promise<void>;
  putReadyReasons(account: AccountId, site: string, texts: readonly string[]): Promise<void>;
  putRejection(rejection: RejectionRecord): Promise<void>;
  removeRejection(id: WorkflowRejectionId): Promise<void>;
}
