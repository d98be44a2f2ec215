import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { systemAuthorities } from '../http/authorities.ts';
import { certificateError } from './certificate.ts';

/** How the connections of one target are encrypted. */
export interface Encryption {
  /**
   * Lays TLS over a connection and checks the certificate before anything is said on it.
   * @param session one to resume: servers ask for it on data connections, and it saves a round trip
   * @param onSession told of sessions that later connections may resume
   * @throws AppError (person) for a wrong certificate; Error of the socket otherwise
   */
  secure(socket: Socket, session: Buffer | null, onSession: (session: Buffer) => void): Promise<TLSSocket>;
}

/**
 * @param pin SHA-256 of the certificate as hex; null: the authorities decide
 * @param authorities PEM; the system's when undefined. They are read once, when the first connection needs them.
 */
export function createEncryption(
  host: string,
  pin: string | null,
  authorities: readonly string[] | undefined,
): Encryption {
  let context: SecureContext | null = null;
  return {
    secure: (socket, session, onSession) =>
      new Promise((resolve, reject) => {
        context ??= createSecureContext({ ca: [...(authorities ?? systemAuthorities())] });
        const secured = connect({
          socket,
          secureContext: context,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(session === null ? {} : { session }),
          // The verdict is read below: a refusal has to show the certificate's fingerprint.
          rejectUnauthorized: false,
        });
        const hungUp = (): void => {
          reject(Object.assign(new Error('Hung up during the handshake.'), { code: 'ECONNRESET' }));
        };
        secured.once('error', reject);
        secured.once('close', hungUp);
        secured.on('session', onSession);
        secured.once('secureConnect', () => {
          secured.removeListener('error', reject);
          secured.removeListener('close', hungUp);
          const problem = certificateError(secured, pin);
          if (problem === null) {
            resolve(secured);
            return;
          }
          secured.on('error', () => undefined);
          secured.destroy();
          reject(problem);
        });
      }),
  };
}
