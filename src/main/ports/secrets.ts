import type { AccountId } from '../../preload/contract/index.ts';

/** What Bright River and its FTP server want to see. Absent members are empty strings. */
export interface BrightRiverLogin {
  readonly clientToken: string;
  readonly sessionToken: string;
  readonly ftpUser: string;
  readonly ftpPassword: string;
}

export interface BrightRiverCredentials extends BrightRiverLogin {
  readonly kind: 'bright-river';
}

export interface LibraryCredentials {
  readonly kind: 'blendvision';
  readonly token: string;
  /**
   * 32 bytes in base64 that part addresses are sealed with, made where the keychain keeps them; empty: the key is
   * derived from the token.
   */
  readonly sealKey: string;
}

export interface WorkflowCredentials {
  readonly kind: 'crafter';
  readonly password: string;
}

/** Everything secret about one account. */
export type Credentials = BrightRiverCredentials | LibraryCredentials | WorkflowCredentials;
export type CredentialKind = Credentials['kind'];
export type CredentialsOf<Kind extends CredentialKind> = Extract<Credentials, { readonly kind: Kind }>;

/**
 * Where credentials live. `keychain` outlives the run; `memory` does not (no keychain service answers) and the
 * person is told. There is no third kind: secrets are never written to a file.
 */
export interface Secrets {
  readonly kind: 'keychain' | 'memory';
  read(account: AccountId): Promise<Credentials | null>;
  write(account: AccountId, credentials: Credentials): Promise<void>;
  remove(account: AccountId): Promise<void>;
}
