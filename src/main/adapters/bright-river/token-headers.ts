import { AppError } from '../../errors/app-error.ts';
import type { BrightRiverLogin } from '../../ports/secrets.ts';

/** What can travel in a header as it is. */
const printable = /^[\x21-\x7e]+$/;

function checkedToken(token: string, which: 'client' | 'session', service: string): string {
  const value = token.trim();
  const field = `${which}Token`;
  if (value === '') {
    throw new AppError(
      'sign-in',
      `${which}_token`,
      `The ${which} token of ${service} is missing. Enter it; everything that waits then goes on by itself.`,
      { field },
    );
  }
  if (!printable.test(value)) {
    throw new AppError(
      'sign-in',
      `${which}_token`,
      `The ${which} token of ${service} holds characters no token has. Paste it again.`,
      { field },
    );
  }
  return value;
}

/**
 * The two headers every call carries; the only place tokens ever go.
 * @throws AppError `sign-in` naming the token that is missing or cannot be one
 */
export function tokenHeaders(
  credentials: Pick<BrightRiverLogin, 'clientToken' | 'sessionToken'>,
  service: string,
): Readonly<Record<string, string>> {
  return {
    'X-Client-Token': checkedToken(credentials.clientToken, 'client', service),
    'X-Session-Token': checkedToken(credentials.sessionToken, 'session', service),
  };
}
