import type { AccountId } from '../../../preload/contract/index.ts';
import type { CredentialKind } from '../../ports/secrets.ts';
import type { StoreReader } from '../../ports/store.ts';
import { credentialKindOf } from './merged-credentials.ts';

/**
 * Which of the environment's credentials an account may have: those of its kind, when it is the one chosen, or the only
 * one of that kind. Null: none, because tokens never go to a service they may not be meant for.
 */
export async function servedKind(
  reader: StoreReader,
  onlyAccount: string | null,
  account: AccountId,
): Promise<CredentialKind | null> {
  const accounts = await reader.accounts();
  const asked = accounts.find((each) => each.id === account);
  const kind = asked === undefined ? null : credentialKindOf(asked.kind);
  if (asked === undefined || kind === null) return null;
  if (onlyAccount !== null) return asked.name === onlyAccount ? kind : null;
  return accounts.filter((each) => credentialKindOf(each.kind) === kind).length === 1 ? kind : null;
}
