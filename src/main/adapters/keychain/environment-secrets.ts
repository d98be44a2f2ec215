import type { AccountId } from '../../../preload/contract/index.ts';
import type { CredentialKind, Credentials, Secrets } from '../../ports/secrets.ts';

type Members = Readonly<Record<string, string>>;

/** Which variable serves which member, by kind of account. */
const variables: Readonly<Record<CredentialKind, Members>> = {
  'bright-river': {
    clientToken: 'CLIPDESK_CLIENT_TOKEN',
    sessionToken: 'CLIPDESK_SESSION_TOKEN',
    ftpUser: 'CLIPDESK_FTP_USER',
    ftpPassword: 'CLIPDESK_FTP_PASSWORD',
  },
  blendvision: { token: 'CLIPDESK_BLENDVISION_TOKEN' },
  crafter: { password: 'CLIPDESK_CRAFTER_PASSWORD' },
};

function given(env: NodeJS.ProcessEnv, kind: CredentialKind): Members {
  const found: Record<string, string> = {};
  for (const [member, variable] of Object.entries(variables[kind])) {
    const value = env[variable];
    if (value !== undefined && value !== '') found[member] = value;
  }
  return found;
}

/** What the environment says, member by member, over what is stored. */
function merged(kind: CredentialKind, stored: Credentials | null, members: Members): Credentials {
  switch (kind) {
    case 'bright-river': {
      const before = stored?.kind === kind ? stored : null;
      return { kind, clientToken: '', sessionToken: '', ftpUser: '', ftpPassword: '', ...before, ...members };
    }
    case 'blendvision': {
      const before = stored?.kind === kind ? stored : null;
      return { kind, token: '', sealKey: '', ...before, ...members };
    }
    case 'crafter': {
      const before = stored?.kind === kind ? stored : null;
      return { kind, password: '', ...before, ...members };
    }
  }
}

/**
 * Puts the environment's credentials over the stored ones for the accounts `serves` gives a kind for (the one of that
 * kind chosen on the command line; never the practice studio's). What is written goes to `secrets`.
 */
export function withEnvironment(
  secrets: Secrets,
  env: NodeJS.ProcessEnv,
  serves: (account: AccountId) => CredentialKind | null | Promise<CredentialKind | null>,
): Secrets {
  const kinds = Object.keys(variables) as CredentialKind[];
  if (kinds.every((kind) => Object.keys(given(env, kind)).length === 0)) return secrets;
  return {
    get kind() {
      return secrets.kind;
    },
    async read(account) {
      const kind = await serves(account);
      const members = kind === null ? {} : given(env, kind);
      if (kind === null || Object.keys(members).length === 0) return secrets.read(account);
      // With everything given, a keychain that is locked or not there is not even asked.
      const isComplete = Object.keys(members).length === Object.keys(variables[kind]).length;
      return merged(kind, isComplete ? null : await secrets.read(account), members);
    },
    write: (account, credentials) => secrets.write(account, credentials),
    remove: (account) => secrets.remove(account),
  };
}
