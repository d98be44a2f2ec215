import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { systemAuthorities } from '../http/authorities.ts';
import { certificateError } from './certificate.ts';

/** Offered beside the one a server took before. */
const GROUPS = ['X25519', 'prime256v1', 'secp384r1', 'secp521r1'];

/** The group of the key exchange, where it is one that can be offered by its name. */
function groupOf(socket: TLSSocket): string | null {
  const used = socket.getEphemeralKeyInfo();
  return used !== null && 'name' in used && typeof used.name === 'string' && GROUPS.includes(used.name)
    ? used.name
    : null;
}

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
 * The group of keys a server took is offered first from then on: guessing another one costs a round trip on every data
 * connection (HelloRetryRequest, RFC 8446, 4.1.4).
 * @param pin SHA-256 of the certificate as hex; null: the authorities decide
 * @param authorities PEM; the system's when undefined. They are read once, when the first connection needs them.
 */
export function createEncryption(
  host: string,
  pin: string | null,
  authorities: readonly string[] | undefined,
): Encryption {
  const contexts = new Map<string, SecureContext>();
  let group = '';

  const contextFor = (preferred: string): SecureContext => {
    const known = contexts.get(preferred);
    if (known !== undefined) return known;
    const made = createSecureContext({
      // With a pin nobody asks them, and reading them takes its time.
      ...(pin === null ? { ca: [...(authorities ?? systemAuthorities())] } : { ca: [] }),
      ...(preferred === '' ? {} : { ecdhCurve: [...new Set([preferred, ...GROUPS])].join(':') }),
    });
    contexts.set(preferred, made);
    return made;
  };

  return {
    secure: (socket, session, onSession) =>
      new Promise((resolve, reject) => {
        const secured = connect({
          socket,
          secureContext: contextFor(group),
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
          group = groupOf(secured) ?? group;
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
