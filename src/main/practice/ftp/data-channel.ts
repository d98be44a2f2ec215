import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

/** How long a client may take to come for its data. Milliseconds. */
const PATIENCE = 20_000;

/** One passive data channel: a port of its own, for one connection from the same computer. */
export interface DataChannel {
  readonly port: number;
  /** The client's connection, protected when asked for. @throws when nobody came */
  connection(secure: SecureContext | null): Promise<Socket>;
  close(): void;
}

export async function openDataChannel(): Promise<DataChannel> {
  let arrive: (socket: Socket) => void = () => undefined;
  let giveUp: (error: Error) => void = () => undefined;
  const arrived = new Promise<Socket>((resolve, reject) => {
    arrive = resolve;
    giveUp = reject;
  });
  // Nobody may be waiting yet when it fails.
  arrived.catch(() => undefined);
  const server: Server = createServer((socket) => {
    // Errors are seen by whoever uses the connection; before that there is nobody.
    socket.on('error', () => undefined);
    server.close();
    arrive(socket);
  });
  server.maxConnections = 1;
  const timer = setTimeout(() => {
    server.close();
    giveUp(new Error('Nobody came for the data.'));
  }, PATIENCE);
  server.once('close', () => clearTimeout(timer));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The data channel has no port.');
  let used: Socket | null = null;
  return {
    port: address.port,
    async connection(secureContext) {
      const plain = await arrived;
      if (secureContext === null) return (used = plain);
      const secure = new TLSSocket(plain, { isServer: true, secureContext });
      secure.on('error', () => undefined);
      return (used = secure);
    },
    close() {
      if (server.listening) server.close();
      giveUp(new Error('The data channel was closed.'));
      used?.destroy();
      void arrived.then(
        (socket) => socket.destroy(),
        () => undefined,
      );
    },
  };
}
