import type { AccountId } from '../../../preload/contract/index.ts';
import type { StoreReader } from '../../ports/store.ts';
import { isFurtherPractice } from './practice-accounts.ts';

/**
 * The accounts this process leaves alone: a command looks only at the account it was told, and never at the practice
 * studio of a window.
 */
export async function foreignAccounts(
  reader: StoreReader,
  onlyAccount: string | null,
  hasPractice: boolean,
): Promise<ReadonlySet<AccountId>> {
  const foreign = (await reader.accounts()).filter(
    (account) =>
      (onlyAccount !== null && account.name !== onlyAccount) ||
      (!hasPractice && (account.kind === 'practice' || isFurtherPractice(account.id))),
  );
  return new Set(foreign.map((account) => account.id));
}
