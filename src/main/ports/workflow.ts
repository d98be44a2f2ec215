import type { AffectedPath, StudioSite, WaitingItem } from '../../preload/contract/index.ts';

/** The words the document shows for "at once"; most servers answer them with an error, so that it is a setting. */
export const literalNow = 'now';

export interface RejectRequest {
  readonly reason: string;
  /** Paths from the root of the site, at least one. */
  readonly items: readonly string[];
  /** ISO 8601, the literal `now`, or null: the member is left out. */
  readonly scheduledDate: string | null;
}

export interface StudioContent {
  /** Media type without parameters; null where the server did not say. */
  readonly type: string | null;
  readonly bytes: Uint8Array;
}

/**
 * A site's publishing workflow, for one account (Crafter Studio API 1: `workflow`, `security`, `site`, `content`). Every
 * method signs in by itself when there is no session, once more when the session has ended, and throws `AppError` with its
 * action decided (`errors/workflow-errors.ts`); `maybeDone` tells that the server may have carried it out.
 */
export interface Workflow {
  /** POST security/login → 200. @throws AppError `password` (sign-in) */
  signIn(signal: AbortSignal): Promise<void>;
  /** GET security/validate-session → 200 or 401; never signs in. */
  isSignedIn(signal: AbortSignal): Promise<boolean>;
  /** GET site/get-per-user → 200. */
  sites(signal: AbortSignal): Promise<readonly StudioSite[]>;
  /** GET workflow/get-go-live-items → 200, categories flattened. Empty may mean: no permission to publish. */
  waiting(site: string, signal: AbortSignal): Promise<readonly WaitingItem[]>;
  /** GET workflow/get-workflow-affected-paths → 200. */
  affectedPaths(site: string, path: string, signal: AbortSignal): Promise<readonly AffectedPath[]>;
  /** GET site/get-canned-message → 200, a JSON string; null where the site has none under that key. */
  cannedReason(site: string, key: string, signal: AbortSignal): Promise<string | null>;
  /** GET content/get-content-at-path → 200, the bytes of an asset. @throws AppError `bad_answer` above `most` bytes */
  content(site: string, path: string, most: number, signal: AbortSignal): Promise<StudioContent>;
  /**
   * POST workflow/reject → 200 with `success` true (`workflow/reject`). Dependents of the items are rejected too.
   * @returns the server's words without markup
   * @throws AppError `not_rejected` (person) when the server says `success: false`
   */
  reject(site: string, request: RejectRequest, signal: AbortSignal): Promise<string>;
  /** The address of a page on the preview server, for the person's own browser. It carries no session. */
  pageAddress(site: string, pagePath: string): string;
}
