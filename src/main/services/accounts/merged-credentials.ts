import { randomBytes } from 'node:crypto';
import type { AccountKind, CredentialsInput } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type { CredentialKind, Credentials } from '../../ports/secrets.ts';

/** Whose credentials an account of a kind has; null: it has none of its own. */
export function credentialKindOf(kind: AccountKind): CredentialKind | null {
  return kind === 'practice' ? null : kind;
}

function wrongKind(): AppError {
  return new AppError('person', 'wrong_sign_in', 'This sign-in belongs to another kind of account.');
}

/**
 * Lays what a person gave over what is kept.
 * @param isKept what is written outlives this run
 * @throws AppError `wrong_sign_in` for another kind's credentials
 */
export function mergedCredentials(
  kind: CredentialKind,
  before: Credentials | null,
  input: CredentialsInput,
  isKept: boolean,
): Credentials {
  switch (kind) {
    case 'bright-river': {
      if ('token' in input || 'password' in input) throw wrongKind();
      const known = before?.kind === kind ? before : null;
      return {
        kind,
        clientToken: input.clientToken ?? known?.clientToken ?? '',
        sessionToken: input.sessionToken ?? known?.sessionToken ?? '',
        ftpUser: input.ftpUser ?? known?.ftpUser ?? '',
        ftpPassword: input.ftpPassword ?? known?.ftpPassword ?? '',
      };
    }
    case 'blendvision': {
      if (!('token' in input)) throw wrongKind();
      const known = before?.kind === kind ? before.sealKey : '';
      // A key that is gone with this run would seal what must outlive it.
      const sealKey = known === '' && isKept ? randomBytes(32).toString('base64') : known;
      return { kind, token: input.token, sealKey };
    }
    case 'crafter':
      if (!('password' in input)) throw wrongKind();
      return { kind, password: input.password };
    default:
      return assertNever(kind);
  }
}
