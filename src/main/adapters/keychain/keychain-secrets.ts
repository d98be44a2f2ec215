import type { AccountId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Credentials, Secrets } from '../../ports/secrets.ts';
import { formatCredentials, parseCredentials } from './stored-credentials.ts';

/** The part of keytar that is used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** The name people see in their keychain application. */
export const SERVICE = 'Clipdesk';

/** Milliseconds; long enough for a person to answer the keychain's own "unlock?" question. */
const PATIENCE = 60_000;

/**
 * Credentials in the OS keychain, one entry per account. When the keychain refuses to take an entry (it is
 * locked and nobody unlocks it), the credentials are kept in memory, and `kind` says `memory` from then on, so that
 * the person is told.
 */
export function keychainSecrets(keychain: Keychain, clock: Clock, log: Log): Secrets {
  const unsaved = new Map<AccountId, Credentials>();

  return {
    get kind() {
      return unsaved.size === 0 ? 'keychain' : 'memory';
    },
    async read(account) {
      const held = unsaved.get(account);
      if (held !== undefined) return held;
      const text = await patiently(keychain.getPassword(SERVICE, account), clock).catch((cause: unknown) => {
        throw new AppError(
          'person',
          'keychain_locked',
          'The keychain of this computer did not give the sign-in of this account. Unlock it, then try again.',
          { cause },
        );
      });
      if (text === null) return null;
      const credentials = parseCredentials(text);
      if (credentials === null)
        log.warn('A keychain entry of Clipdesk cannot be read and is taken as missing');
      return credentials;
    },
    async write(account, credentials) {
      try {
        await patiently(keychain.setPassword(SERVICE, account, formatCredentials(credentials)), clock);
        unsaved.delete(account);
      } catch {
        unsaved.set(account, { ...credentials });
        log.warn('The keychain did not take a sign-in; it is kept in memory until Clipdesk is closed');
      }
    },
    async remove(account) {
      unsaved.delete(account);
      try {
        await patiently(keychain.deletePassword(SERVICE, account), clock);
      } catch (cause) {
        throw new AppError(
          'person',
          'keychain_locked',
          'The keychain of this computer did not let Clipdesk remove the sign-in of this account. Unlock it, then try again.',
          { cause },
        );
      }
    },
  };
}

/** What `work` gives, or a rejection when it takes longer than a person would need. */
export function patiently<T>(work: Promise<T>, clock: Clock, patience = PATIENCE): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(patience, () => reject(new Error('The keychain did not answer in time')));
    work.then(resolve, reject).finally(cancel);
  });
}
