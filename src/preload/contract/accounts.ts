import type { AccountId, Instant } from './ids.ts';

export type AccountKind = 'bright-river' | 'practice';

/** How the account stands with its service, as the last answers said. */
export type AccountState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'local' }
  | { readonly kind: 'signed-out'; readonly since: Instant; readonly sentence: string }
  | { readonly kind: 'offline'; readonly since: Instant; readonly retryAt: Instant | null };

/**
 * How rejections reach the service. All three are documented; `review` is the one whose body is documented in full.
 * `files-review`: POST …/files/review. `reject`: POST /reject, whose body the document leaves open (assumption: jobId and files).
 */
export type RejectWay = 'review' | 'files-review' | 'reject';

/** Bodies as JSON, or form-urlencoded for a server that wants it; both are documented. */
export type BodyEncoding = 'json' | 'form';

export interface AccountSummary {
  readonly id: AccountId;
  readonly kind: AccountKind;
  readonly name: string;
  readonly apiUrl: string;
  readonly uploadField: string;
  readonly allowPlainFtp: boolean;
  readonly ftpFingerprint: string | null;
  readonly rejectWay: RejectWay;
  readonly bodyEncoding: BodyEncoding;
  /** The address the service says it has moved to for good; null when it has not. */
  readonly movedTo: string | null;
  readonly state: AccountState;
  /** Where its credentials are: in the OS keychain, or (no keychain service) in memory until Clipdesk is closed. */
  readonly credentials: 'keychain' | 'memory' | 'environment' | 'missing';
  /** Last moment a request of this account got an answer. */
  readonly lastContact: Instant | null;
}

/** Secrets travel only towards the main process; nothing ever returns them. */
export interface CredentialsInput {
  readonly clientToken?: string;
  readonly sessionToken?: string;
  readonly ftpUser?: string;
  readonly ftpPassword?: string;
}

export interface BrightRiverAccountInput {
  readonly name: string;
  readonly apiUrl: string;
  /** Multipart field name; the documents do not name one, `file` is the default. */
  readonly uploadField?: string;
  readonly allowPlainFtp?: boolean;
  /** SHA-256 of a self-signed FTP certificate the person has compared, as hex with or without colons. */
  readonly ftpFingerprint?: string | null;
  readonly credentials: CredentialsInput;
}

/** What can be changed of an account without new credentials; members left out stay. */
export interface AccountChange {
  readonly name?: string;
  readonly apiUrl?: string;
  readonly uploadField?: string;
  readonly allowPlainFtp?: boolean;
  readonly ftpFingerprint?: string | null;
  readonly rejectWay?: RejectWay;
  readonly bodyEncoding?: BodyEncoding;
}

export interface AccountsApi {
  list(): Promise<readonly AccountSummary[]>;
  addBrightRiver(input: BrightRiverAccountInput): Promise<AccountSummary>;
  /** Starts the practice studio (once) and gives its account. */
  openPractice(): Promise<AccountSummary>;
  /** Stores new credentials for the fields given, then lets the paused queue go on. */
  signIn(account: AccountId, credentials: CredentialsInput): Promise<AccountSummary>;
  change(account: AccountId, change: AccountChange): Promise<AccountSummary>;
  remove(account: AccountId): Promise<void>;
}
