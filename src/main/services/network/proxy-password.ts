import type { AccountId } from '../../../preload/contract/index.ts';
import type { Secrets } from '../../ports/secrets.ts';

/** The keychain entry of the proxy's password, beside those of the accounts; their ids are UUIDs, so none has this one. */
const ENTRY = 'proxy' as AccountId;

/** Empty when none is kept. */
export async function readProxyPassword(secrets: Secrets): Promise<string> {
  const kept = await secrets.read(ENTRY);
  return kept?.kind === 'bright-river' ? kept.ftpPassword : '';
}

export async function keepProxyPassword(secrets: Secrets, password: string): Promise<void> {
  if (password === '') await secrets.remove(ENTRY);
  else
    await secrets.write(ENTRY, {
      kind: 'bright-river',
      clientToken: '',
      sessionToken: '',
      ftpUser: '',
      ftpPassword: password,
    });
}
