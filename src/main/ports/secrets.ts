import type { AccountId } from '../../preload/contract/index.ts';

/** Everything secret about one Bright River account. Absent members are empty strings. */
export interface Credentials {
  readonly clientToken: string;
  readonly sessionToken: string;
  readonly ftpUser: string;
  readonly ftpPassword: string;
}

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
