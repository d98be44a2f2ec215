import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { AppError } from '../../errors/app-error.ts';

/** As people compare it: upper-case pairs with colons. */
function readable(fingerprint: string): string {
  return (fingerprint.match(/../g) ?? []).join(':').toUpperCase();
}

/** Lower-case hex without colons, whatever was pasted. */
function plain(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

function fingerprintOf(socket: TLSSocket): string | null {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  return certificate === undefined ? null : plain(certificate.fingerprint256);
}

/**
 * Decides whether an encrypted connection reached the right server, before anything secret is said on it. Used for the
 * control connection and for each data connection.
 * With a pin, exactly that certificate counts. Without one, Node's own verdict (chain and host name) counts.
 * A resumed session without a certificate of its own stands on the handshake it resumes, which passed this check.
 * @param pin SHA-256 of the certificate as hex; null: the authorities decide
 * @returns null when all is well, or an AppError (person): `ftp_certificate`, `ftp_fingerprint`
 */
export function certificateError(socket: TLSSocket, pin: string | null): AppError | null {
  const shown = fingerprintOf(socket);
  if (pin !== null) {
    if (shown === plain(pin) || (shown === null && socket.isSessionReused())) return null;
    return new AppError(
      'person',
      'ftp_fingerprint',
      'The FTP server shows another certificate than the one stored in this account, so nothing was sent. ' +
        `It now shows SHA-256 ${readable(shown ?? '')}. Ask the service whether it changed its certificate; if it did, store the new fingerprint.`,
      { field: 'ftpFingerprint' },
    );
  }
  if (socket.authorized) return null;
  return new AppError(
    'person',
    'ftp_certificate',
    'The FTP server shows a certificate that no authority of this computer vouches for, so nothing was sent. ' +
      `Compare its SHA-256 fingerprint ${readable(shown ?? '')} with the one the service tells you; if they are equal, store it in the account.`,
    { field: 'ftpFingerprint', cause: socket.authorizationError },
  );
}
