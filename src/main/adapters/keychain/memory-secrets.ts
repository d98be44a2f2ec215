import type { AccountId } from '../../../preload/contract/index.ts';
import type { Credentials, Secrets } from '../../ports/secrets.ts';

/** Keeps credentials until the process ends; nothing is written anywhere. */
export function memorySecrets(): Secrets {
  const kept = new Map<AccountId, Credentials>();
  return {
    kind: 'memory',
    read: async (account) => kept.get(account) ?? null,
    write: async (account, credentials) => void kept.set(account, { ...credentials }),
    remove: async (account) => void kept.delete(account),
  };
}
