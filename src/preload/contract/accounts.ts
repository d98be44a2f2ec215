import type { AccountId, Instant } from './ids.ts';

/** Kinds of accounts that take jobs; the practice studio is a Bright River on this computer. */
export type JobAccountKind = 'bright-river' | 'practice';
/** `blendvision`: a media library. `crafter`: a site whose publishing waits for approval. */
export type AccountKind = JobAccountKind | 'blendvision' | 'crafter';

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

/** What Bright River's accounts are set to, beside their address. */
export interface JobAccountSettings {
  readonly uploadField: string;
  readonly allowPlainFtp: boolean;
  readonly ftpFingerprint: string | null;
  readonly rejectWay: RejectWay;
  readonly bodyEncoding: BodyEncoding;
}

/** What BlendVision's accounts are set to. */
export interface LibraryAccountSettings {
  /** `x-bv-org-id`: the organisation whose library it is. */
  readonly organisationId: string;
}

/** What Crafter Studio's accounts are set to. */
export interface WorkflowAccountSettings {
  readonly site: string;
  readonly user: string;
  /** Rejections may carry the literal "now" as their date, as the document shows; most servers fail on it. */
  readonly sendsNow: boolean;
}

interface AccountStanding {
  readonly id: AccountId;
  readonly name: string;
  readonly apiUrl: string;
  /** The address the service says it has moved to for good; null when it has not. */
  readonly movedTo: string | null;
  readonly state: AccountState;
  /** Where its credentials are: in the OS keychain, or (no keychain service) in memory until Clipdesk is closed. */
  readonly credentials: 'keychain' | 'memory' | 'environment' | 'missing';
  /** Last moment a request of this account got an answer. */
  readonly lastContact: Instant | null;
}

/** An account jobs are made with. */
export interface JobAccountSummary extends AccountStanding, JobAccountSettings {
  readonly kind: JobAccountKind;
}
/** A BlendVision library. */
export interface LibraryAccountSummary extends AccountStanding, LibraryAccountSettings {
  readonly kind: 'blendvision';
}
/** One site of a Crafter Studio. */
export interface WorkflowAccountSummary extends AccountStanding, WorkflowAccountSettings {
  readonly kind: 'crafter';
}
export type AccountSummary = JobAccountSummary | LibraryAccountSummary | WorkflowAccountSummary;

/** Secrets travel only towards the main process; nothing ever returns them. */
export interface JobCredentialsInput {
  readonly clientToken?: string;
  readonly sessionToken?: string;
  readonly ftpUser?: string;
  readonly ftpPassword?: string;
}
export interface LibraryCredentialsInput {
  readonly token: string;
}
export interface WorkflowCredentialsInput {
  readonly password: string;
}
export type CredentialsInput = JobCredentialsInput | LibraryCredentialsInput | WorkflowCredentialsInput;

export interface BrightRiverAccountInput {
  readonly name: string;
  readonly apiUrl: string;
  /** Multipart field name; the documents do not name one, `file` is the default. */
  readonly uploadField?: string;
  readonly allowPlainFtp?: boolean;
  /** SHA-256 of a self-signed FTP certificate the person has compared, as hex with or without colons. */
  readonly ftpFingerprint?: string | null;
  readonly credentials: JobCredentialsInput;
}

export interface LibraryAccountInput extends LibraryAccountSettings {
  readonly name: string;
  readonly apiUrl: string;
  /** Empty: the environment gives it, or a sign-in does later. */
  readonly token: string;
}

export interface WorkflowAccountInput extends Omit<WorkflowAccountSettings, 'sendsNow'> {
  readonly name: string;
  /** With or without `/studio`. */
  readonly apiUrl: string;
  readonly sendsNow?: boolean;
  /** Empty: the environment gives it, or a sign-in does later. */
  readonly password: string;
}

/**
 * What can be changed of an account without new credentials; members left out stay. A member of another kind of
 * account is refused.
 */
export interface AccountChange
  extends Partial<JobAccountSettings>, Partial<LibraryAccountSettings>, Partial<WorkflowAccountSettings> {
  readonly name?: string;
  readonly apiUrl?: string;
}

export interface AccountsApi {
  list(): Promise<readonly AccountSummary[]>;
  addBrightRiver(input: BrightRiverAccountInput): Promise<JobAccountSummary>;
  addLibrary(input: LibraryAccountInput): Promise<LibraryAccountSummary>;
  addWorkflow(input: WorkflowAccountInput): Promise<WorkflowAccountSummary>;
  /** Starts the practice studio (once) and gives its account. */
  openPractice(): Promise<JobAccountSummary>;
  /** A library to practise on, on this computer; its files end with Clipdesk. */
  openPracticeLibrary(): Promise<LibraryAccountSummary>;
  /** A site to practise on, on this computer, whose pages wait for approval. */
  openPracticeSite(): Promise<WorkflowAccountSummary>;
  /** Stores new credentials for the fields given, then lets the paused queue go on. */
  signIn(account: AccountId, credentials: CredentialsInput): Promise<AccountSummary>;
  change(account: AccountId, change: AccountChange): Promise<AccountSummary>;
  remove(account: AccountId): Promise<void>;
}
