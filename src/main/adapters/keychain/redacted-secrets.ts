import type { Credentials, Secrets } from '../../ports/secrets.ts';

/** Announces every secret value that passes to the log's redactor; a user name is not one. */
export function withRedaction(secrets: Secrets, redactor: { add(value: string): void }): Secrets {
  const announce = (credentials: Credentials): void => {
    for (const value of [credentials.clientToken, credentials.sessionToken, credentials.ftpPassword]) {
      redactor.add(value);
    }
  };
  return {
    get kind() {
      return secrets.kind;
    },
    async read(account) {
      const credentials = await secrets.read(account);
      if (credentials !== null) announce(credentials);
      return credentials;
    },
    async write(account, credentials) {
      announce(credentials);
      await secrets.write(account, credentials);
    },
    remove: (account) => secrets.remove(account),
  };
}
