import type { AccountId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { PracticeAccess } from '../../ports/application.ts';
import type { BrightRiverLogin, Secrets } from '../../ports/secrets.ts';
import type { JobAccountRecord } from '../../ports/store.ts';

/** Where the credentials of an account that takes jobs come from: the keychain, or the practice studio that runs beside us. */
export interface CredentialSource {
  read(account: JobAccountRecord): Promise<BrightRiverLogin | null>;
  /** Resolves when the practice studio of this account answers. @throws AppError when it cannot be started here */
  awake(account: AccountId): Promise<PracticeAccess>;
}

/** @param practice starts the practice studio once and gives its access; null where it cannot be started */
export function createCredentialSource(
  secrets: Secrets,
  practice: ((account: AccountId) => Promise<PracticeAccess>) | null,
): CredentialSource {
  const awake = (account: AccountId): Promise<PracticeAccess> => {
    if (practice === null)
      throw new AppError(
        'person',
        'practice_elsewhere',
        'This account belongs to the practice studio of the window. Open Clipdesk’s window to use it.',
      );
    return practice(account);
  };
  return {
    awake: async (account) => awake(account),
    async read(account) {
      if (account.kind !== 'practice') {
        const kept = await secrets.read(account.id);
        return kept?.kind === 'bright-river' ? kept : null;
      }
      const access = await awake(account.id);
      return {
        clientToken: access.clientToken,
        sessionToken: access.sessionToken,
        ftpUser: access.ftpUser,
        ftpPassword: access.ftpPassword,
      };
    },
  };
}
