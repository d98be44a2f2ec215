import { createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { StudioParts } from '../studio-parts.ts';
import { startSession, type FtpSession } from './ftp-session.ts';

export interface FtpServer {
  readonly port: number;
  dropConnections(): void;
  stop(): Promise<void>;
}

/**
 * The studio's FTP server (RFC 959, 2228, 2389, 2428, 3659, 4217), on loopback only: explicit TLS, passive data
 * channels, resume. Own, because the registry has no maintained one.
 * @param port 0 takes a free one. @throws the socket's error when the port is taken
 */
export async function startFtpServer(parts: StudioParts, port: number): Promise<FtpServer> {
  const { certificate, privateKey } = parts.register.identity();
  const secure = createSecureContext({ cert: certificate, key: privateKey, sessionIdContext: 'practice' });
  const sessions = new Set<FtpSession>();
  const server = createServer((socket: Socket) => {
    const session = startSession(parts, secure, socket, () => sessions.delete(session));
    sessions.add(session);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The practice studio has no FTP port.');
  const dropConnections = (): void => {
    for (const session of [...sessions]) session.drop();
  };
  return {
    port: address.port,
    dropConnections,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const ended = [...sessions].map((session) => session.ended);
      dropConnections();
      await closed;
      await Promise.all(ended);
    },
  };
}
