import type { AccountId } from '../../../preload/contract/index.ts';
import type { Credentials, Secrets } from '../../ports/secrets.ts';

/** Credentials given through the environment for headless use; null when none of the four variables is set. */
export function credentialsFromEnvironment(env: NodeJS.ProcessEnv): Partial<Credentials> | null {
  const given: Partial<Record<keyof Credentials, string>> = {};
  for (const [member, variable] of Object.entries(variables) as [keyof Credentials, string][]) {
    const value = env[variable];
    if (value !== undefined && value !== '') given[member] = value;
  }
  return Object.keys(given).length === 0 ? null : given;
}

const variables: Readonly<Record<keyof Credentials, string>> = {
  clientToken: 'CLIPDESK_CLIENT_TOKEN',
  sessionToken: 'CLIPDESK_SESSION_TOKEN',
  ftpUser: 'CLIPDESK_FTP_USER',
  ftpPassword: 'CLIPDESK_FTP_PASSWORD',
};

/**
 * Puts the environment's credentials over the stored ones, member by member, for the accounts `servesAccount`
 * says yes to (the one chosen on the command line; never the practice studio's). What is written goes to `secrets`.
 */
export function withEnvironment(
  secrets: Secrets,
  env: NodeJS.ProcessEnv,
  servesAccount: (account: AccountId) => boolean | Promise<boolean> = () => true,
): Secrets {
  const given = credentialsFromEnvironment(env);
  if (given === null) return secrets;
  return {
    get kind() {
      return secrets.kind;
    },
    async read(account) {
      if (!(await servesAccount(account))) return secrets.read(account);
      // With everything given, a keychain that is locked or not there is not even asked.
      const complete = Object.keys(given).length === Object.keys(variables).length;
      const stored = complete ? null : await secrets.read(account);
      return { clientToken: '', sessionToken: '', ftpUser: '', ftpPassword: '', ...stored, ...given };
    },
    write: (account, credentials) => secrets.write(account, credentials),
    remove: (account) => secrets.remove(account),
  };
}
