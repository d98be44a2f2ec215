import type { ErrorData } from './errors.ts';
import type { AccountId, FileId, Instant, ItemMark, JobId, WorkflowRejectionId } from './ids.ts';

/** A site the person may work on. */
export interface StudioSite {
  readonly id: string;
  /** What people call it; the id where the server says nothing. */
  readonly name: string;
  readonly description: string;
}

/** An item as it waits for approval (documents of `get-go-live-items`, without their categories around them). */
export interface WaitingItem {
  /** From the root of the site: what a rejection names. */
  readonly path: string;
  /** Its name for people. */
  readonly label: string;
  /** The category the server lists it in: Pages, Components, Assets … */
  readonly category: string;
  /** Where it shows on the site, from its root; null for what has no page. */
  readonly pagePath: string | null;
  readonly mimeType: string;
  /** A picture a browser can show. */
  readonly isPicture: boolean;
  /** Who edited it last, which need not be who submitted it: the server does not say that. Empty: unknown. */
  readonly lastEditedBy: string;
  readonly lastEditedAt: Instant | null;
  readonly submissionComment: string;
  /** When it is to be published, ISO 8601; null: as soon as it is approved. */
  readonly scheduledDate: string | null;
  readonly mark: ItemMark;
}

/** What a rejection would also touch (`get-workflow-affected-paths`). */
export interface AffectedPath {
  readonly path: string;
  readonly label: string;
}

export type RejectionState =
  /** Kept here; can still be taken back. */
  | { readonly kind: 'kept' }
  /** On its way, or its outcome is not known yet: the list tells. */
  | { readonly kind: 'sending' }
  /** @property note what is worth knowing about how it arrived; empty: nothing */
  | { readonly kind: 'sent'; readonly at: Instant; readonly note: string }
  /** It did not wait any more when its turn came: nothing was sent. */
  | { readonly kind: 'passed'; readonly at: Instant; readonly sentence: string }
  /** Stopped by us: the item was edited after it was judged. The person sends it all the same, or drops it. */
  | { readonly kind: 'held'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly error: ErrorData };

/** One item of a rejection. Items rejected together share the rejection, its reason and its date. */
export interface RejectedEntry {
  readonly rejection: WorkflowRejectionId;
  readonly path: string;
  readonly label: string;
  readonly category: string;
  readonly reason: string;
  /** ISO 8601, when the person chose one. */
  readonly scheduledDate: string | null;
  readonly at: Instant;
  readonly state: RejectionState;
  /** Same-origin address of the picture; empty when it is none. */
  readonly picture: string;
}

/** What of a job a site picture came from. */
export interface PictureOrigin {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly fileId: FileId;
  readonly fileName: string;
}

export interface WaitingEntry extends WaitingItem {
  /** A rejection of it that has not arrived yet; null: none. */
  readonly rejected: RejectedEntry | null;
  /** Same-origin address of the picture; empty when it is none. */
  readonly picture: string;
}

/** “Waiting for approval” of one account's site. */
export interface WaitingRoom {
  readonly accountId: AccountId;
  readonly site: string;
  readonly items: readonly WaitingEntry[];
  /** Rejections of what is not in the list: those that arrived, and those whose item went meanwhile; newest first. */
  readonly rejected: readonly RejectedEntry[];
  /** When the list was read; null before the first time. */
  readonly readAt: Instant | null;
  /** Why the list is the one of the last visit: the server cannot be reached, say; null: it is as just read. */
  readonly trouble: ErrorData | null;
  /** Why the list may not be the whole truth; empty: nothing to say. */
  readonly notice: string;
}

export interface RejectWish {
  readonly path: string;
  readonly seen: ItemMark;
}

export interface WorkflowApi {
  /** Sites of the person at an address, before the account is kept. */
  sites(address: string, user: string, password: string): Promise<readonly StudioSite[]>;
  /** Asks the server; with what was seen before when it cannot be reached. */
  open(account: AccountId): Promise<WaitingRoom>;
  /** What the register has, without asking the server. */
  read(account: AccountId): Promise<WaitingRoom>;
  affectedPaths(account: AccountId, path: string): Promise<readonly AffectedPath[]>;
  /** Reasons the site keeps ready; empty where it has none. */
  reasons(account: AccountId): Promise<readonly string[]>;
  /** The page of an item on the preview server, opened in the browser. */
  openPage(account: AccountId, path: string): Promise<void>;
  /**
   * Rejects what was looked at, as one step; goes by itself when the server can be reached.
   * @param scheduledDate an ISO date the person chose, or null
   */
  reject(
    account: AccountId,
    wishes: readonly RejectWish[],
    reason: string,
    scheduledDate: string | null,
  ): Promise<WaitingRoom>;
  /** Sends a held item all the same: for the version that was looked at now. */
  confirm(
    account: AccountId,
    rejection: WorkflowRejectionId,
    path: string,
    seen: ItemMark,
  ): Promise<WaitingRoom>;
  /** Takes an item of a rejection back that has not left. @throws `on_its_way` (conflict) */
  drop(account: AccountId, rejection: WorkflowRejectionId, path: string): Promise<WaitingRoom>;
  /** Pictures of jobs whose name is that of the item. */
  origins(account: AccountId, path: string): Promise<readonly PictureOrigin[]>;
  /** A draft of a job with the picture as it is on the site. @throws `not_a_picture` (person) */
  toJob(account: AccountId, path: string): Promise<JobId>;
  /** Rejects the result of a job the picture came from, for the same reason. @throws what `reviews.decide` does */
  rejectOrigin(job: JobId, file: FileId, reason: string): Promise<void>;
}
