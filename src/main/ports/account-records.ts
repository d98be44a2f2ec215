import type {
  AccountId,
  Instant,
  JobAccountKind,
  JobAccountSettings,
  LibraryAccountSettings,
  WorkflowAccountSettings,
} from '../../preload/contract/index.ts';

interface AccountFacts {
  readonly id: AccountId;
  readonly name: string;
  readonly apiUrl: string;
  /** The address the service said it has moved to for good; null when it has not. */
  readonly movedTo: string | null;
  readonly createdAt: Instant;
}

export interface JobAccountRecord extends AccountFacts, JobAccountSettings {
  readonly kind: JobAccountKind;
}
export interface LibraryAccountRecord extends AccountFacts, LibraryAccountSettings {
  readonly kind: 'blendvision';
}
export interface WorkflowAccountRecord extends AccountFacts, WorkflowAccountSettings {
  readonly kind: 'crafter';
}
/** What is kept of an account. Never a secret. */
export type AccountRecord = JobAccountRecord | LibraryAccountRecord | WorkflowAccountRecord;
