import { assertNever } from '../../errors/assert-never.ts';
import type { Credentials, Secrets } from '../../ports/secrets.ts';

/** The values that must never be seen; a user name is not one. */
function secretsIn(credentials: Credentials): readonly string[] {
  switch (credentials.kind) {
    case 'bright-river':
      return [credentials.clientToken, credentials.sessionToken, credentials.ftpPassword];
    case 'blendvision':
      return [credentials.token, credentials.sealKey];
    case 'crafter':
      return [credentials.password];
    default:
      return assertNever(credentials);
  }
}

/** Announces every secret value that passes to the log's redactor. */
export function withRedaction(secrets: Secrets, redactor: { add(value: string): void }): Secrets {
  const announce = (credentials: Credentials): void => {
    for (const value of secretsIn(credentials)) redactor.add(value);
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
